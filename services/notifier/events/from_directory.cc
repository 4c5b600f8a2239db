#include "notifier/events/from_directory.h"

#include "maillage/directory/v1/caf.pb.h"
#include "maillage/directory/v1/person.pb.h"
#include "maillage/directory/v1/post.pb.h"

namespace maillage::notifier::events {
namespace {

namespace v1 = maillage::directory::v1;

PersonKind KindOf(const v1::Person& person) {
  switch (person.kind()) {
    case v1::Person::OFFICER:
      return PersonKind::kOfficer;
    case v1::Person::CAF_STAFF:
      return person.caf_staff_kind() == v1::Person::ADVISER ? PersonKind::kAdviser : PersonKind::kCafStaff;
    case v1::Person::ELECTED:
      return PersonKind::kElected;
    case v1::Person::DIRECTOR:
      return PersonKind::kDirector;
    default:
      return PersonKind::kOther;
  }
}

}  // namespace

Result<std::optional<CivilDate>> OptionalDate(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return ParseDate(text).map([](CivilDate date) { return std::optional(date); });
}

Caf ToCaf(const v1::Caf& caf) {
  return {caf.name(), caf.display_name(), caf.departements().empty() ? "" : caf.departements(0), caf.zone()};
}

Result<Person> ToPerson(const v1::Person& person) {
  auto welcomed_on = OptionalDate(person.welcomed_on());
  if (!welcomed_on) return Propagate(welcomed_on);
  Person known;
  known.name = person.name();
  known.given_name = person.given_name();
  known.family_name = person.family_name();
  known.email = person.email();
  known.kind = KindOf(person);
  known.pilot = person.role() == v1::Person::PILOT;
  known.zone = person.zone();
  known.portfolio.assign(person.portfolio().begin(), person.portfolio().end());
  known.welcomed_on = *welcomed_on;
  known.present = person.state() != v1::Person::LEFT && person.state() != v1::Person::ANONYMISED;
  known.muted = person.reminders_muted();
  return known;
}

Result<Post> ToPost(const v1::Post& post) {
  Post known{post.name(), post.convention(), {}};
  for (const auto& item : post.assignments()) {
    auto from = ParseDate(item.from());
    if (!from) return Propagate(from);
    auto to = OptionalDate(item.to());
    if (!to) return Propagate(to);
    known.assignments.push_back({item.person(), *from, *to});
  }
  return known;
}

}  // namespace maillage::notifier::events
