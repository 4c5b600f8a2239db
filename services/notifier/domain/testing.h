#pragma once

#include <map>
#include <string>
#include <vector>

#include "notifier/domain/testing_scene.h"

namespace maillage::notifier::testing {

/// A small world for tests of the rules: people and events of some Cafs, and what happens there, in few words.
class World : public Scene {
 public:
  using Scene::Scene;

  // --- people and posts ---
  struct Who {
    PersonKind kind = PersonKind::kOfficer;
    bool pilot = false;
    std::string zone;
    std::string email;
    std::vector<std::string> portfolio;
    std::optional<CivilDate> welcomed_on;
    std::string caf = "95";
  };
  void Join(const std::string& id) { Join(id, Who()); }
  void Join(const std::string& id, const Who& who) {
    Person person;
    person.name = "cafs/" + who.caf + "/people/" + id;
    person.email = who.email.empty() ? id + "@example.org" : who.email;
    person.kind = who.kind;
    person.pilot = who.pilot;
    person.zone = who.zone;
    person.portfolio = who.portfolio;
    person.welcomed_on = who.welcomed_on;
    people_[id] = person;
    Hear(fact::PersonKnown{person}, who.caf);
  }
  template <class Change>
  void Alter(const std::string& id, Change change) {
    change(people_.at(id));
    Hear(fact::PersonKnown{people_.at(id)},
         std::string(people_.at(id).name.substr(5, people_.at(id).name.find('/', 5) - 5)));
  }
  void Mute(const std::string& id, bool muted = true) {
    Alter(id, [&](Person& person) { person.muted = muted; });
  }
  void Leave(const std::string& id) {
    Alter(id, [](Person& person) { person.present = false; });
  }
  void Post(const std::string& id, const std::string& person, const std::string& from, const std::string& to = "",
            const std::string& convention = "ctg-1") {
    notifier::Post post{.name = "cafs/95/posts/" + id, .convention = convention, .assignments = {}};
    post.assignments.push_back({.person = "cafs/95/people/" + person,
                                .from = ParseDate(from).value(),
                                .to = to.empty() ? std::nullopt : std::optional(ParseDate(to).value())});
    Hear(fact::PostKnown{post});
  }

  // --- events ---
  struct What {
    EventKind kind = EventKind::kNetworkMeeting;
    EventFormat format = EventFormat::kSingle;
    std::string opens_on;
    std::string closes_on;
    std::string caf = "95";
    std::string zone = "Europe/Paris";
    int capacity = 20;
  };
  /// An event with sessions s1, s2, … at these starts (`2026-02-03 09:30`), each of seven hours; a draft.
  Event& Plan(const std::string& id, const std::vector<std::string>& starts) { return Plan(id, starts, What()); }
  Event& Plan(const std::string& id, const std::vector<std::string>& starts, const What& what) {
    Event event;
    event.name = "cafs/" + what.caf + "/events/" + id;
    event.kind = what.kind;
    event.format = what.format;
    event.zone = what.zone;
    event.title = id;
    if (!what.opens_on.empty()) event.registration_opens_on = ParseDate(what.opens_on).value();
    if (!what.closes_on.empty()) event.registration_closes_on = ParseDate(what.closes_on).value();
    int ordinal = 0;
    for (std::string start : starts) {
      start[10] = 'T';
      Session session;
      session.name = event.name + "/sessions/s" + std::to_string(++ordinal);
      session.starts_at = ParseLocalTime(start).value();
      session.ends_at = session.starts_at + std::chrono::hours{7};
      session.zone = what.zone;
      session.capacity = what.capacity;
      session.ordinal = ordinal;
      event.sessions.push_back(session);
    }
    events_[id] = event;
    Hear(fact::EventKnown{event}, what.caf);
    return events_[id];
  }
  void Publish(const std::string& id) {
    events_.at(id).state = EventState::kPublished;
    events_.at(id).published_at = now();
    Known(id);
  }
  void PlanAndPublish(const std::string& id, const std::vector<std::string>& starts) {
    PlanAndPublish(id, starts, What());
  }
  void PlanAndPublish(const std::string& id, const std::vector<std::string>& starts, const What& what) {
    Plan(id, starts, what);
    Publish(id);
  }
  void Known(const std::string& id) { Hear(fact::EventKnown{events_.at(id)}, CafOf(id)); }
  void Move(const std::string& id, int session, std::string start, const std::vector<std::string>& registered = {}) {
    start[10] = 'T';
    Session& moved = SessionOf(id, session);
    moved.starts_at = ParseLocalTime(start).value();
    moved.ends_at = moved.starts_at + std::chrono::hours{7};
    Hear(fact::SessionRescheduled{events_.at(id), moved.name, Names(id, registered)}, CafOf(id));
  }
  void Relocate(const std::string& id, int session, const std::string& place,
                const std::vector<std::string>& registered) {
    SessionOf(id, session).place = place;
    Hear(fact::SessionRelocated{events_.at(id), SessionOf(id, session).name, Names(id, registered)}, CafOf(id));
  }
  void CancelSession(const std::string& id, int session, const std::vector<std::string>& registered = {}) {
    SessionOf(id, session).cancelled = true;
    Hear(fact::SessionCancelled{events_.at(id), SessionOf(id, session).name, Names(id, registered)}, CafOf(id));
  }
  void CancelEvent(const std::string& id, const std::vector<std::string>& registered = {}) {
    Event& event = events_.at(id);
    event.state = EventState::kCancelled;
    for (Session& session : event.sessions) {
      if (Paris().ToInstant(session.starts_at) > now()) session.cancelled = true;
    }
    Hear(fact::EventCancelled{event, Names(id, registered), {}}, CafOf(id));
  }
  Event& event(const std::string& id) { return events_.at(id); }

