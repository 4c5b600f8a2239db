#include <gtest/gtest.h>

#include "maillage/network/v1/registration.pb.h"
#include "network/domain/testing.h"
#include "network/web/answers.h"
#include "network/web/feed.h"
#include "platform/pg/test_database.h"

/// The pages behind the links in mails, on a real database.
namespace maillage::network::web {
namespace {

using network::testing::At;

const Instant kNow = At("2026-01-10T10:00");
const Instant kExpires = At("2026-02-10T16:00");

class Links : public ::testing::Test {
 protected:
  Links() {
    (void)database_.Write<int>(pg::Scope::Internal(), [](pg::Transaction& tx) -> Result<int> {
      for (const auto* id : {"amina", "bruno"}) {
        store::PutPerson(tx, {"95", PersonId(id), "Aïcha", "Morel", id, "", "", "OFFICER", true});
      }
      return 0;
    });
  }

  void Have(int capacity = 1) {
    auto draft =
        network::testing::DraftOf(Format::kSplit, {network::testing::SessionOf("s1", "2026-02-10T09:30", capacity),
                                                   network::testing::SessionOf("s2", "2026-02-12T09:30", 1)});
    draft.title = "R1 <script>alert(1)</script>";
    draft.zone = "Europe/Paris";
    auto event = Event::Plan(draft, kNow).value();
    ASSERT_TRUE(event.Publish(kNow));
    Call call;
    call.now = kNow;
    call.caf = "95";
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    ASSERT_TRUE(events_.Create<v1::Registration>(call, event, [](const Event&) { return v1::Registration(); }));
  }

  std::string Link(const std::string& act, const std::string& person, const std::string& session = "s1") const {
    std::map<std::string, std::string> fields{
        {"act", act}, {"person", "cafs/95/people/" + person}, {"event", "cafs/95/events/r1"}};
    if (!session.empty()) fields["session"] = "cafs/95/events/r1/sessions/" + session;
    return signer_.Sign(fields, kExpires);
  }

  std::string State(const std::string& person) {
    Call call;
    call.caf = "95";
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    return network::testing::StateOf(events_.Get(call, EventId("r1")).value(), person);
  }

  Call CallNow() const {
    Call call;
    call.now = clock_.Now();
    call.caf = "95";
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    return call;
  }

  void Attend(const std::string& person) {
    ASSERT_TRUE(
        events_.Change<v1::Registration>(CallNow(), EventId("r1"), [&](Event& event) -> Result<v1::Registration> {
          auto marked = event.MarkAttendance({SessionId("s1"), PersonId(person), "", Mark::kAttended, 0}, clock_.Now());
          if (!marked) return Propagate(marked);
          return v1::Registration();
        }));
  }

