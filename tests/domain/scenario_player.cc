#include "tests/domain/scenario_player.h"

#include <algorithm>

#include "tests/domain/scenario_read.h"
#include "tests/domain/to_notifier.h"

namespace maillage::scenario {

Player::Player(const json& scenario) : scenario_(scenario) {}

Played Player::Play() {
  SetUp();
  int index = 0;
  for (const auto& fact : scenario_.at("facts")) Do(index++, fact);
  AdvanceTo(At(scenario_, "ends_at"));
  return played_;
}

void Player::SetUp() {
  now_ = At(scenario_, "starts_at");
  for (const auto& caf : scenario_.at("cafs")) {
    const std::string code = Text(caf, "caf");
    planners_.emplace(code, notifier::Planner(code));
    Hear(code,
         notifier::fact::CafKnown{{.name = "cafs/" + code,
                                   .display_name = code,
                                   .departement = Text(caf, "departement"),
                                   .zone = Text(caf, "zone")}},
         now_);
  }
  for (auto& [code, planner] : planners_) dispatcher_.Add(planner);
  for (const auto& person : scenario_.at("people")) DoForPeople({{"fact", "join"}, {"person", person}}, now_);
  for (const auto& post : scenario_.at("posts")) {
    json assign = post;
    assign["fact"] = "assign";
    Assign(assign, now_);
  }
  for (const auto& draft : scenario_.at("events")) {
    const std::string id = Text(draft, "event");
    events_.emplace(id, network::Event::Plan(DraftOf(draft), now_).value());
    for (const auto& session : draft.at("sessions")) event_of_session_[Text(session, "session")] = id;
    HearEvents(id);
  }
  Dispatch(now_);
}

// --- the clock ------------------------------------------------------------------------------------------------------

std::optional<Instant> Player::NextInstant() const {
  std::optional<Instant> next = away_until_;
  const auto consider = [&](std::optional<Instant> instant) {
    if (instant) next = std::min(next.value_or(*instant), *instant);
  };
  for (const auto& [id, event] : events_) consider(event.NextDue());
  if (!away_until_) consider(dispatcher_.NextInstant());
  return next;
}

void Player::AdvanceTo(Instant to) {
  for (auto next = NextInstant(); next && *next <= to; next = NextInstant()) RunAt(std::max(*next, now_));
  now_ = to;
}

/// First the offers that end and the dates, then what is due (REMINDERS.md §3).
void Player::RunAt(Instant now) {
  now_ = now;
  for (auto& [id, event] : events_) {
    event.RunDue(now);
    HearEvents(id);
  }
  if (away_until_ && *away_until_ <= now) BackFromOutage();
  Dispatch(now);
}

void Player::BackFromOutage() {
  away_until_.reset();
  for (auto& [caf, fact, at] : unheard_) planners_.at(caf).Apply(fact, at);
  unheard_.clear();
}

void Player::Dispatch(Instant now) {
  if (away_until_) return;
  while (auto mail = dispatcher_.Next(now)) {
    SentMail sent{ToRfc3339(mail->at), mail->address, {}};
    for (const auto& section : mail->sections)
      sent.sections.insert(section.rule + " " + section.subject + " " + section.reference);
    played_.mails.insert(std::move(sent));
    dispatcher_.Report(*mail, {.kind = notifier::Outcome::kSent, .answer = {}}, now);
  }
  if (after_each_step_) after_each_step_(*this);
}

void Player::Hear(const std::string& caf, notifier::Fact fact, Instant at) {
  if (away_until_) {
    unheard_.emplace_back(caf, std::move(fact), at);
  } else {
    planners_.at(caf).Apply(fact, at);
  }
}

void Player::HearEvents(const std::string& id) {
  network::Event& event = events_.at(id);
  for (const auto& fact : event.TakeFacts()) Hear(event.details().caf, ToNotifier(fact, event), fact.at);
}

}  // namespace maillage::scenario
