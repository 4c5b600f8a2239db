#include "directory/import/posts.h"

#include <fmt/format.h>

#include <algorithm>

#include "directory/domain/reasons.h"
#include "directory/import/french.h"
#include "directory/import/row.h"

namespace maillage::directory {
namespace {

/// Reads one file, row after row.
class Planner {
 public:
  Planner(const tabular::Table& table, const PostsContext& context) : table_(table), context_(context) {
    plan_.faults = table.faults;
  }

  PostsPlan Run() {
    for (const auto& each : table_.rows) lines_.emplace(Lower(each["ref"]), 0);
    for (const auto& [id, post] : context_.known)
      if (lines_.count(id) == 0) RememberLead(post.row(), "le poste " + id);
    for (const auto& each : table_.rows) {
      ImportRow row(table_, each, plan_.faults);
      Take(row);
    }
    SortFaults(plan_.faults, table_.columns);
    return std::move(plan_);
  }

 private:
  static std::string Lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
  }

  /// What the row says of the post's life.
  struct Life {
    std::string state;
    std::optional<CivilDate> closed_on;
    std::string person;
    std::optional<CivilDate> from;
    std::optional<CivilDate> to;
  };

  void Take(ImportRow& row) {
    const auto id = row.Id("ref");
    if (id.empty())
      row.Fault("ref", InFrench(Problem::kMissing));
    else if (auto& line = lines_[id]; line > 0)
      row.Fault("ref", fmt::format("Cette référence est déjà celle de la ligne {}.", line));
    else
      line = row.line();
    const auto known = context_.known.find(id);
    const Post* before = known == context_.known.end() ? nullptr : &known->second;
    const auto details = Details(row, before ? before->row().details : PostDetails{});
    const auto life = LifeOf(row, details);
    CheckReferences(row, details, life);
    if (!row.sound()) return;

    auto post = before ? *before : *Post::Open(context_.caf, id, details);
    PlannedPost planned;
    planned.opened = !before;
    planned.changed = *post.Change(details);
    Fill(row, post, life, planned);
    CloseIt(row, post, life, planned);
    CheckLead(row, post.row());
    if (!row.sound()) return;
    planned.row = post.row();
    if (planned.opened || planned.changed || planned.filled || planned.vacated || planned.closed)
      plan_.posts.push_back(std::move(planned));
    else
      ++plan_.unchanged;
  }

  PostDetails Details(ImportRow& row, PostDetails details) {
    const auto text = [&](const char* column, std::string& value) {
      if (row.Has(column)) value = row[column];
    };
    details.convention = row.Id("convention_ref");
    text("employer_siren", details.employer_siren);
    text("employer_name", details.employer_name);
    text("title", details.title);
    text("org_position", details.org_position);
    text("job_frame", details.job_frame);
    text("category", details.category);
    for (const char* column : {"employer_siren", "employer_name", "title", "fte"})
      if (row[column].empty()) row.Fault(column, InFrench(Problem::kMissing));
    auto& cells = row.cells();
    if (const auto fte = cells.Hundredths("fte")) {
      if (*fte < 1 || *fte > 100) row.Fault("fte", InFrench(Problem::kFteOutOfRange));
      details.fte_hundredths = *fte;
    }
    const auto flag = [&](const char* column, bool& value) {
      if (row.Has(column)) value = cells.Flag(column).value_or(false);
    };
    flag("is_lead", details.is_lead);
    flag("has_other_duties", details.has_other_duties);
    flag("funded", details.funded);
    const auto share = [&](const char* column, int& value) {
      if (row.Has(column)) value = cells.Int(column).value_or(0);
    };
    auto& mix = details.mission_mix;
    share("coordinator_pct", mix.coordinator);
    share("facilitator_pct", mix.facilitator);
    share("advisor_pct", mix.advisor);
    share("mobiliser_pct", mix.mobiliser);
    if (row.Has("themes")) details.themes = cells.List("themes");
    if (row.Has("opened_on")) details.opened_on = cells.Date("opened_on");
    row.RefuseFormulas({"employer_name", "title"});
    row.Faults(ProblemsOf(details),
               {{"convention", "convention_ref"}, {"fte_hundredths", "fte"}, {"mission_mix", "coordinator_pct"}});
    return details;
  }

  Life LifeOf(ImportRow& row, const PostDetails& details) {
    auto& cells = row.cells();
    Life life{cells.OneOf("state", {"OPEN", "FILLED", "VACANT", "CLOSED"}, row.Has("state")), cells.Date("closed_on"),
              row.Id("person_ref"), cells.Date("assigned_from"), cells.Date("assigned_to")};
    if (!life.person.empty() && row["assigned_from"].empty())
      row.Fault("assigned_from", "Le premier jour de l’affectation manque.");
    for (const char* column : {"assigned_from", "assigned_to"})
      if (life.person.empty() && !row[column].empty()) row.Fault("person_ref", "Une affectation sans personne.");
    if (life.from && life.to && *life.to < *life.from) row.Fault("assigned_to", InFrench(Problem::kEndBeforeStart));
    const bool ended = life.to && context_.today && *life.to < *context_.today;
    if (life.state == "FILLED" && life.person.empty())
      row.Fault("person_ref", "Poste dit occupé (FILLED), mais par personne.");
    if (life.state == "FILLED" && ended) row.Fault("state", "Poste dit occupé (FILLED), mais l’affectation est finie.");
    if (life.state == "OPEN" && !life.person.empty())
      row.Fault("state", "Poste dit jamais occupé (OPEN), mais une personne est indiquée.");
    if (life.state == "VACANT" && !life.person.empty() && row["assigned_to"].empty())
      row.Fault("assigned_to", "Poste dit vacant (VACANT)\u00A0: le dernier jour de l’affectation manque.");
    if (life.state == "CLOSED" && row["closed_on"].empty())
      row.Fault("closed_on", "Poste dit fermé (CLOSED)\u00A0: la date de fermeture manque.");
    if (!life.state.empty() && life.state != "CLOSED" && life.closed_on)
      row.Fault("closed_on", "Une date de fermeture ne va pas avec l’état du poste.");
    if (life.closed_on && details.opened_on && *life.closed_on < *details.opened_on)
      row.Fault("closed_on", "Le poste serait fermé avant d’être ouvert.");
    return life;
  }

