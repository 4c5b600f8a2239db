#include "notifier/engine/engine.h"

namespace maillage::notifier {

Result<std::vector<Reminder>> Engine::Preview(const std::string& caf, const std::string& event, const std::string& rule,
                                              std::optional<Instant> until) {
  Lock lock(mutex_);
  if (auto status = Refresh(lock); !status) return Propagate(status);
  auto planner = KnownPlanner(caf);
  if (!planner) return Propagate(planner);
  auto copy = (*planner)->Copy();
  lock.unlock();  // playing the time to come may take seconds
  return std::move(copy).Preview(event, rule, clock_.Now(), until);
}

Result<Reminder> Engine::Resend(const std::string& caf, const std::string& name) {
  Lock lock(mutex_);
  if (auto status = Refresh(lock); !status) return Propagate(status);
  auto planner = KnownPlanner(caf);
  if (!planner) return Propagate(planner);
  auto reminder = (*planner)->Resend(name, clock_.Now());
  if (!reminder) return reminder;
  if (auto status = Save(); !status) return Propagate(status);
  lock.unlock();
  poke_();
  return reminder;
}

Status Engine::Override(const std::string& caf, const RuleOverride& change) {
  Lock lock(mutex_);
  if (auto status = Refresh(lock); !status) return status;
  auto planner = KnownPlanner(caf);
  if (!planner) return Propagate(planner);
  (*planner)->Apply(fact::RuleOverridden{change}, clock_.Now());
  if (auto status = Save(); !status) return status;
  lock.unlock();
  poke_();
  return {};
}

Result<bool> Engine::ReportBounce(const std::string& address, const std::string& answer) {
  Lock lock(mutex_);
  if (auto status = Refresh(lock); !status) return Propagate(status);
  auto bounces = bounces_.Add(address, answer, clock_.Now());
  if (!bounces) return Propagate(bounces);
  if (*bounces < Bounces::kBlocksAt) return false;
  for (const auto& [caf, planner] : planners_) {
    for (const auto& person : planner->PeopleAt(address))
      planner->Apply(fact::AddressBlocked{person, true}, clock_.Now());
  }
  if (auto status = Save(); !status) return Propagate(status);
  lock.unlock();
  poke_();
  return true;
}

std::string Engine::PersonAt(const std::string& caf, const std::string& address) {
  const Lock lock(mutex_);
  const auto found = planners_.find(caf);
  if (found == planners_.end()) return "";
  const auto people = found->second->PeopleAt(address);
  return people.empty() ? "" : people.front();
}

std::string Engine::NameOf(const std::string& caf, const std::string& person) {
  const Lock lock(mutex_);
  const auto found = planners_.find(caf);
  const auto* known = found == planners_.end() ? nullptr : found->second->FindPerson(person);
  return known == nullptr ? "" : known->given_name + " " + known->family_name;
}

std::string Engine::TitleOf(const std::string& caf, const std::string& subject) {
  const Lock lock(mutex_);
  const auto found = planners_.find(caf);
  if (found == planners_.end()) return "";
  if (const auto* event = found->second->FindEventOf(subject)) return event->title;
  const auto* person = found->second->FindPerson(subject);
  return person == nullptr ? "" : person->given_name + " " + person->family_name;
}

}  // namespace maillage::notifier
