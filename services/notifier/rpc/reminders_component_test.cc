#include "maillage/notifier/v1/reminder.pb.h"
#include "notifier/rpc/testing.h"

/// ReminderService: the ledger, the preview, and sending again.
namespace maillage::notifier::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Ledger : public Methods {
 protected:
  Result<v1::ListRemindersResponse> List(const std::string& filter, int size = 0, const std::string& token = "") {
    v1::ListRemindersRequest request;
    request.set_parent("cafs/95");
    request.set_filter(filter);
    request.set_page_size(size);
    request.set_page_token(token);
    return Ask<v1::ListRemindersResponse>("ReminderService/ListReminders", request);
  }
  Result<v1::Reminder> Resend(const std::string& name, const std::string& request_id = "") {
    v1::ResendReminderRequest request;
    request.set_name(name);
    request.set_request_id(request_id);
    return Ask<v1::Reminder>("ReminderService/ResendReminder", request);
  }
  Result<v1::PreviewRemindersResponse> Preview(const std::string& event, const std::string& rule = "") {
    v1::PreviewRemindersRequest request;
    request.set_parent("cafs/95");
    request.set_event(event);
    request.set_rule(rule);
    return Ask<v1::PreviewRemindersResponse>("ReminderService/PreviewReminders", request);
  }
};

TEST_F(Ledger, IsReadListedAndCounted) {
  HaveOneDue();
  ASSERT_TRUE(engine_->Dispatch());
  const auto sent = List("state = \"SENT\"").value();
  ASSERT_EQ(sent.reminders_size(), 1);
  EXPECT_EQ(sent.reminders(0).rule(), "registration.confirmed");
  EXPECT_EQ(sent.reminders(0).recipient_name(), "Aïcha Morel");
  EXPECT_EQ(sent.reminders(0).subject_title(), "Rencontre r1");
  EXPECT_EQ(sent.reminders(0).server_answer(), "250 OK");
  v1::GetReminderRequest get;
  get.set_name(sent.reminders(0).name());
  EXPECT_EQ(Ask<v1::Reminder>("ReminderService/GetReminder", get)->SerializeAsString(),
            sent.reminders(0).SerializeAsString());
  get.set_name("cafs/95/reminders/00");
  EXPECT_EQ(Ask<v1::Reminder>("ReminderService/GetReminder", get).error().reason, "NOT_FOUND");

  std::vector<std::string> names, paged;
  const auto all = List("").value();
  for (const auto& each : all.reminders()) names.push_back(each.name());
  ASSERT_GT(names.size(), 2u);
  std::string token;
  do {
    const auto page = List("", 2, token).value();
    EXPECT_LE(page.reminders_size(), 2);
    for (const auto& each : page.reminders()) paged.push_back(each.name());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged, names);

  std::int64_t counted = 0;
  v1::CountRemindersRequest count;
  count.set_parent("cafs/95");
  const auto counts = Ask<v1::CountRemindersResponse>("ReminderService/CountReminders", count).value();
  for (const auto& each : counts.counts()) counted += each.count();
  EXPECT_EQ(counted, static_cast<std::int64_t>(names.size()));
}

TEST_F(Ledger, ComparesWithEqualsOnly) {
  EXPECT_EQ(List("state != \"SENT\"").error().reason, "INVALID_FILTER");
  EXPECT_EQ(List("address = \"x\"").error().reason, "INVALID_FILTER");
}

TEST_F(Ledger, PreviewsWithoutWritingAnything) {
  HaveOneDue();
  ASSERT_TRUE(engine_->Dispatch());
  const auto before =
      Ask("select name || state || detail || coalesce(leave_at::text, '') as value from reminder "
          "order by name");
  const auto preview = Preview("cafs/95/events/r1").value();
  std::vector<std::string> rules;
  for (const auto& each : preview.reminders()) {
    rules.push_back(each.rule());
    EXPECT_EQ(each.state(), v1::Reminder::PLANNED);
  }
  EXPECT_THAT(rules, ElementsAre("meeting.week", "meeting.eve"));
  EXPECT_EQ(Preview("", "meeting.eve")->reminders_size(), 1);
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(Ask("select name || state || detail || coalesce(leave_at::text, '') as value from reminder order by name"),
            before);
  EXPECT_THAT(server_.given, SizeIs(1));
  EXPECT_EQ(Preview("cafs/95/events/r9").error().reason, "NOT_FOUND");
  EXPECT_EQ(Preview("", "meeting.lunch").error().reason, "NOT_FOUND");
}

TEST_F(Ledger, SendsAgainWhatWasMissedAndARepeatOfTheRequestIsHarmless) {
  HaveOneDue();
  clock_.AdvanceTo(testing::InParis("2026-03-03 10:00"));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(StateOf("registration.confirmed"), "MISSED");
  const auto name = List("rule = \"registration.confirmed\"")->reminders(0).name();
  const auto again = Resend(name, "request-1");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->state(), v1::Reminder::PLANNED);
  EXPECT_EQ(again->recipient_name(), "Aïcha Morel");
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
  EXPECT_EQ(Resend(name, "request-1")->SerializeAsString(), again->SerializeAsString()) << "the first answer";
  EXPECT_EQ(Resend(name, "request-2").error().reason, "REMINDER_STATE");
  EXPECT_EQ(Resend("cafs/95/reminders/00").error().reason, "NOT_FOUND");
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, SizeIs(1));
}

TEST_F(Ledger, ForgetsAnActThatCouldNotBeSaved) {
  HaveOneDue();
  clock_.AdvanceTo(testing::InParis("2026-03-03 10:00"));
  ASSERT_TRUE(engine_->Dispatch());
  const auto name = List("rule = \"registration.confirmed\"")->reminders(0).name();
  // It can be read, and not be written.
  database_server_.Script("create rule no_writing as on update to reminder do instead select 1/0");
  EXPECT_FALSE(Resend(name));
  database_server_.Script("drop rule no_writing on reminder");
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, IsEmpty());
  EXPECT_EQ(StateOf("registration.confirmed"), "MISSED");
}

}  // namespace
}  // namespace maillage::notifier::rpc
