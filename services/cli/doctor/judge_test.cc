#include "cli/doctor/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::cli::doctor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Healthy(const std::string& service) {
  std::string text =
      "maillage_dependency_up{dependency=\"postgresql\"} 1\nmaillage_dependency_up{dependency=\"kafka\"} 1\n"
      "maillage_outbox_depth 0\nmaillage_outbox_oldest_age_seconds 0\nmaillage_clock_skew_seconds -0.004\n"
      "maillage_signing_key_expires_seconds 31000000\nmaillage_pg_pool_exhausted_total 3\n"
      "maillage_migrations_missing 0\nmaillage_migrations_unknown 0\n";
  if (service == "notifier") {
    text +=
        "maillage_dependency_up{dependency=\"redis\"} 1\nmaillage_notifier_active 1\n"
        "maillage_smtp_failures_in_a_row 0\nmaillage_reminder_overdue_seconds 0\n"
        "maillage_reminders_missed_recently 0\nmaillage_due_loop_failures_total{loop=\"reminders\"} 2\n"
        "maillage_consumer_lag{group=\"notifier\",partition=\"0\",topic=\"t\"} 0\n"
        "maillage_consumer_applied_total{group=\"notifier\"} 70\n";
  }
  return text;
}

/// A platform on which all is well; a test spoils one thing.
class JudgeTest : public testing::Test {
 protected:
  JudgeTest() {
    for (const auto* service : {"directory", "network", "notifier"}) {
      const auto samples = Samples::Parse(Healthy(service));
      seen_.services.push_back({service, "127.0.0.1:7111", samples, samples, true});
    }
    seen_.kafka_answers = true;
  }
  ServiceSeen& Network() { return seen_.services[1]; }
  ServiceSeen& Notifier() { return seen_.services[2]; }
  /// One more look at a service, in which these lines are what they are there.
  static void Now(ServiceSeen& service, const std::string& changed) {
    std::string text = Healthy(service.service);
    for (std::size_t at = 0; at < changed.size();) {
      const auto line = changed.substr(at, changed.find('\n', at) - at);
      const auto name = line.substr(0, line.rfind(' ') + 1);
      if (const auto old = text.find(name); old != std::string::npos) text.erase(old, text.find('\n', old) + 1 - old);
      text += line + "\n";
      at += line.size() + 1;
    }
    service.now = Samples::Parse(text);
  }
  std::vector<std::string> Alerts() const {
    std::vector<std::string> alerts;
    for (const auto& finding : Judge(seen_)) {
      alerts.push_back((finding.severity == Severity::kTrouble ? "trouble " : "watch ") + finding.alert + " " +
                       finding.service);
    }
    return alerts;
  }

  Observations seen_;
};

TEST_F(JudgeTest, HasNothingToSayWhenAllIsWell) { EXPECT_THAT(Alerts(), IsEmpty()); }

TEST_F(JudgeTest, NamesAServiceThatDoesNotAnswer) {
  Network() = {"network", "127.0.0.1:7112", std::nullopt, std::nullopt, std::nullopt};
  EXPECT_THAT(Alerts(), ElementsAre("trouble service-down network"));
  EXPECT_THAT(Judge(seen_)[0].what, HasSubstr("127.0.0.1:7112"));
}

TEST_F(JudgeTest, NamesAServiceThatIsNotReady) {
  Network().serving = false;
  EXPECT_THAT(Alerts(), ElementsAre("trouble service-down network"));
  Network().serving = std::nullopt;
  EXPECT_THAT(Alerts(), ElementsAre("trouble service-down network"));
}

TEST_F(JudgeTest, NamesAServiceWhoseMetricsDoNotAnswer) {
  Network().now = std::nullopt;
  EXPECT_THAT(Alerts(), ElementsAre("trouble service-down network"));
}

TEST_F(JudgeTest, NamesWhatAServiceCannotReach) {
  Now(Network(), "maillage_dependency_up{dependency=\"postgresql\"} 0");
  Now(Notifier(), "maillage_dependency_up{dependency=\"kafka\"} 0\nmaillage_dependency_up{dependency=\"redis\"} 0");
  EXPECT_THAT(Alerts(), ElementsAre("trouble postgresql-unreachable network", "trouble kafka-unreachable notifier",
                                    "watch redis-unreachable notifier"));
}

TEST_F(JudgeTest, NamesKafkaWhenItDoesNotAnswerFromHere) {
  seen_.kafka_answers = false;
  EXPECT_THAT(Alerts(), ElementsAre("trouble kafka-unreachable "));
  seen_.kafka_answers = std::nullopt;
  EXPECT_THAT(Alerts(), IsEmpty());
}

TEST_F(JudgeTest, NamesEventsThatWaitForKafka) {
  Now(Network(), "maillage_outbox_depth 12\nmaillage_outbox_oldest_age_seconds 9");
  EXPECT_THAT(Alerts(), IsEmpty());
  Now(Network(), "maillage_outbox_depth 12\nmaillage_outbox_oldest_age_seconds 11");
  EXPECT_THAT(Alerts(), ElementsAre("watch outbox-stuck network"));
  Now(Network(), "maillage_outbox_depth 12\nmaillage_outbox_oldest_age_seconds 300");
  EXPECT_THAT(Alerts(), ElementsAre("trouble outbox-stuck network"));
  EXPECT_THAT(Judge(seen_)[0].what, HasSubstr("12 événement(s)"));
  EXPECT_THAT(Judge(seen_)[0].what, HasSubstr("5 min"));
}