  void CheckReferences(ImportRow& row, const PostDetails& details, const Life& life) {
    if (!context_.conventions.empty() && !details.convention.empty() &&
        context_.conventions.count(details.convention) == 0)
      row.Fault("convention_ref", "Convention inconnue.");
    if (context_.unknown_sirens.count(details.employer_siren) > 0)
      row.Fault("employer_siren", "Ce SIREN n’est celui d’aucune commune ni intercommunalité connue.");
    if (!life.person.empty() && context_.people.count(life.person) == 0)
      row.Fault("person_ref", "Personne inconnue\u00A0: importez les personnes avant les postes.");
  }

  void Fill(ImportRow& row, Post& post, const Life& life, PlannedPost& planned) {
    const auto& held = post.row().assignments;
    if (life.person.empty()) {
      if (life.state == "OPEN" && !held.empty()) row.Fault("state", "Poste dit jamais occupé (OPEN), mais il l’a été.");
      if (life.state == "VACANT" && !held.empty() && !held.back().to)
        row.Fault("state",
                  fmt::format(
                      "Poste dit vacant (VACANT), mais occupé par {}\u00A0: indiquez la personne et son dernier jour.",
                      held.back().person));
      return;
    }
    const auto same = std::find_if(held.begin(), held.end(), [&](const Assignment& each) {
      return each.person == life.person && each.from == *life.from;
    });
    if (same == held.end()) return FillAnew(row, post, life, planned);
    if (same->to == life.to) return;
    if (same->to)
      return row.Fault("assigned_to",
                       fmt::format("La fin de cette affectation est déjà connue\u00A0: {}.", ToString(*same->to)));
    auto ended = post.Unassign(*life.to);
    if (!ended) return row.Fault("assigned_to", InFrench(Problem::kEndBeforeStart));
    planned.vacated = *ended;
  }

  void FillAnew(ImportRow& row, Post& post, const Life& life, PlannedPost& planned) {
    if (!context_.people.at(life.person) && !life.to)
      return row.Fault("person_ref",
                       "Cette personne a quitté le réseau\u00A0: indiquez le dernier jour de l’affectation.");
    const Assignment assignment{life.person, *life.from, life.to, 0};
    if (auto assigned = post.Assign(assignment); !assigned) {
      const bool is_closed = assigned.error().reason == reason::kPostClosed.name;
      return row.Fault("person_ref",
                       is_closed ? "Ce poste est fermé." : "Ce poste est déjà occupé ce jour-là ou plus tard.");
    }
    planned.filled = assignment;
  }

  void CloseIt(ImportRow& row, Post& post, const Life& life, PlannedPost& planned) {
    const auto closed_on = post.row().closed_on;
    if (closed_on && !life.state.empty() && (life.state != "CLOSED" || life.closed_on != closed_on))
      return row.Fault("state", fmt::format("Ce poste est déjà fermé, le {}.", ToString(*closed_on)));
    if (closed_on || !life.closed_on) return;
    if (!post.Close(*life.closed_on)) return row.Fault("closed_on", "Le poste est encore occupé après ce jour.");
    planned.closed = true;
  }

  void RememberLead(const PostRow& post, const std::string& where) {
    if (post.details.is_lead && !post.closed_on) leads_.emplace(post.details.convention, where);
  }

  void CheckLead(ImportRow& row, const PostRow& post) {
    if (!post.details.is_lead || post.closed_on) return;
    const auto [lead, fresh] = leads_.emplace(post.details.convention, fmt::format("la ligne {}", row.line()));
    if (!fresh) row.Fault("is_lead", fmt::format("Cette convention a déjà un poste principal ({}).", lead->second));
  }

  const tabular::Table& table_;
  const PostsContext& context_;
  PostsPlan plan_;
  std::map<std::string, int> lines_;          // by ref; 0: not read yet
  std::map<std::string, std::string> leads_;  // which post or line leads, by convention
};

}  // namespace

tabular::Format PostsFormat() {
  return {{"ref", "convention_ref", "employer_siren", "employer_name", "title", "fte"},
          {"org_position", "job_frame", "category", "is_lead", "has_other_duties", "funded", "coordinator_pct",
           "facilitator_pct", "advisor_pct", "mobiliser_pct", "themes", "state", "opened_on", "closed_on", "person_ref",
           "assigned_from", "assigned_to"},
          500};
}

PostsPlan PlanPosts(const tabular::Table& table, const PostsContext& context) { return Planner(table, context).Run(); }

}  // namespace maillage::directory