  pg::TestDatabase server_{"network_web", MAILLAGE_SOURCE_DIR "/services/network/migrations"};
  pg::Database database_{{server_.url(), 4}};
  store::EventStore events_{database_};
  rpc::RegistrationHandlers registrations_{events_};
  auth::LinkSigner signer_{"0123456789012345678901234567890123456789"};
  StepClock clock_{kNow};
  Answers answers_{events_, registrations_, signer_, clock_};
};

bool Says(const http::Response& page, const std::string& text) { return page.body.find(text) != std::string::npos; }

TEST_F(Links, ShowingChangesNothingAndSaysWhatAClickDoes) {
  Have();
  const auto page = answers_.Show(Link("register", "amina"));
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(Says(page, "Je m’inscris")) << page.body;
  EXPECT_TRUE(Says(page, "mardi 10 février 2026, de 9\u00A0h\u00A030 à"));
  EXPECT_TRUE(Says(page, "&lt;script&gt;")) << "a title is text";
  EXPECT_FALSE(Says(page, "<script>"));
  EXPECT_EQ(State("amina"), "");
}

TEST_F(Links, AClickRegistersOnceHoweverOftenItIsSent) {
  Have();
  const auto link = Link("register", "amina");
  EXPECT_TRUE(Says(answers_.Do(link, {}), "Votre place est réservée."));
  EXPECT_EQ(State("amina"), "CONFIRMED");
  EXPECT_TRUE(Says(answers_.Do(link, {}), "Vous êtes déjà inscrit·e"));
  EXPECT_TRUE(Says(answers_.Show(Link("register", "bruno")), "liste d’attente"));
}

TEST_F(Links, ALinkGivesItsAnswerOnce) {
  Have();
  const auto link = Link("register", "amina");
  answers_.Do(link, {});
  EXPECT_TRUE(Says(answers_.Do(Link("cancel", "amina", ""), {}), "Votre inscription est annulée."));
  EXPECT_TRUE(Says(answers_.Do(link, {}), "Ce lien a déjà servi"));
  EXPECT_EQ(State("amina"), "CANCELLED");
}

TEST_F(Links, AnOfferIsTakenOrLeft) {
  Have();
  answers_.Do(Link("register", "amina"), {});
  answers_.Do(Link("register", "bruno"), {});
  EXPECT_TRUE(Says(answers_.Show(Link("accept", "bruno", "")), "Aucune place ne vous est proposée"));
  answers_.Do(Link("cancel", "amina", ""), {});
  EXPECT_TRUE(Says(answers_.Show(Link("accept", "bruno", "")), "lundi 12 janvier 2026 à 11\u00A0h"))
      << "the offer's end, in the zone";
  EXPECT_TRUE(Says(answers_.Do(Link("accept", "bruno", ""), {}), "Votre place est réservée."));
  EXPECT_TRUE(Says(answers_.Do(Link("refuse", "bruno", ""), {}), "Aucune place ne vous est proposée"));
  EXPECT_EQ(State("bruno"), "CONFIRMED");
}

TEST_F(Links, ASwitchIsDoneOrRefusedWithoutLoss) {
  Have();
  answers_.Do(Link("register", "amina"), {});
  answers_.Do(Link("register", "bruno", "s2"), {});
  EXPECT_TRUE(Says(answers_.Do(Link("switch", "amina", "s2"), {}), "Rien n’a changé."));
  answers_.Do(Link("cancel", "bruno", ""), {});
  EXPECT_TRUE(Says(answers_.Show(Link("switch", "amina", "s2")), "À la place de"));
  EXPECT_TRUE(Says(answers_.Do(Link("switch", "amina", "s2"), {}), "jeudi 12 février 2026"));
}

TEST_F(Links, ADeclineIsNoted) {
  Have();
  EXPECT_TRUE(Says(answers_.Do(Link("decline", "amina", ""), {}), "Nous avons noté"));
  EXPECT_TRUE(Says(answers_.Show(Link("decline", "amina", "")), "Vous avez déjà répondu"));
}

TEST_F(Links, TooLateAndAlteredLinksGetAFriendlyAnswer) {
  Have();
  auto link = Link("register", "amina");
  clock_.AdvanceTo(At("2026-02-10T08:30"));
  EXPECT_TRUE(Says(answers_.Do(link, {}), "Il est trop tard"));
  EXPECT_EQ(State("amina"), "");
  clock_.AdvanceTo(kExpires);
  EXPECT_EQ(answers_.Show(link).status, 410);
  link[10] = link[10] == 'a' ? 'b' : 'a';
  EXPECT_EQ(answers_.Show(link).status, 404);
}

TEST_F(Links, TheSurveyIsAnsweredByWhoWasThere) {
  Have();
  EXPECT_TRUE(Says(answers_.Show(Link("survey", "amina", "")), "Il s’adresse aux personnes qui ont participé."));
  clock_.AdvanceTo(At("2026-02-10T12:00"));
  Attend("amina");
  const auto call = CallNow();
  EXPECT_TRUE(Says(answers_.Show(Link("survey", "amina", "")), "name=\"satisfaction\""));
  const auto page = answers_.Do(Link("survey", "amina", ""),
                                {{"satisfaction", "4"}, {"recommendation", "11"}, {"comment", "Très\r\nutile"}});
  EXPECT_TRUE(Says(page, "Merci Aïcha")) << page.body;
  const auto answers = events_.SurveyAnswers(call, EventId("r1"), "", 0).value();
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].satisfaction, 4);
  EXPECT_EQ(answers[0].recommendation, -1) << "out of range: not said";
  EXPECT_EQ(answers[0].comment, "Très\nutile");

  clock_.AdvanceTo(At("2026-02-10T12:30"));
  EXPECT_TRUE(
      Says(answers_.Do(Link("survey", "amina", ""), {{"satisfaction", "5"}, {"recommendation", "9"}}), "Merci Aïcha"));
  const auto again = events_.SurveyAnswers(call, EventId("r1"), "", 0).value();
  ASSERT_EQ(again.size(), 1u) << "it replaces the first";
  EXPECT_EQ(again[0].satisfaction, 5);
  EXPECT_EQ(again[0].recommendation, 9);
  EXPECT_EQ(again[0].comment, "");

  const auto other = answers_.Do(Link("survey", "bruno", ""), {{"satisfaction", "1"}});
  EXPECT_TRUE(Says(other, "Il s’adresse aux personnes qui ont participé."));
  EXPECT_EQ(events_.SurveyAnswers(call, EventId("r1"), "", 0)->size(), 1u);
  const auto link = Link("survey", "amina", "");
  clock_.AdvanceTo(kExpires);
  const auto late = answers_.Do(link, {{"satisfaction", "1"}});
  EXPECT_EQ(late.status, 410);
  EXPECT_TRUE(Says(late, "Le délai pour répondre par ce lien est passé."));
  EXPECT_EQ(events_.SurveyAnswers(call, EventId("r1"), "", 0)->front().satisfaction, 5);
}

TEST_F(Links, ASurveyInWhichNothingIsSaidIsNoAnswer) {
  Have();
  clock_.AdvanceTo(At("2026-02-10T12:00"));
  Attend("amina");
  const auto page = answers_.Do(Link("survey", "amina", ""), {{"comment", " \n"}});
  EXPECT_TRUE(Says(page, "name=\"satisfaction\"")) << "the questions again";
  EXPECT_TRUE(Says(page, "Il manque votre réponse"));
  EXPECT_TRUE(events_.SurveyAnswers(CallNow(), EventId("r1"), "", 0)->empty());
}

}  // namespace
}  // namespace maillage::network::web
