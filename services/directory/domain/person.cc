#include "directory/domain/person.h"

#include <set>

#include "directory/domain/codes.h"
#include "directory/domain/reasons.h"
#include "directory/domain/text.h"
#include "platform/calendar/zone.h"
#include "platform/core/ids.h"

namespace maillage::directory {
namespace {

bool HasTwice(const std::vector<std::string>& values) {
  return std::set(values.begin(), values.end()).size() != values.size();
}

void CheckTexts(const PersonDetails& details, std::vector<FieldProblem>& problems) {
  const auto check = [&](const char* field, const std::string& text, std::size_t max, bool required) {
    if (const auto problem = ProblemOfText(text, max, required)) problems.push_back({field, *problem});
  };
  check("given_name", details.given_name, 100, true);
  check("family_name", details.family_name, 100, true);
  if (const auto problem = ProblemOfAddress(details.email)) problems.push_back({"email", *problem});
  if (!details.phone.empty() && !IsTelephone(details.phone)) problems.push_back({"phone", Problem::kNotATelephone});
  check("organisation_name", details.organisation_name, 200, false);
  check("job_title", details.job_title, 200, false);
  check("access_needs", details.access_needs, 500, false);
}

void CheckKind(const PersonDetails& details, std::vector<FieldProblem>& problems) {
  if (!details.kind) problems.push_back({"kind", Problem::kMissing});
  if (!details.role) problems.push_back({"role", Problem::kMissing});
  if (details.kind && details.kind != PersonKind::kCafStaff && details.caf_staff_kind != CafStaffKind::kNone)
    problems.push_back({"caf_staff_kind", Problem::kNotForThisKind});
  if (details.speciality.empty()) return;
  if (!IsOneOf(kSpecialities, details.speciality))
    problems.push_back({"speciality", Problem::kUnknownWord});
  else if (details.caf_staff_kind != CafStaffKind::kThematic)
    problems.push_back({"speciality", Problem::kNotForThisKind});
}

}  // namespace

std::vector<FieldProblem> ProblemsOf(const PersonDetails& details) {
  std::vector<FieldProblem> problems;
  CheckTexts(details, problems);
  CheckKind(details, problems);
  if (!details.organisation.empty() && !HasSirenForm(details.organisation))
    problems.push_back({"organisation", Problem::kNotASiren});
  if (!details.zone.empty() && !Zone::Named(details.zone)) problems.push_back({"zone", Problem::kUnknownZone});
  for (const auto& convention : details.portfolio)
    if (!IsResourceId(convention)) problems.push_back({"portfolio", Problem::kNotAnId});
  if (HasTwice(details.portfolio)) problems.push_back({"portfolio", Problem::kRepeated});
  for (const auto& channel : details.channels)
    if (!IsOneOf(kChannels, channel)) problems.push_back({"channels", Problem::kUnknownWord});
  if (HasTwice(details.channels)) problems.push_back({"channels", Problem::kRepeated});
  return problems;
}

Result<Person> Person::Join(const std::string& caf, const std::string& id, const PersonDetails& details,
                            PersonState state) {
  if (!IsResourceId(id)) {
    auto problems = ProblemsOf(details);
    for (auto& problem : problems) problem.field = "person." + problem.field;
    problems.insert(problems.begin(), {"person_id", Problem::kNotAnId});
    return Propagate(CheckNone(problems, ""));
  }
  if (auto checked = CheckNone(ProblemsOf(details), "person."); !checked) return Propagate(checked);
  return Person(PersonRow{caf, id, details, state, std::nullopt, false, 1});
}

Result<bool> Person::Change(const PersonDetails& details) {
  if (row_.state == PersonState::kAnonymised) return Fail(reason::kPersonAnonymised, "{} was forgotten", row_.id);
  if (details == row_.details) return false;
  if (auto checked = CheckNone(ProblemsOf(details), "person."); !checked) return Propagate(checked);
  row_.details = details;
  return true;
}

Result<bool> Person::SetPresence(PersonState state) {
  if (!present()) return Fail(reason::kPersonNotPresent, "{} is not present", row_.id);
  const bool changed = row_.state != state;
  row_.state = state;
  return changed;
}

Status Person::Leave(Instant at) {
  if (!present()) return Fail(reason::kPersonNotPresent, "{} is not present", row_.id);
  row_.state = PersonState::kLeft;
  row_.left_at = at;
  return {};
}

Result<bool> Person::Anonymise() {
  if (present()) return Fail(reason::kPersonStillPresent, "{} is still present", row_.id);
  if (row_.state == PersonState::kAnonymised) return false;
  auto& details = row_.details;
  details.given_name = "Personne";
  details.family_name = "anonymisée";
  for (auto* text :
       {&details.email, &details.phone, &details.organisation_name, &details.job_title, &details.access_needs})
    text->clear();
  details.portfolio.clear();
  details.channels.clear();
  row_.state = PersonState::kAnonymised;
  return true;
}

Result<bool> Person::Mute() { return SetMuted(true); }
Result<bool> Person::Unmute() { return SetMuted(false); }

Result<bool> Person::SetMuted(bool muted) {
  if (!present()) return Fail(reason::kPersonNotPresent, "{} is not present", row_.id);
  const bool changed = row_.reminders_muted != muted;
  row_.reminders_muted = muted;
  return changed;
}

bool Person::present() const { return row_.state == PersonState::kInvited || row_.state == PersonState::kActive; }

}  // namespace maillage::directory