TEST_F(JudgeTest, TellsAConsumerThatStandsFromOneThatIsBehind) {
  const std::string lag = "maillage_consumer_lag{group=\"notifier\",partition=\"0\",topic=\"t\"} ";
  Now(Notifier(), lag + "3");
  EXPECT_THAT(Alerts(), IsEmpty()) << "it came only now";
  Notifier().before = Notifier().now;
  EXPECT_THAT(Alerts(), ElementsAre("trouble consumer-behind notifier"));
  Now(Notifier(), lag + "2\nmaillage_consumer_applied_total{group=\"notifier\"} 71");
  EXPECT_THAT(Alerts(), IsEmpty());
  Now(Notifier(), lag + "5000\nmaillage_consumer_applied_total{group=\"notifier\"} 71");
  EXPECT_THAT(Alerts(), ElementsAre("watch consumer-behind notifier"));
}

TEST_F(JudgeTest, NamesWhatRoseBetweenTwoLooksAndNotWhatIsPast) {
  Now(Network(), "maillage_pg_pool_exhausted_total 4");
  Now(Notifier(), "maillage_due_loop_failures_total{loop=\"reminders\"} 3");
  EXPECT_THAT(Alerts(), ElementsAre("trouble pool-exhausted network", "trouble due-work-failing notifier"));
}

TEST_F(JudgeTest, NamesADatabaseOfAnotherVersionThanItsService) {
  Now(Network(), "maillage_migrations_missing 2");
  Now(Notifier(), "maillage_migrations_unknown 1");
  EXPECT_THAT(Alerts(), ElementsAre("trouble schema-differs network", "watch schema-differs notifier"));
  EXPECT_THAT(Judge(seen_)[0].what, HasSubstr("2 migration(s) n’y ont pas été appliquées"));
  EXPECT_THAT(Judge(seen_)[1].what, HasSubstr("plus récente que lui"));
}

TEST_F(JudgeTest, NamesClocksThatDisagreeEitherWay) {
  Now(Network(), "maillage_clock_skew_seconds -2.5");
  EXPECT_THAT(Alerts(), ElementsAre("watch clock-skew network"));
  Now(Network(), "maillage_clock_skew_seconds 31");
  EXPECT_THAT(Alerts(), ElementsAre("trouble clock-skew network"));
}

TEST_F(JudgeTest, NamesAKeyThatEnds) {
  Now(Network(), "maillage_signing_key_expires_seconds 2600000");
  EXPECT_THAT(Alerts(), IsEmpty());
  Now(Network(), "maillage_signing_key_expires_seconds 2500000");
  EXPECT_THAT(Alerts(), ElementsAre("watch signing-key-ends network"));
  EXPECT_THAT(Judge(seen_)[0].what, HasSubstr("29 jours"));
  Now(Network(), "maillage_signing_key_expires_seconds 200000");
  EXPECT_THAT(Alerts(), ElementsAre("trouble signing-key-ends network"));
  Now(Network(), "maillage_signing_key_expires_seconds -10");
  EXPECT_THAT(Judge(seen_)[0].what, HasSubstr("a pris fin"));
}

TEST_F(JudgeTest, NamesAMailServerThatTakesNothing) {
  Now(Notifier(), "maillage_smtp_failures_in_a_row 1");
  EXPECT_THAT(Alerts(), ElementsAre("watch mail-server-failing notifier"));
  Now(Notifier(), "maillage_smtp_failures_in_a_row 5");
  EXPECT_THAT(Alerts(), ElementsAre("trouble mail-server-failing notifier"));
}

TEST_F(JudgeTest, NamesRemindersThatAreLateOrMissed) {
  Now(Notifier(), "maillage_reminder_overdue_seconds 121\nmaillage_reminders_missed_recently 2");
  EXPECT_THAT(Alerts(), ElementsAre("trouble reminders-late notifier", "watch reminders-missed notifier"));
}

TEST_F(JudgeTest, WantsOneActiveNotifier) {
  Now(Notifier(), "maillage_notifier_active 0");
  EXPECT_THAT(Alerts(), ElementsAre("trouble no-active-notifier "));
  Now(Notifier(), "maillage_notifier_active 1");
  seen_.services.push_back(Notifier());
  EXPECT_THAT(Alerts(), ElementsAre("trouble two-active-notifiers "));
  seen_.services.resize(2);
  EXPECT_THAT(Alerts(), ElementsAre("trouble no-active-notifier "));
}

TEST_F(JudgeTest, NamesDeadLettersByWhoseTheyAre) {
  seen_.open_letters = {{"network", 0}, {"notifier", 2}};
  EXPECT_THAT(Alerts(), ElementsAre("watch dead-letters notifier"));
  EXPECT_THAT(Judge(seen_)[0].what, HasSubstr("2 événement(s)"));
}

TEST_F(JudgeTest, SaysTheWorstFirst) {
  seen_.open_letters = {{"network", 1}};
  Now(Network(), "maillage_clock_skew_seconds 3");
  Now(Notifier(), "maillage_dependency_up{dependency=\"kafka\"} 0");
  EXPECT_THAT(Alerts(), ElementsAre("trouble kafka-unreachable notifier", "watch clock-skew network",
                                    "watch dead-letters network"));
}

}  // namespace
}  // namespace maillage::cli::doctor
