#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "network/domain/event.h"
#include "notifier/domain/dispatch.h"
#include "notifier/domain/planner.h"

namespace maillage::scenario {

/// A mail as the worked examples write it down: `at`, `to` and its sections as a set.
struct SentMail {
  std::string at;
  std::string to;
  std::set<std::string> sections;
  friend auto operator<=>(const SentMail&, const SentMail&) = default;
};

struct Played {
  std::multiset<SentMail> mails;
  std::set<int> refused;
};

/// Plays a scenario (SCENARIO.md) in memory: network's and notifier's domains as they are, directory as far as the
/// facts need it, and the stepped clock. No store, no broker, no mail server: every mail is taken.
class Player {
 public:
  explicit Player(const nlohmann::json& scenario);

  /// Called after each step in which anything may have changed; a test rebuilds the planners in it.
  void AfterEachStep(std::function<void(Player&)> hook) { after_each_step_ = std::move(hook); }
  Played Play();

  /// Throws every planner away and makes it anew from what it gave to be stored.
  void RestorePlanners();

 private:
  using Fact = nlohmann::json;
  void SetUp();
  void AdvanceTo(Instant to);
  void RunAt(Instant now);
  std::optional<Instant> NextInstant() const;
  void Do(int index, const Fact& fact);
  Instant EndOfOutage(const Fact& outage) const;
  bool DoIn(const Fact& fact, Instant now);
  bool DoForPeople(const Fact& fact, Instant now);
  bool DoForEvents(const Fact& fact, Instant now);
  bool Assign(const Fact& fact, Instant now);
  bool Unassign(const Fact& fact, Instant now);
  void Leave(const std::string& person, Instant now);

  void Hear(const std::string& caf, notifier::Fact fact, Instant at);
  void HearEvents(const std::string& event);
  void Dispatch(Instant now);
  void BackFromOutage();
  void Store();

  const nlohmann::json scenario_;
  Instant now_{};
  std::optional<Instant> away_until_;
  std::vector<std::tuple<std::string, notifier::Fact, Instant>> unheard_;

  std::map<std::string, notifier::Person> people_;  // by id
  std::map<std::string, std::string> organisations_;
  std::map<std::string, std::string> caf_of_person_;
  std::map<std::string, notifier::Post> posts_;
  std::map<std::string, std::string> caf_of_post_;
  std::map<std::string, network::Event> events_;
  std::map<std::string, std::string> event_of_session_;

  std::map<std::string, notifier::Planner> planners_;
  std::map<std::string, notifier::Records> stored_;
  notifier::Dispatcher dispatcher_;
  std::function<void(Player&)> after_each_step_;
  Played played_;
};

/// The worked examples' `*.want.jsonl`.
Played ReadWanted(const std::string& path);
/// What is missing and what is too much, for people to read; empty: nothing.
std::string Difference(const Played& wanted, const Played& played);

}  // namespace maillage::scenario
