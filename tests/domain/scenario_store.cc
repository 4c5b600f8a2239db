#include "tests/domain/scenario_player.h"

namespace maillage::scenario {

namespace {

template <class T, class Key>
void Upsert(std::vector<T>& rows, const std::vector<T>& changed, Key key) {
  std::map<decltype(key(changed.front())), std::size_t> places;
  for (std::size_t index = 0; index < rows.size(); ++index) places.emplace(key(rows[index]), index);
  for (const T& row : changed) {
    const auto [place, is_new] = places.emplace(key(row), rows.size());
    if (is_new) {
      rows.push_back(row);
    } else {
      rows[place->second] = row;
    }
  }
}

}  // namespace

void Player::Store() {
  const auto by_name = [](const auto& row) { return row.name; };
  for (auto& [code, planner] : planners_) {
    const notifier::Records changes = planner.TakeChanges();
    notifier::Records& stored = stored_[code];
    if (changes.caf) stored.caf = changes.caf;
    Upsert(stored.people, changes.people, by_name);
    Upsert(stored.posts, changes.posts, by_name);
    Upsert(stored.events, changes.events, by_name);
    Upsert(stored.registrations, changes.registrations, by_name);
    Upsert(stored.reminders, changes.reminders, by_name);
    Upsert(stored.reminders, changes.updated, by_name);
    Upsert(stored.attendances, changes.attendances, [](const auto& row) { return std::pair(row.session, row.person); });
    Upsert(stored.answers, changes.answers, [](const auto& row) { return std::pair(row.event, row.person); });
    Upsert(stored.declines, changes.declines, [](const auto& row) { return std::pair(row.event, row.person); });
    Upsert(stored.overrides, changes.overrides, [](const auto& row) { return row.rule; });
    stored.cursor = changes.cursor;
  }
}

void Player::RestorePlanners() {
  Store();
  for (auto& [code, planner] : planners_) {
    dispatcher_.Remove(planner);
    planner = notifier::Planner::FromStored(code, stored_.at(code));
    dispatcher_.Add(planner);
  }
}

}  // namespace maillage::scenario
