#pragma once

#include <string>
#include <utility>
#include <vector>

#include "network/domain/event.h"

/// Events for tests, in few words. Times are UTC unless a zone is given.
namespace maillage::network::testing {

inline Instant At(const std::string& text) { return ParseInstant(text.size() == 16 ? text + ":00Z" : text).value(); }

inline SessionDraft SessionOf(const std::string& id, const std::string& starts_at, int capacity = 2) {
  SessionDraft session;
  session.id = id;
  session.starts_at = starts_at;
  session.ends_at = starts_at.substr(0, 11) + "23:30";
  session.minutes = 360;
  session.capacity = capacity;
  session.place = "Eaubonne";
  return session;
}

inline EventDraft DraftOf(Format format, std::vector<SessionDraft> sessions) {
  EventDraft draft;
  draft.caf = "95";
  draft.id = "r1";
  draft.kind = EventKind::kNetworkMeeting;
  draft.format = format;
  draft.title = "R1";
  draft.zone = "Etc/UTC";
  draft.registration_opens_on = "2026-01-01";
  draft.registration_closes_on = "2026-03-31";
  draft.sessions = std::move(sessions);
  return draft;
}

inline const Instant kPlanned = At("2026-01-01T00:00");

/// A published event without its first facts.
inline Event Published(Format format, std::vector<SessionDraft> sessions) {
  auto event = Event::Plan(DraftOf(format, std::move(sessions)), kPlanned).value();
  (void)event.Publish(kPlanned);
  event.TakeFacts();
  event.TakeChanges();
  return event;
}

inline PersonId Person(const std::string& id) { return PersonId(id); }

/// `organisation`: by default one of their own.
inline Result<Registration> Register(Event& event, const std::string& person, const std::string& session, Instant now,
                                     const std::string& organisation = "own") {
  return event.Register(
      {PersonId(person), organisation == "own" ? "org-" + person : organisation, SessionId(session), {}}, now);
}

/// The state of the person's latest registration, by its word; empty: none.
inline std::string StateOf(const Event& event, const std::string& person) {
  std::string state;
  for (const auto& each : event.registrations()) {
    if (each.person.value == person) state = NameOf(each.state);
  }
  return state;
}

inline const Registration* Latest(const Event& event, const std::string& person) {
  const Registration* latest = nullptr;
  for (const auto& each : event.registrations()) {
    if (each.person.value == person) latest = &each;
  }
  return latest;
}

template <class Body>
std::vector<Body> Of(const std::vector<Fact>& facts) {
  std::vector<Body> found;
  for (const auto& fact : facts) {
    if (const auto* body = std::get_if<Body>(&fact.body)) found.push_back(*body);
  }
  return found;
}

template <class T>
std::string ReasonOf(const Result<T>& result) {
  return result ? "" : result.error().reason;
}

}  // namespace maillage::network::testing