  // --- what people do; `session` 0: a SEQUENCE ---
  void Register(const std::string& person, const std::string& id, int session = 1,
                RegistrationState state = RegistrationState::kConfirmed) {
    Registration& registration = registrations_[person + " " + id];
    registration = {};
    registration.name = events_.at(id).name + "/registrations/" + person + "-" + std::to_string(++registered_);
    registration.event = events_.at(id).name;
    registration.person = Names(id, {person}).front();
    if (session > 0) registration.session = SessionOf(id, session).name;
    registration.state = state;
    registration.registered_at = now();
    Hear(fact::RegistrationChanged{registration}, CafOf(id));
  }
  void Become(const std::string& person, const std::string& id, RegistrationState state,
              CancelCause cause = CancelCause::kNone) {
    Registration& registration = registrations_.at(person + " " + id);
    registration.state = state;
    registration.cancel_cause = cause;
    Hear(fact::RegistrationChanged{registration}, CafOf(id));
  }
  void Offer(const std::string& person, const std::string& id, const std::string& until) {
    registrations_.at(person + " " + id).offered_at = now();
    registrations_.at(person + " " + id).offer_expires_at = At(until);
    Become(person, id, RegistrationState::kOffered);
  }
  void Cancel(const std::string& person, const std::string& id, CancelCause cause = CancelCause::kPerson) {
    Become(person, id, RegistrationState::kCancelled, cause);
  }
  void Switch(const std::string& person, const std::string& id, int session) {
    Registration& registration = registrations_.at(person + " " + id);
    registration.session = SessionOf(id, session).name;
    registration.state = RegistrationState::kConfirmed;
    Hear(fact::RegistrationSwitched{registration}, CafOf(id));
  }
  void Decline(const std::string& person, const std::string& id) {
    Hear(fact::EventDeclined{events_.at(id).name, Names(id, {person}).front()}, CafOf(id));
  }
  void Mark(const std::string& person, const std::string& id, int session, notifier::Mark mark) {
    Hear(fact::AttendanceMarked{{.event = events_.at(id).name,
                                 .session = SessionOf(id, session).name,
                                 .person = Names(id, {person}).front(),
                                 .mark = mark}},
         CafOf(id));
  }
  void AnswerSurvey(const std::string& person, const std::string& id) {
    Hear(
        fact::SurveyAnswered{
            {.event = events_.at(id).name, .person = Names(id, {person}).front(), .answered_at = now()}},
        CafOf(id));
  }

 private:
  Session& SessionOf(const std::string& id, int session) {
    return events_.at(id).sessions.at(static_cast<std::size_t>(session) - 1);
  }
  std::string CafOf(const std::string& id) const {
    const std::string& name = events_.at(id).name;
    return name.substr(5, name.find('/', 5) - 5);
  }
  std::vector<std::string> Names(const std::string& id, const std::vector<std::string>& people) const {
    std::vector<std::string> names;
    for (const std::string& person : people) names.push_back("cafs/" + CafOf(id) + "/people/" + person);
    return names;
  }

  int registered_ = 0;
  std::map<std::string, Person> people_;
  std::map<std::string, Event> events_;
  std::map<std::string, Registration> registrations_;
};

}  // namespace maillage::notifier::testing
