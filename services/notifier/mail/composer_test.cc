#include "notifier/mail/composer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <sstream>

#include "notifier/mail/fixtures.h"

namespace maillage::notifier::mail {
namespace {

using namespace fixtures;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Compares with a file beside this test; MAILLAGE_UPDATE_GOLDEN=1 writes it anew, to be looked at.
void ExpectGolden(const std::string& name, const std::string& actual) {
  const auto path = std::string(MAILLAGE_SOURCE_DIR) + "/services/notifier/mail/golden/" + name;
  if (std::getenv("MAILLAGE_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  EXPECT_EQ(Read(path), actual) << "differs from " << path;
}

const Composer& TheComposer() {
  static const Composer composer;
  return composer;
}

Composed Compose(const Mail& mail) {
  auto composed = TheComposer().Compose(mail);
  EXPECT_TRUE(composed) << composed.error().message;
  return *composed;
}

/// Headers as lines, folded ones joined.
std::vector<std::string> HeaderLines(const std::string& message) {
  std::istringstream head(message.substr(0, message.find("\r\n\r\n") + 2));
  std::vector<std::string> lines;
  for (std::string line; std::getline(head, line);) {
    if (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
      lines.back() += line;
    } else {
      lines.push_back(line);
    }
    lines.back().erase(lines.back().find_last_not_of('\r') + 1);
  }
  return lines;
}

int CountHeaders(const std::string& message, const std::string& name) {
  int count = 0;
  for (const auto& line : HeaderLines(message)) count += line.starts_with(name + ":") ? 1 : 0;
  return count;
}

TEST(Composer, WritesAnInvitationAsItShallArrive) {
  ExpectGolden("invitation.eml", Compose(MailWith({Typical("meeting.invitation")})).message);
}

TEST(Composer, WritesAConfirmationWithItsCalendarEntry) {
  auto section = Typical("registration.confirmed");
  auto mail = MailWith({section});
  mail.calendar = CalendarOf(section, Calendar::Method::kRequest);
  ExpectGolden("confirmation.eml", Compose(mail).message);
}

TEST(Composer, WritesADigestInTheOrderOfDatesThenRules) {
  auto later = Typical("meeting.invitation");
  later.subject_date = 2026_y / 4 / 2;
  auto mail = MailWith({later, Typical("meeting.week"), Typical("meeting.closing"), Typical("welcome.overdue")});
  ExpectGolden("digest.eml", Compose(mail).message);
}

TEST(Composer, HasWordsForEveryRule) {
  std::string all;
  for (const char* rule : kRules) {
    auto section = Typical(rule);
    auto mail = MailWith({section});
    if (mail.unsubscribe_url.empty()) mail.calendar = CalendarOf(section, Calendar::Method::kRequest);
    ASSERT_TRUE(TheComposer().Knows(rule)) << rule;
    const auto composed = Compose(mail);
    all += "=== " + std::string(rule) + "\nObjet : " + composed.subject + "\n\n" + composed.text + "\n";
    EXPECT_THAT(composed.text, Not(HasSubstr("{{"))) << rule;
    EXPECT_THAT(composed.text, Not(ContainsRegex(" [;:!?]"))) << rule;
    EXPECT_THAT(composed.text, Not(ContainsRegex("  |, ,|\\(\\)| ,| \\.|,\\.|au \\.|le ,"))) << rule;
    EXPECT_THAT(composed.text, HasSubstr("Bonjour Aïcha,")) << rule;
    EXPECT_THAT(composed.text, HasSubstr(rule)) << rule;
  }
  ExpectGolden("all-rules.txt", all);
}

TEST(Composer, GivesTheHeadersThatRemindersMdSection6AsksFor) {
  const auto message = Compose(MailWith({Typical("meeting.eve")})).message;
  EXPECT_THAT(message, HasSubstr("\r\nTo: =?"));
  EXPECT_THAT(message, HasSubstr("<p-1@example.org>\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nDate: Mon, 05 Jan 2026 09:00:00 +0100\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nMessage-ID: <b7a1c9@maillage.example.org>\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nAuto-Submitted: auto-generated\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nList-Unsubscribe: <https://notifier.example.org/u/eyJhY3QiOiJ1In0.c2ln>\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nMaillage-Reminder: meeting.eve cafs/95/events/r1/sessions/r1-s1 2026-02-03\r\n"));
  EXPECT_THAT(message, HasSubstr("Content-Type: multipart/alternative"));
}

TEST(Composer, LeavesTheUnsubscriptionOutOfTransactionalMail) {
  const auto composed = Compose(MailWith({Typical("registration.waitlisted")}));
  EXPECT_THAT(composed.message, Not(HasSubstr("List-Unsubscribe")));
  EXPECT_THAT(composed.text, Not(HasSubstr("Ne plus recevoir")));
}

TEST(Composer, PutsTheInstantInTheRecipientsZoneIntoDate) {
  auto mail = MailWith({Typical("meeting.eve")});
  mail.to.zone = "Indian/Reunion";
  mail.sent = date::sys_days{2026_y / 7 / 1} + hours{5} + minutes{1} + std::chrono::seconds{7};
  const auto composed = Compose(mail);
  EXPECT_THAT(composed.message, HasSubstr("\r\nDate: Wed, 01 Jul 2026 09:01:07 +0400\r\n"));
  EXPECT_THAT(composed.text, HasSubstr("Heure de Paris, soit 12\u00A0h\u00A030, heure de La Réunion"));
}

TEST(Composer, OpensWithTheCafsOwnSentence) {
  auto section = Typical("meeting.week");
  section.wording = "La Caf vous attend : {{TITLE}} <b>vite</b>";
  const auto composed = Compose(MailWith({section}));
  EXPECT_THAT(composed.text, HasSubstr("La Caf vous attend\u202F: {{TITLE}} <b>vite</b>"));
  EXPECT_THAT(composed.text, Not(HasSubstr("Votre place est réservée")));
  EXPECT_THAT(composed.text, HasSubstr("Voici tout ce qu’il faut pour venir"));
}

TEST(Composer, WritesASequenceWithAllItsModulesAndOneButton) {
  auto section = Typical("meeting.invitation");
  section.event.kind = EventKind::kActionTraining;
  section.event.title = "Évaluer sa CTG";
  section.event.format = EventFormat::kSequence;
  section.sessions[0].title = "Module 1 : cadrer";
  section.sessions[1].link = "https://visio.example.org/m2";
  section.links.enrol = Link("inscription");
  const auto text = Compose(MailWith({section})).text;
  EXPECT_THAT(text, HasSubstr("à la formation-action «\u202FÉvaluer sa CTG\u202F», le mardi 3\u00A0février et le jeudi "
                              "5\u00A0février 2026."));
  EXPECT_THAT(
      text, HasSubstr("Module 1\u202F: cadrer\nMardi 3\u00A0février 2026, de 9\u00A0h\u00A030 à 16\u00A0h\u00A030\n"));
  EXPECT_THAT(text, HasSubstr("En ligne\u202F: https://visio.example.org/m2\n"));
  EXPECT_THAT(text, HasSubstr("→ Je m’inscris\u202F: https://maillage.example.org/r/inscription."));
  EXPECT_THAT(text, Not(HasSubstr("Je viens")));
}

TEST(Composer, SaysTomorrowOnlyWhenItIs) {
  auto mail = MailWith({Typical("meeting.eve")});
  mail.sent = date::sys_days{2026_y / 2 / 2} + hours{8};
  EXPECT_EQ(Compose(mail).subject,
            "Demain, mardi 3\u00A0février, 9\u00A0h\u00A030 – R1\u202F: Poste et positionnement");
  mail.sent = date::sys_days{2026_y / 1 / 30} + hours{8};
  EXPECT_EQ(Compose(mail).subject, "Mardi 3\u00A0février, 9\u00A0h\u00A030 – R1\u202F: Poste et positionnement");
}

TEST(Composer, SaysThatOnlyTheHourChanged) {
  auto section = Typical("session.rescheduled");
  section.previous->starts_at = At(2026_y / 2 / 3, 14);
  section.previous->ends_at = At(2026_y / 2 / 3, 17);
  EXPECT_EQ(Compose(MailWith({section})).subject.find("Changement d’horaire"), 0U);
}

TEST(Composer, LeavesButtonsWithoutAnAddressOut) {
  auto section = Typical("meeting.invitation");
  section.links = {};
  for (auto& session : section.sessions) session.register_url.clear();
  const auto text = Compose(MailWith({section})).text;
  EXPECT_THAT(text, Not(HasSubstr("Je viens")));
  EXPECT_THAT(text, Not(HasSubstr("disponible")));
}

TEST(Composer, NamesTheOfficerToTheAdviserAndGivesThemNoButton) {
  auto section = Typical("welcome.nudge_30");
  section.person = "Bruno Petit";
  const auto composed = Compose(MailWith({section}));
  EXPECT_EQ(composed.subject, "Rencontre d’accueil\u202F: Bruno Petit n’est pas encore inscrit·e");
  EXPECT_THAT(composed.text, Not(HasSubstr("https://maillage.example.org/r/")));
}

TEST(Composer, RefusesAddressesThatAreNone) {
  for (const char* address :
       {"", "eva", "eva@@example.org", "eva@example.org, autre@example.org", "eva@example.org\r\nBcc: tous@example.org",
        "eva<x>@example.org", "éva@example.org", "@example.org", "eva@", "eva @example.org", "eva@example..org"}) {
    auto mail = MailWith({Typical("meeting.eve")});
    mail.to.address = address;
    const auto composed = TheComposer().Compose(mail);
    ASSERT_FALSE(composed) << address;
    EXPECT_EQ(composed.error().reason, "MAIL_ADDRESS_INVALID");
  }
}

TEST(Composer, RefusesARuleWithoutTemplate) {
  for (const char* rule : {"training.certificate", "layout.txt", ""})
    EXPECT_FALSE(TheComposer().Compose(MailWith({Typical(rule)}))) << rule;
}

/// What people write into titles, names and places when they should not.
const std::vector<std::string>& Hostile() {
  static const std::vector<std::string> all{"{{7*7}} ${env} %s %n {{TITLE}} {{#SECTION}}",
                                            "Réunion\r\nBcc: tous@example.org",
                                            "x\r\n\r\n.\r\nMAIL FROM:<a@example.org>",
                                            "R1\r\nEND:VEVENT\r\nBEGIN:VEVENT",
                                            "<script>alert(1)</script><img src=x onerror=alert(1)>\"' &",
                                            std::string(5000, 'x'),
                                            "\u202Eecnatsid\u202C \u2066x\u2069 \u200B",
                                            std::string("nul\0octet", 9),
                                            "\xC3\x28 octets faux \xFF",
                                            "=?utf-8?q?=0D=0ABcc:_tous=40example.org?=",
                                            ""};
  return all;
}

TEST(Composer, RendersHostileTextsAsTextInEveryRule) {
  for (const char* rule : kRules) {
    for (const auto& text : Hostile()) {
      auto section = Typical(rule);
      section.event.title = section.event.goals = section.event.agenda = section.wording = text;
      for (auto* session :
           {&section.sessions.front(), section.previous ? &*section.previous : &section.sessions.back()}) {
        session->title = session->place = session->access = session->link = text;
      }
      section.links.cancel = section.links.decline = "javascript:alert(1)//" + text;
      section.event.documents = {text, "javascript:alert(1)"};
      auto mail = MailWith({section});
      mail.to.given_name = mail.to.family_name = mail.caf = text;
      mail.calendar = CalendarOf(section, Calendar::Method::kCancel);
      mail.calendar->entries.front().title = text;
      const auto composed = Compose(mail);

      EXPECT_EQ(CountHeaders(composed.message, "Bcc"), 0);
      EXPECT_EQ(CountHeaders(composed.message, "To"), 1);
      EXPECT_EQ(CountHeaders(composed.message, "Subject"), 1);
      EXPECT_EQ(CountHeaders(composed.message, "Maillage-Reminder"), 1);
      EXPECT_EQ(HeaderLines(composed.message).size(), mail.unsubscribe_url.empty() ? 9U : 11U)
          << composed.message.substr(0, 1500);
      EXPECT_THAT(composed.html, Not(HasSubstr("<script>")));
      EXPECT_THAT(composed.html, Not(HasSubstr("<img")));
      EXPECT_THAT(composed.message, Not(HasSubstr("javascript:")));
      EXPECT_THAT(composed.message, Not(HasSubstr("=?utf-8?q?=0D=0A")));
      EXPECT_THAT(composed.message, Not(HasSubstr("=E2=80=AE")));  // the right-to-left override
      EXPECT_THAT(composed.text, Not(HasSubstr("49")));
      EXPECT_LT(composed.message.size(), 60000U);
      for (const char c : composed.message) ASSERT_TRUE(static_cast<unsigned char>(c) < 0x80 && c != '\0') << rule;
      std::istringstream lines(composed.message);
      for (std::string line; std::getline(lines, line);) ASSERT_LE(line.size(), 999U) << line;
    }
  }
}

TEST(Composer, MakesTheSameBytesOfTheSameMail) {
  const auto mail = MailWith({Typical("meeting.eve")});
  EXPECT_EQ(Compose(mail).message, Compose(mail).message);
}

TEST(Composer, WritesInSeveralThreadsAtOnce) {
  auto section = Typical("registration.confirmed");
  auto mail = MailWith({section, Typical("session.changed")});
  mail.calendar = CalendarOf(section, Calendar::Method::kRequest);
  const auto expected = Compose(mail).message;
  std::vector<std::future<bool>> threads;
  for (int i = 0; i < 4; ++i) {
    threads.push_back(std::async(std::launch::async, [&] {
      bool same = true;
      for (int n = 0; n < 25; ++n) same = same && Compose(mail).message == expected;
      return same;
    }));
  }
  for (auto& thread : threads) EXPECT_TRUE(thread.get());
}

}  // namespace
}  // namespace maillage::notifier::mail
