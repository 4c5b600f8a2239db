#include "directory/import/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "directory/domain/codes.h"
#include "directory/import/french.h"
#include "directory/import/row.h"

namespace maillage::directory {
namespace {

const std::vector<std::string> kNames{"given_name", "family_name", "organisation", "job_title", "access_needs"};

template <class Enum>
std::vector<std::string> WordsOf() {
  std::vector<std::string> words;
  for (const auto& [member, word] : Words<Enum>::kAll)
    if (!word.empty()) words.emplace_back(word);
  return words;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// Reads one file, row after row.
class Planner {
 public:
  Planner(const tabular::Table& table, const PeopleContext& context)
      : table_(table), context_(context), today_(Today(context)) {
    plan_.faults = table.faults;
    for (const auto& row : table.rows) in_file_.insert(Lower(row["ref"]));
    for (const auto& [id, person] : context.known)
      if (person.present() && in_file_.count(id) == 0)
        addresses_[Lower(person.row().details.email)] = "une personne déjà connue, " + id;
  }

  PeoplePlan Run() {
    for (const auto& each : table_.rows) {
      ImportRow row(table_, each, plan_.faults);
      Take(row);
    }
    SortFaults(plan_.faults, table_.columns);
    return std::move(plan_);
  }

 private:
  /// Where the row says the person stands.
  struct Presence {
    std::optional<PersonState> state;  // nullopt: the file does not say
    std::optional<CivilDate> left_on;
  };

  static std::optional<CivilDate> Today(const PeopleContext& context) {
    if (context.now == Instant{}) return std::nullopt;
    return context.zone.DateOf(context.now);
  }
  bool IsToCome(std::optional<CivilDate> day) const { return day && today_ && *day > *today_; }

  void Take(ImportRow& row) {
    const auto id = row.Id("ref");
    if (id.empty())
      row.Fault("ref", InFrench(Problem::kMissing));
    else if (const auto [first, fresh] = lines_.emplace(id, row.line()); !fresh)
      row.Fault("ref", fmt::format("Cette référence est déjà celle de la ligne {}.", first->second));
    const auto known = context_.known.find(id);
    const Person* person = known == context_.known.end() ? nullptr : &known->second;
    const auto details = Details(row, person ? person->row().details : PersonDetails{});
    const auto presence = PresenceOf(row, details);
    CheckReferences(row, details, person);
    const bool will_be_present = presence.state ? presence.state != PersonState::kLeft : !person || person->present();
    if (will_be_present) CheckAddress(row, details.email);
    if (person) CheckCanChange(row, *person, presence);
    if (!row.sound()) return;
    if (person)
      Compare(*person, details, presence);
    else
      Join(id, details, presence);
  }

  PersonDetails Details(ImportRow& row, PersonDetails details) {
    const auto text = [&](const char* column, std::string& value) {
      if (row.Has(column)) value = row[column];
    };
    text("given_name", details.given_name);
    text("family_name", details.family_name);
    text("email", details.email);
    text("phone", details.phone);
    text("speciality", details.speciality);
    text("organisation", details.organisation_name);
    text("organisation_siren", details.organisation);
    text("job_title", details.job_title);
    text("zone", details.zone);
    text("access_needs", details.access_needs);
    auto& cells = row.cells();
    details.kind = FromWord<PersonKind>(cells.OneOf("kind", WordsOf<PersonKind>(), true));
    details.role = FromWord<Role>(cells.OneOf("role", WordsOf<Role>(), true));
    if (row.Has("caf_staff_kind"))
      details.caf_staff_kind = FromWord<CafStaffKind>(cells.OneOf("caf_staff_kind", WordsOf<CafStaffKind>(), false))
                                   .value_or(CafStaffKind::kNone);
    if (row.Has("portfolio")) details.portfolio = row.Ids("portfolio");
    if (row.Has("channels")) details.channels = cells.List("channels");
    if (row.Has("joined_on")) details.joined_on = cells.Date("joined_on");
    if (row.Has("welcomed_on")) details.welcomed_on = cells.Date("welcomed_on");
    row.RefuseFormulas(kNames);
    for (const char* column : {"given_name", "family_name"})
      if (row[column].find_first_of("<>") != std::string::npos)
        row.Fault(column, "Un nom ne contient ni «\u00A0<\u00A0» ni «\u00A0>\u00A0».");
    row.Faults(ProblemsOf(details), {{"organisation_name", "organisation"}, {"organisation", "organisation_siren"}});
    CheckFte(row);
    return details;
  }

  /// The sum of somebody's posts: their posts say it, so it is checked and not kept.
  void CheckFte(ImportRow& row) {
    const auto fte = row.cells().Hundredths("fte");
    if (fte && (*fte < 1 || *fte > 100)) row.Fault("fte", InFrench(Problem::kFteOutOfRange));
  }

  Presence PresenceOf(ImportRow& row, const PersonDetails& details) {
    Presence presence;
    presence.left_on = row.cells().Date("left_on");
    const auto word = row.cells().OneOf("state", {"INVITED", "ACTIVE", "LEFT"}, row.Has("state"));
    presence.state = FromWord<PersonState>(word);
    if (!row.Has("state") && presence.left_on) presence.state = PersonState::kLeft;
    if (presence.left_on && details.joined_on && *presence.left_on < *details.joined_on)
      row.Fault("left_on", "La personne serait partie avant d’être arrivée.");
    const bool left = presence.state == PersonState::kLeft;
    if (left && row["left_on"].empty())
      row.Fault("left_on", "Date de départ manquante pour une personne partie (LEFT).");
    if (!left && presence.state && presence.left_on)
      row.Fault("left_on", "Une date de départ ne va pas avec l’état de la personne.");
    if (IsToCome(presence.left_on))
      row.Fault("left_on", "Date à venir\u00A0: indiquez le départ une fois qu’il a eu lieu.");
    if (IsToCome(details.joined_on))
      row.Fault("joined_on",
                "Date à venir\u00A0: ajoutez la personne le jour de son arrivée, pour qu’elle ne reçoive rien avant.");
    if (IsToCome(details.welcomed_on)) row.Fault("welcomed_on", "Date à venir.");
    return presence;
  }

  void CheckReferences(ImportRow& row, const PersonDetails& details, const Person* person) {
    for (const auto& convention : details.portfolio)
      if (!context_.conventions.empty() && context_.conventions.count(convention) == 0)
        row.Fault("portfolio", fmt::format("Convention inconnue\u00A0: {}.", convention));
    if (!details.portfolio.empty() && details.caf_staff_kind != CafStaffKind::kAdviser)
      row.Fault("portfolio",
                "Seul·e un·e chargé·e de conseil et développement (ADVISER) a un portefeuille de conventions.");
    if (!details.organisation.empty() && !IsSiren(details.organisation))
      row.Fault("organisation_siren", InFrench(Problem::kNotASiren));
    const bool of_an_authority = details.kind == PersonKind::kOfficer || details.kind == PersonKind::kElected ||
                                 details.kind == PersonKind::kDirector;
    if (of_an_authority && context_.unknown_sirens.count(details.organisation) > 0)
      row.Fault("organisation_siren", "Ce SIREN n’est celui d’aucune commune ni intercommunalité connue.");
    const bool admin_already = person && person->row().details.role == Role::kAdmin;
    if (details.role == Role::kAdmin && !admin_already && !context_.may_name_admins)
      row.Fault("role", "Seul un administrateur de la plateforme peut donner le rôle ADMIN.");
  }

  void CheckAddress(ImportRow& row, const std::string& email) {
    if (email.empty()) return;
    const auto [taken, fresh] = addresses_.emplace(Lower(email), fmt::format("la ligne {}", row.line()));
    if (!fresh)
      row.Fault("email",
                fmt::format("Cette adresse est déjà celle d’une autre personne présente ({}).", taken->second));
  }

  void CheckCanChange(ImportRow& row, const Person& person, const Presence& presence) {
    const auto state = person.row().state;
    if (state == PersonState::kAnonymised)
      return row.Fault("ref", "Cette personne a été anonymisée\u00A0: donnez une autre référence.");
    if (state != PersonState::kLeft || !presence.state) return;
    const auto left_on =
        context_.zone.DateOf(person.row().left_at.value_or(context_.now) - std::chrono::microseconds(1));
    if (presence.state != PersonState::kLeft)
      row.Fault(
          "state",
          fmt::format(
              "Cette personne a quitté le réseau le {}\u00A0: si elle revient, donnez-lui une nouvelle référence.",
              ToString(left_on)));
    else if (presence.left_on && *presence.left_on != left_on)
      row.Fault("left_on", fmt::format("Le départ est déjà connu\u00A0: {}.", ToString(left_on)));
  }

  /// The end of the last day.
  Instant LeftAt(CivilDate left_on) const {
    const auto end = context_.zone.StartOf(PlusDays(left_on, 1));
    return today_ ? std::min(context_.now, end) : end;
  }

  void Join(const std::string& id, const PersonDetails& details, const Presence& presence) {
    const bool left = presence.state == PersonState::kLeft;
    auto person = *Person::Join(context_.caf, id, details,
                                left ? PersonState::kActive : presence.state.value_or(PersonState::kActive));
    if (left) (void)person.Leave(LeftAt(*presence.left_on));
    plan_.joined.push_back(person.row());
  }

  void Compare(Person person, const PersonDetails& details, const Presence& presence) {
    const bool other = *person.Change(details);
    if (presence.state == PersonState::kLeft && person.present()) {
      (void)person.Leave(LeftAt(*presence.left_on));
      plan_.left.push_back(person.row());
    } else if (person.present() && presence.state ? *person.SetPresence(*presence.state) || other : other) {
      plan_.changed.push_back(person.row());
    } else {
      ++plan_.unchanged;
    }
  }

  const tabular::Table& table_;
  const PeopleContext& context_;
  const std::optional<CivilDate> today_;
  PeoplePlan plan_;
  std::set<std::string> in_file_;
  std::map<std::string, int> lines_;              // by ref
  std::map<std::string, std::string> addresses_;  // whose, by address in lower case
};

}  // namespace

tabular::Format PeopleFormat() {
  return {{"ref", "given_name", "family_name", "email", "kind", "role"},
          {"phone", "caf_staff_kind", "speciality", "organisation", "organisation_siren", "job_title", "fte",
           "portfolio", "zone", "channels", "access_needs", "joined_on", "left_on", "welcomed_on", "state"},
          500};
}

std::vector<std::string> SirensOf(const tabular::Table& table, const std::string& column) {
  std::set<std::string> sirens;
  for (const auto& row : table.rows)
    if (IsSiren(row[column])) sirens.insert(row[column]);
  return {sirens.begin(), sirens.end()};
}

PeoplePlan PlanPeople(const tabular::Table& table, const PeopleContext& context) {
  return Planner(table, context).Run();
}

}  // namespace maillage::directory
