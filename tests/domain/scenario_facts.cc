#include <algorithm>

#include "tests/domain/scenario_player.h"
#include "tests/domain/scenario_read.h"

namespace maillage::scenario {

void Player::Do(int index, const Fact& fact) {
  const Instant at = At(fact, "at");
  AdvanceTo(at);
  if (Text(fact, "fact") == "outage") {
    away_until_ = std::max(away_until_.value_or(at), EndOfOutage(fact));
    return;
  }
  if (!DoIn(fact, at)) played_.refused.insert(index);
  Dispatch(at);
}

/// "outages that touch are one"
Instant Player::EndOfOutage(const Fact& outage) const {
  Instant until = At(outage, "until");
  for (const auto& fact : scenario_.at("facts")) {
    if (Text(fact, "fact") == "outage" && At(fact, "at") >= At(outage, "at") && At(fact, "at") <= until)
      until = std::max(until, At(fact, "until"));
  }
  return until;
}

bool Player::DoIn(const Fact& fact, Instant now) {
  const std::string kind = Text(fact, "fact");
  const std::string person = Text(fact, "person");
  if (kind != "join" && !person.empty()) {
    if (!people_.contains(person)) return false;
    if (kind != "mark" && !people_.at(person).present) return false;
  }
  if (kind == "assign") return Assign(fact, now);
  if (kind == "unassign") return Unassign(fact, now);
  if (kind == "join" || kind == "leave" || kind == "mute" || kind == "unmute") return DoForPeople(fact, now);
  return DoForEvents(fact, now);
}

bool Player::DoForPeople(const Fact& fact, Instant now) {
  const std::string kind = Text(fact, "fact");
  const std::string id = kind == "join" ? Text(fact.at("person"), "person") : Text(fact, "person");
  if (kind == "join") {
    if (people_.contains(id)) return false;
    people_[id] = PersonOf(fact.at("person"));
    organisations_[id] = Text(fact.at("person"), "organisation");
    caf_of_person_[id] = Text(fact.at("person"), "caf");
  }
  notifier::Person& person = people_.at(id);
  if (kind == "leave") person.present = false;
  if (kind == "mute" || kind == "unmute") person.muted = kind == "mute";
  Hear(caf_of_person_.at(id), notifier::fact::PersonKnown{person}, now);
  if (kind == "leave") Leave(id, now);
  return true;
}

void Player::Leave(const std::string& person, Instant now) {
  for (auto& [id, event] : events_) {
    if (event.details().caf != caf_of_person_.at(person)) continue;
    event.Leave(network::PersonId(person), now);
    HearEvents(id);
  }
}

bool Player::Assign(const Fact& fact, Instant now) {
  const std::string id = Text(fact, "post");
  const std::string person = Text(fact, "person");
  if (!posts_.contains(id)) {
    caf_of_post_[id] = caf_of_person_.at(person);
    posts_[id].name = "cafs/" + caf_of_post_[id] + "/posts/" + id;
    posts_[id].convention = Text(fact, "convention");
  }
  notifier::Post& post = posts_.at(id);
  const CivilDate from = *Date(fact, "from");
  const bool held = std::any_of(post.assignments.begin(), post.assignments.end(),
                                [&](const auto& each) { return !each.to || *each.to >= from; });
  if (held) return false;
  post.assignments.push_back({.person = people_.at(person).name, .from = from, .to = Date(fact, "to")});
  Hear(caf_of_post_.at(id), notifier::fact::PostKnown{post}, now);
  return true;
}

bool Player::Unassign(const Fact& fact, Instant now) {
  const auto found = posts_.find(Text(fact, "post"));
  if (found == posts_.end()) return false;
  const CivilDate to = *Date(fact, "to");
  for (auto& assignment : found->second.assignments) {
    if (assignment.to || assignment.from > to) continue;
    assignment.to = to;
    Hear(caf_of_post_.at(found->first), notifier::fact::PostKnown{found->second}, now);
    return true;
  }
  return false;
}

bool Player::DoForEvents(const Fact& fact, Instant now) {
  const std::string kind = Text(fact, "fact");
  const std::string session_text = Text(fact, "session");
  const auto of_session = event_of_session_.find(session_text);
  const std::string id =
      session_text.empty() ? Text(fact, "event") : (of_session == event_of_session_.end() ? "" : of_session->second);
  if (!events_.contains(id)) return false;
  network::Event& event = events_.at(id);
  const network::PersonId person(Text(fact, "person"));
  const network::SessionId session(session_text);
  if (!person.empty() && caf_of_person_.at(person.value) != event.details().caf) return false;
  const std::string organisation = person.empty() ? "" : organisations_.at(person.value);

  const auto act = [&]() -> bool {
    if (kind == "publish") return event.Publish(now).has_value();
    if (kind == "register") return event.Register({person, organisation, session, {}}, now).has_value();
    if (kind == "cancel_registration") {
      const auto cause = Text(fact, "by") == "pilot" ? network::CancelCause::kPilot : network::CancelCause::kPerson;
      return event.CancelRegistration(person, cause, now).has_value();
    }
    if (kind == "switch") return event.Switch(person, session, now).has_value();
    if (kind == "decline") return event.DeclineBy(person, now).has_value();
    if (kind == "answer_offer") return event.AnswerOffer(person, fact.at("accept").get<bool>(), now).has_value();
    if (kind == "reschedule")
      return event.Reschedule(session, Text(fact, "starts_at"), Text(fact, "ends_at"), Text(fact, "zone"), now)
          .has_value();
    if (kind == "relocate") return event.Relocate(session, Text(fact, "place"), "", "", now).has_value();
    if (kind == "resize") return event.Resize(session, fact.at("capacity").get<int>(), now).has_value();
    if (kind == "cancel_session") return event.CancelSession(session, now).has_value();
    if (kind == "cancel_event") return event.Cancel(now).has_value();
    if (kind == "mark") {
      const auto mark = *network::Named<network::Mark>(Text(fact, "attendance"));
      return event.MarkAttendance({session, person, organisation, mark, fact.value("minutes", 0)}, now).has_value();
    }
    if (kind == "share_documents") return event.ShareDocuments({}, now).has_value();
    if (kind == "publish_minutes") return event.PublishMinutes("", now).has_value();
    if (kind == "answer_survey") return event.AnswerSurvey({.person = person, .comment = {}}, now).has_value();
    return false;
  };
  const bool done = act();
  HearEvents(id);
  return done;
}

}  // namespace maillage::scenario
