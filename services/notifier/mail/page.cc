#include "notifier/mail/page.h"

#include <ctemplate/template.h>
#include <fmt/format.h>

#include "notifier/mail/clean.h"
#include "notifier/mail/french.h"
#include "notifier/mail/words.h"

namespace maillage::notifier::mail {
namespace {

using ctemplate::TemplateDictionary;

constexpr std::size_t kParagraph = 2000;
constexpr std::size_t kText = 200;
constexpr std::size_t kLines = 40;

std::string Printed(std::string_view text, std::size_t limit = kParagraph) { return Typographic(OneLine(text, limit)); }

/// A line of ACTIONS: `+ <address> <label>` is a button, `-` a plain link; without address there is none.
std::vector<Piece::Action> ParseActions(const std::string& text) {
  std::vector<Piece::Action> actions;
  for (const auto& line : Lines(text, kLines)) {
    const auto end = line.find(' ', 2);
    if (line.size() < 3 || end == std::string::npos) continue;
    auto url = SafeUrl(std::string_view(line).substr(2, end - 2));
    if (!url.empty())
      actions.push_back({line.front() == '+', std::move(url), Printed(std::string_view(line).substr(end))});
  }
  return actions;
}

/// What the reminder is about, in the line that says why it came.
std::string SubjectInWords(const Mail& mail, const Section& section) {
  if (section.subject.find("/people/") == std::string::npos) return "« " + TitleOf(section.event) + " »";
  return OneLine(section.person.empty() ? mail.to.given_name + " " + mail.to.family_name : section.person, kText);
}

std::string Many(int count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count > 1 ? many : one);
}

std::string TakenInWords(const Seats& seats) {
  auto text = fmt::format("{} sur {}", Many(seats.confirmed, "inscrit·e", "inscrit·es"), seats.capacity);
  if (seats.offered > 0) text += ", " + Many(seats.offered, "place proposée", "places proposées");
  if (seats.waiting > 0) text += ", " + Many(seats.waiting, "personne en attente", "personnes en attente");
  return text;
}

void ShowValue(TemplateDictionary& words, const char* name, const char* section, const std::string& value) {
  if (value.empty()) return;
  words.ShowSection(section);
  words.SetValue(name, value);
}

void AddSession(TemplateDictionary& page, const Mail& mail, const Session& session) {
  auto* words = page.AddSectionDictionary("SESSION");
  words->SetValue("SPAN", Capitalised(Span(session.starts_at, session.ends_at)));
  ShowValue(*words, "TITLE", "TITLED", Printed(session.title, kText));
  ShowValue(*words, "ZONE", "WITH_ZONE", ZoneNote(session, mail.to.zone));
  ShowValue(*words, "PLACE", "WITH_PLACE", Printed(session.place, kText));
  ShowValue(*words, "ACCESS", "WITH_ACCESS", Printed(session.access, 600));
  ShowValue(*words, "LINK", "WITH_LINK", SafeUrl(session.link));
}

void AddSeats(TemplateDictionary& page, const Session& session) {
  auto* words = page.AddSectionDictionary("SEATS");
  words->SetValue("DAY", Capitalised(LongDate(CivilDate{date::floor<date::days>(session.starts_at)})));
  words->SetValue("TAKEN", TakenInWords(session.seats));
  if (session.seats.confirmed < session.seats.minimum) {
    words->ShowSection("LOW");
    words->SetIntValue("MINIMUM", session.seats.minimum);
  }
}

void AddTexts(TemplateDictionary& page, const char* outer, const char* inner, const char* name,
              const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  auto* block = page.AddSectionDictionary(outer);
  for (const auto& text : texts) block->AddSectionDictionary(inner)->SetValue(name, text);
}

void AddBlocks(TemplateDictionary& words, const Mail& mail, const Piece& piece) {
  const auto shows = [&](std::string_view block) { return piece.blocks.find(block) != std::string::npos; };
  const auto& section = *piece.section;
  if (shows("sessions")) {
    for (const auto& session : section.sessions) AddSession(words, mail, session);
  }
  if (shows("alternatives")) {
    for (const auto& session : section.alternatives) AddSession(words, mail, session);
  }
  if (shows("seats") && !section.sessions.empty()) {
    for (const auto& session : section.sessions) AddSeats(words, session);
    words.ShowSection("AFTER_SEATS");
  }
  if (shows("agenda")) {
    auto points = Lines(section.event.agenda, kLines);
    for (auto& point : points) point = Typographic(point);
    AddTexts(words, "AGENDA", "POINT", "TEXT", points);
  }
  if (shows("documents")) {
    std::vector<std::string> addresses;
    for (const auto& document : section.event.documents) {
      if (auto url = SafeUrl(document); !url.empty()) addresses.push_back(std::move(url));
    }
    AddTexts(words, "DOCUMENTS", "DOCUMENT", "URL", addresses);
  }
}

void AddPiece(TemplateDictionary& page, const Mail& mail, const Piece& piece, bool headed) {
  auto* words = page.AddSectionDictionary("SECTION");
  if (headed) ShowValue(*words, "HEADING", "HEADED", piece.subject);
  for (const auto& paragraph : piece.paragraphs) words->AddSectionDictionary("PARAGRAPH")->SetValue("TEXT", paragraph);
  AddBlocks(*words, mail, piece);
  for (const auto& action : piece.actions) {
    auto* line = words->AddSectionDictionary(action.button ? "BUTTON" : "LINK_LINE");
    line->SetValue("URL", action.url);
    line->SetValue("LABEL", action.label);
  }
  words->SetValue("WHY", piece.why);
}

}  // namespace

Piece Write(const Templates& templates, const Mail& mail, const Section& section) {
  TemplateDictionary words("section");
  FillWords(mail, section, words);
  const auto part = [&](const char* name) { return templates.Part(section.rule, name, words); };

  Piece piece;
  piece.section = &section;
  piece.subject = Printed(part("SUBJECT"));
  piece.brief = Printed(part("SHORT"));
  piece.blocks = part("BLOCKS");
  const auto own = OneLine(section.wording, kParagraph);
  piece.paragraphs = Lines(own.empty() ? part("OPENING") : own, kLines);
  for (auto& line : Lines(part("BODY"), kLines)) piece.paragraphs.push_back(std::move(line));
  for (auto& paragraph : piece.paragraphs) paragraph = Typographic(paragraph);
  piece.actions = ParseActions(part("ACTIONS"));
  piece.why =
      Typographic(fmt::format("{} : {}, {} (règle {}).", Capitalised(OneLine(part("WHY"), kText)),
                              SubjectInWords(mail, section), ReferenceInWords(section, mail.to.zone), section.rule));
  return piece;
}

std::unique_ptr<TemplateDictionary> FillPage(const Mail& mail, const std::string& subject_line,
                                             const std::vector<Piece>& pieces) {
  auto page = std::make_unique<TemplateDictionary>("page");
  page->SetValue("SUBJECT_LINE", subject_line);
  page->SetValue("CAF", Printed(mail.caf, kText));
  ShowValue(*page, "GIVEN_NAME", "NAMED", OneLine(mail.to.given_name, 80));
  const bool digest = pieces.size() > 1;
  if (digest) {
    page->ShowSection("DIGEST");
    page->SetIntValue("COUNT", static_cast<long>(pieces.size()));
  }
  for (const auto& piece : pieces) AddPiece(*page, mail, piece, digest);
  if (!mail.unsubscribe_url.empty())
    page->AddSectionDictionary("UNSUBSCRIBE")->SetValue("URL", SafeUrl(mail.unsubscribe_url));
  return page;
}

}  // namespace maillage::notifier::mail
