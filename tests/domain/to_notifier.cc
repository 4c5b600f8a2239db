#include "tests/domain/to_notifier.h"

namespace maillage::scenario {

namespace {

/// Names for the ids of one event.
struct Names {
  std::string caf;
  std::string event;

  explicit Names(const network::Event& from) : caf("cafs/" + from.details().caf), event(from.details().name()) {}
  std::string Person(const network::PersonId& id) const { return caf + "/people/" + id.value; }
  std::string Session(const network::SessionId& id) const { return id.empty() ? "" : event + "/sessions/" + id.value; }
  std::vector<std::string> People(const std::vector<network::PersonId>& ids) const {
    std::vector<std::string> names;
    for (const auto& id : ids) names.push_back(Person(id));
    return names;
  }
};

notifier::Session ToNotifier(const network::SessionView& from, const Names& names) {
  notifier::Session to;
  to.name = names.Session(from.id);
  to.starts_at = from.starts_at;
  to.ends_at = from.ends_at;
  to.zone = from.zone.name();
  to.minutes = from.minutes;
  to.capacity = from.capacity;
  to.minimum = from.minimum;
  to.place = from.place;
  to.cancelled = from.cancelled;
  to.ordinal = from.ordinal;
  return to;
}

notifier::Event ToNotifier(const network::EventView& from, const Names& names) {
  notifier::Event to;
  to.name = names.event;
  to.kind = static_cast<notifier::EventKind>(from.details.kind);
  to.format = static_cast<notifier::EventFormat>(from.details.format);
  to.state = static_cast<notifier::EventState>(from.details.state);
  to.title = from.details.title;
  to.zone = from.details.zone.name();
  for (const auto each : from.details.audience)
    to.audience |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(each));
  to.registration_opens_on = from.details.registration_opens_on;
  to.registration_closes_on = from.details.registration_closes_on;
  to.prerequisites = from.details.prerequisites;
  to.published_at = from.details.published_at;
  to.documents_shared_at = from.details.documents_shared_at;
  to.minutes_published_at = from.details.minutes_published_at;
  for (const auto& session : from.sessions) to.sessions.push_back(ToNotifier(session, names));
  return to;
}

notifier::Registration ToNotifier(const network::Registration& from, const Names& names) {
  notifier::Registration to;
  to.name = names.event + "/registrations/" + from.id.value;
  to.event = names.event;
  to.person = names.Person(from.person);
  to.session = names.Session(from.session);
  to.state = static_cast<notifier::RegistrationState>(from.state);
  to.cancel_cause = static_cast<notifier::CancelCause>(from.cancel_cause);
  to.waiting_rank = from.waiting_rank;
  to.registered_at = from.registered_at;
  to.offered_at = from.offered_at;
  to.offer_expires_at = from.offer_expires_at;
  to.came_unregistered = from.came_unregistered;
  return to;
}

struct Convert {
  const Names& names;

  notifier::Fact operator()(const network::EventCancelled& fact) const {
    std::vector<std::string> sessions;
    for (const auto& id : fact.cancelled_sessions) sessions.push_back(names.Session(id));
    return notifier::fact::EventCancelled{ToNotifier(fact.event, names), names.People(fact.registered),
                                          std::move(sessions)};
  }
  notifier::Fact operator()(const network::SessionRescheduled& fact) const {
    return notifier::fact::SessionRescheduled{ToNotifier(fact.event, names), names.Session(fact.session),
                                              names.People(fact.registered)};
  }
  notifier::Fact operator()(const network::SessionRelocated& fact) const {
    return notifier::fact::SessionRelocated{ToNotifier(fact.event, names), names.Session(fact.session),
                                            names.People(fact.registered)};
  }
  notifier::Fact operator()(const network::SessionCancelled& fact) const {
    return notifier::fact::SessionCancelled{ToNotifier(fact.event, names), names.Session(fact.session),
                                            names.People(fact.registered)};
  }
  notifier::Fact operator()(const network::RegistrationSwitched& fact) const {
    return notifier::fact::RegistrationSwitched{ToNotifier(fact.registration, names)};
  }
  notifier::Fact operator()(const network::EventDeclined& fact) const {
    return notifier::fact::EventDeclined{names.event, names.Person(fact.decline.person)};
  }
  notifier::Fact operator()(const network::AttendanceMarked& fact) const {
    return notifier::fact::AttendanceMarked{{.event = names.event,
                                             .session = names.Session(fact.attendance.session),
                                             .person = names.Person(fact.attendance.person),
                                             .mark = static_cast<notifier::Mark>(fact.attendance.mark),
                                             .minutes = fact.attendance.minutes}};
  }
  notifier::Fact operator()(const network::SurveyAnswered& fact) const {
    return notifier::fact::SurveyAnswered{
        {.event = names.event, .person = names.Person(fact.answer.person), .answered_at = fact.answer.answered_at}};
  }
  /// What carries an event, and else a registration, whole.
  template <class Other>
  notifier::Fact operator()(const Other& fact) const {
    if constexpr (requires { fact.event; }) {
      return notifier::fact::EventKnown{ToNotifier(fact.event, names)};
    } else {
      return notifier::fact::RegistrationChanged{ToNotifier(fact.registration, names)};
    }
  }
};

}  // namespace

notifier::Fact ToNotifier(const network::Fact& fact, const network::Event& event) {
  const Names names(event);
  return std::visit(Convert{names}, fact.body);
}

}  // namespace maillage::scenario
