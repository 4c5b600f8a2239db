#include "notifier/mail/merge.h"

#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>

#include <algorithm>
#include <charconv>

#include "notifier/mail/clean.h"
#include "notifier/mail/mime.h"
#include "platform/core/ids.h"

namespace maillage::notifier::mail {
namespace {

constexpr std::size_t kGivenName = 80;
/// A longer link could be cut with the line of the template that it stands in.
constexpr std::size_t kLongestLink = 1000;

/// Begins a mark. It may stand where a link or a name may, and nobody can guess it.
const std::string& Mark() {
  static const std::string mark = "https://" + NewUuid() + "/";
  return mark;
}

/// Takes the fields out of one mail, numbered in the order in which they come.
class Taking {
 public:
  void Name(std::string& name) {
    if (auto printed = OneLine(name, kGivenName); !printed.empty()) Take(name, std::move(printed));
  }
  /// One that is left out of the mail stays as it is: the words around it depend on that.
  void Link(std::string& link) {
    if (link.size() <= kLongestLink && !SafeUrl(link).empty()) Take(link, std::string(link));
  }
  MergeFields Fields() && { return std::move(fields_); }

 private:
  void Take(std::string& place, std::string field) {
    place = Mark() + std::to_string(fields_.size()) + "/";
    fields_.push_back(std::move(field));
  }
  MergeFields fields_;
};

/// Whether the recipient is named elsewhere than in the greeting: where a mail about a person says whom it is about.
bool IsNamed(const Mail& mail) {
  return std::any_of(mail.sections.begin(), mail.sections.end(), [](const Section& section) {
    return section.person.empty() && section.subject.find("/people/") != std::string::npos;
  });
}

}  // namespace

MergeFields TakeFields(Mail& mail) {
  Taking taking;
  if (!IsNamed(mail)) {
    taking.Name(mail.to.given_name);
    mail.to.family_name.clear();
  }
  mail.to.address.clear();
  mail.message_id.clear();
  if (mail.calendar) mail.calendar = Calendar();
  taking.Link(mail.unsubscribe_url);
  for (auto& section : mail.sections) {
    auto& links = section.links;
    for (auto* link : {&links.enrol, &links.decline, &links.cancel, &links.accept, &links.refuse, &links.survey,
                       &links.manage, &links.feed})
      taking.Link(*link);
    for (auto& session : section.sessions) taking.Link(session.register_url);
    for (auto& session : section.alternatives) taking.Link(session.register_url);
  }
  return std::move(taking).Fields();
}

Form::Form(Kind kind, const std::string& marked) : kind_(kind) {
  for (std::string_view rest = marked; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n') == std::string_view::npos ? rest.size() : rest.find('\n') + 1);
    AddLine(line);
    rest.remove_prefix(line.size());
  }
  for (auto& stretch : stretches_) {
    if (stretch.fields.empty()) stretch.fixed.encoded = QuotedPrintable(stretch.fixed.text);
  }
}

void Form::AddLine(std::string_view line) {
  if (line.find(Mark()) == std::string_view::npos) {
    if (stretches_.empty() || !stretches_.back().fields.empty()) stretches_.emplace_back();
    stretches_.back().fixed.text += line;
    return;
  }
  auto& stretch = stretches_.emplace_back();
  for (auto at = line.find(Mark()); at != std::string_view::npos; at = line.find(Mark())) {
    const auto number = line.substr(at + Mark().size());
    std::size_t field = 0;
    const auto end = std::from_chars(number.data(), number.data() + number.size(), field).ptr;
    stretch.fields.emplace_back(line.substr(0, at), field);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()) + 1);
  }
  stretch.rest = line;
}

Body Form::Fill(const MergeFields& fields) const {
  Body body;
  for (const auto& stretch : stretches_) {
    if (stretch.fields.empty()) {
      body.text += stretch.fixed.text;
      body.encoded += stretch.fixed.encoded;
      continue;
    }
    std::string line;
    for (const auto& [before, field] : stretch.fields) (line += before) += Escaped(fields.at(field));
    line += stretch.rest;
    body.text += line;
    body.encoded += QuotedPrintable(line);
  }
  return body;
}

/// As the layouts write a value.
std::string Form::Escaped(const std::string& field) const {
  if (kind_ == Kind::kText) return field;
  std::string escaped;
  ctemplate::StringEmitter emitter(&escaped);
  ctemplate::html_escape.Modify(field.data(), field.size(), nullptr, &emitter, "");
  return escaped;
}

}  // namespace maillage::notifier::mail
