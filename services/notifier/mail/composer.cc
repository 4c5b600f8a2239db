#include "notifier/mail/composer.h"

#include <ctemplate/template.h>

#include <algorithm>
#include <tuple>

#include "notifier/mail/calendar_part.h"
#include "notifier/mail/clean.h"
#include "notifier/mail/french.h"
#include "notifier/mail/merge.h"
#include "notifier/mail/mime.h"
#include "notifier/mail/page.h"
#include "notifier/mail/reasons.h"

namespace maillage::notifier::mail {
namespace {

constexpr std::size_t kSubjectLine = 180;
constexpr std::size_t kNamedInDigest = 3;
constexpr std::size_t kMailings = 8;  // under way at once

/// What a digest is about: the first few sections by name, and how many more.
std::string SubjectLine(const std::vector<Piece>& pieces) {
  if (pieces.size() == 1) return OneLine(pieces.front().subject, kSubjectLine);
  std::string line;
  for (std::size_t i = 0; i < std::min(pieces.size(), kNamedInDigest); ++i)
    line += (i == 0 ? "" : " · ") + OneLine(pieces[i].brief, 70);
  const auto more = pieces.size() - std::min(pieces.size(), kNamedInDigest);
  if (more > 0) line += " · et " + std::to_string(more) + (more == 1 ? " autre" : " autres");
  return OneLine(Capitalised(line), 240);
}

Status Check(const Mail& mail, const Templates& templates) {
  if (!IsMailbox(mail.to.address)) return Fail(reason::kAddressInvalid, "the recipient's address cannot be written to");
  if (!IsMailbox(mail.from_address))
    return Fail(reason::kAddressInvalid, "the sender's address cannot be written from");
  if (!mail.reply_to.empty() && !IsMailbox(mail.reply_to))
    return Fail(reason::kAddressInvalid, "the address for answers cannot be written to");
  if (mail.sections.empty()) return Fail(reason::kNoTemplate, "a mail needs a section");
  for (const auto& section : mail.sections) {
    if (!templates.Has(section.rule))
      return Fail(reason::kNoTemplate, "there is no template for the rule {:?}", section.rule);
  }
  return {};
}

}  // namespace

/// What the mails of one mailing have in common.
struct Composer::Letter {
  Mail of;  // with marks in the place of each one's own
  std::string subject;
  Form text;
  Form html;
};

Composer::Composer() = default;
Composer::~Composer() = default;

Result<Composed> Composer::Compose(Mail mail) const {
  if (auto checked = Check(mail, templates_); !checked) return Propagate(checked);
  std::stable_sort(mail.sections.begin(), mail.sections.end(), [](const Section& a, const Section& b) {
    return std::tie(a.subject_date, a.rule, a.subject) < std::tie(b.subject_date, b.rule, b.subject);
  });

  auto marked = mail;
  const auto fields = TakeFields(marked);
  const auto letter = LetterOf(marked);
  auto text = letter->text.Fill(fields);
  auto html = letter->html.Fill(fields);
  const Bodies bodies{letter->subject, std::move(text.encoded), std::move(html.encoded),
                      mail.calendar ? QuotedPrintable(CalendarPart(mail)) : std::string()};
  return Composed{Assemble(mail, bodies), letter->subject, std::move(text.text), std::move(html.text)};
}

/// Words and layouts depend on nothing but the marked mail.
std::shared_ptr<const Composer::Letter> Composer::LetterOf(const Mail& marked) const {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& letter : letters_) {
      if (letter->of == marked) return letter;
    }
  }
  std::vector<Piece> pieces;
  for (const auto& section : marked.sections) pieces.push_back(Write(templates_, marked, section));
  const auto subject = SubjectLine(pieces);
  const auto page = FillPage(marked, subject, pieces);
  auto letter = std::make_shared<const Letter>(
      Letter{marked, subject, Form(Form::Kind::kText, templates_.Layout("layout.txt", *page)),
             Form(Form::Kind::kHtml, templates_.Layout("layout.html", *page))});
  const std::lock_guard lock(mutex_);
  letters_.insert(letters_.begin(), letter);
  if (letters_.size() > kMailings) letters_.pop_back();
  return letter;
}

}  // namespace maillage::notifier::mail
