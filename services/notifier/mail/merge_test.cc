#include "notifier/mail/merge.h"

#include <ctemplate/template.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "notifier/mail/fixtures.h"
#include "notifier/mail/mime.h"
#include "notifier/mail/page.h"
#include "notifier/mail/templates.h"

namespace maillage::notifier::mail {
namespace {

using namespace fixtures;

struct Layouts {
  std::string text;
  std::string html;
};

Layouts Layout(const Mail& mail) {
  static const Templates templates;
  std::vector<Piece> pieces;
  for (const auto& section : mail.sections) pieces.push_back(Write(templates, mail, section));
  const auto page = FillPage(mail, "Objet", pieces);
  return {templates.Layout("layout.txt", *page), templates.Layout("layout.html", *page)};
}

/// A mail as it would be if nothing were merged, and what comes of merging.
void ExpectTheSame(const Mail& mail) {
  const auto expected = Layout(mail);
  auto marked = mail;
  const auto fields = TakeFields(marked);
  const auto forms = Layout(marked);
  const auto text = Form(Form::Kind::kText, forms.text).Fill(fields);
  const auto html = Form(Form::Kind::kHtml, forms.html).Fill(fields);
  EXPECT_EQ(text.text, expected.text);
  EXPECT_EQ(text.encoded, QuotedPrintable(expected.text));
  EXPECT_EQ(html.text, expected.html);
  EXPECT_EQ(html.encoded, QuotedPrintable(expected.html));
}

Mail TypicalMail(const char* rule) {
  auto mail = MailWith({Typical(rule)});
  if (mail.unsubscribe_url.empty()) mail.calendar = CalendarOf(mail.sections.front(), Calendar::Method::kRequest);
  return mail;
}

void GiveLinks(Mail& mail, const std::string& url) {
  mail.unsubscribe_url = url;
  for (auto& section : mail.sections) {
    section.links = {url, url, url, url, url, url, url, url};
    for (auto& session : section.sessions) session.register_url = url;
    for (auto& session : section.alternatives) session.register_url = url;
  }
}

TEST(Merge, ChangesNothingInTheMailOfAnyRule) {
  for (const char* rule : kRules) {
    SCOPED_TRACE(rule);
    ExpectTheSame(TypicalMail(rule));
  }
  ExpectTheSame(MailWith({Typical("meeting.invitation"), Typical("meeting.week"), Typical("welcome.overdue")}));
}

TEST(Merge, ChangesNothingWhateverThePersonIsCalled) {
  for (const auto& name :
       {std::string(), std::string("Aïcha"), std::string("<b>\"A\" & 'B'</b>"), std::string("{{CAF}} {{#NAMED}}"),
        std::string("https://example.org/0/"), std::string("a\r\nBcc: b\t c"), std::string("\u202Eabc"),
        std::string(70, 'x') + "éééé", std::string(200, 'y'), std::string("= =3D ."), std::string("\xFF\xFE"),
        std::string("fin ")}) {
    for (const char* rule :
         {"meeting.invitation", "meeting.repeated_absence", "welcome.invitation", "registration.confirmed"}) {
      SCOPED_TRACE(name + " " + rule);
      auto mail = TypicalMail(rule);
      mail.to.given_name = name;
      ExpectTheSame(mail);
      mail.sections.front().person.clear();
      ExpectTheSame(mail);
    }
  }
}

TEST(Merge, ChangesNothingWhereverLinksLead) {
  for (const auto& url :
       {std::string(), std::string("https://example.org/r?a=1&b=2;c=(3)!~*"), std::string("http://h/"),
        std::string("javascript:alert(1)"), "https://example.org/" + std::string(900, 'a'),
        "https://example.org/" + std::string(1900, 'a'), "https://example.org/" + std::string(3000, 'a')}) {
    for (const char* rule : kRules) {
      SCOPED_TRACE(url.substr(0, 40) + " " + rule);
      auto mail = TypicalMail(rule);
      GiveLinks(mail, url);
      ExpectTheSame(mail);
    }
  }
}

TEST(Merge, LeavesTheMailsOfOneMailingEqual) {
  auto aicha = MailWith({Typical("meeting.invitation")});
  auto bruno = aicha;
  bruno.to = {"Bruno", "Petit", "p-2@example.org", aicha.to.zone};
  bruno.message_id = "other@maillage";
  GiveLinks(bruno, "https://example.org/b");
  bruno.sections.front().links.enrol.clear();
  TakeFields(aicha);
  const auto fields = TakeFields(bruno);
  EXPECT_EQ(aicha, bruno);
  EXPECT_EQ(fields.front(), "Bruno");
}

TEST(Merge, TellsApartWhatTheWordsDependOn) {
  const auto differs = [](const std::function<void(Mail&)>& change) {
    auto one = MailWith({Typical("welcome.invitation")});
    auto other = one;
    change(other);
    TakeFields(one);
    TakeFields(other);
    return one != other;
  };
  EXPECT_FALSE(differs([](Mail& mail) { mail.to.address = "other@example.org"; }));
  EXPECT_TRUE(differs([](Mail& mail) { mail.to.zone = "Indian/Reunion"; }));
  EXPECT_TRUE(differs([](Mail& mail) { mail.to.family_name = "Petit"; })) << "a mail about the person names them";
  EXPECT_TRUE(differs([](Mail& mail) { mail.sections.front().links.decline.clear(); }));
  EXPECT_TRUE(differs([](Mail& mail) { mail.sections.front().event.title = "Autre"; }));
  EXPECT_TRUE(differs([](Mail& mail) { mail.sections.front().sessions.front().seats.confirmed = 3; }));
}

}  // namespace
}  // namespace maillage::notifier::mail
