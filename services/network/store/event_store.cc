#include "network/store/event_store.h"

#include <map>
#include <set>

#include "network/domain/reasons.h"
#include "network/store/event_document.h"

namespace maillage::network::store {
namespace {

constexpr pg::Statement kLock{"lock_event", "select 1 from events where caf = $1 and event = $2 for update"};

constexpr pg::Statement kLockDrafts{
    "lock_drafts",
    "select event from events where caf = $1 and year = $2 and state = 'DRAFT' order by event for update"};

constexpr pg::Statement kLoad{"load_event", "select document from event_documents where caf = $1 and event = $2"};

constexpr pg::Statement kLoadMany{"load_events",
                                  "select document from event_documents where caf = $1 and event = any($2)"};

constexpr pg::Statement kList{"list_events",
                              "select document from event_documents where caf = $1 and event > $2 and ($3 = '' or kind "
                              "= $3) and ($4 = '' or format = $4) "
                              "and ($5 = '' or state = $5) and ($6::int is null or year = $6) order by event limit $7"};

constexpr pg::Statement kListRegistrations{
    "list_registrations",
    "select event, registration from registrations where caf = $1 and (event, registration) > ($2, $3) "
    "and ($4 = '' or event = $4) and ($5 = '' or person = $5) and ($6 = '' or session = $6) and ($7 = '' or state = "
    "$7) "
    "order by event, registration limit $8"};

constexpr pg::Statement kSurveyAnswers{
    "list_survey_answers",
    "select * from survey_answers where caf = $1 and event = $2 and person > $3 order by person limit nullif($4, 0)"};

constexpr pg::Statement kEventsOf{"events_of_person",
                                  "select distinct event from registrations where caf = $1 and person = $2 and state "
                                  "in ('CONFIRMED', 'WAITLISTED', 'OFFERED') "
                                  "order by event"};

constexpr pg::Statement kNextDue{
    "next_due_event",
    "select caf, event, next_due from events where next_due is not null order by next_due, caf, event limit 1"};

Result<Event> FirstOf(const Result<pg::Rows>& rows, const EventId& id) {
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no event {}", id.value);
  return FromDocument((*rows)[0].Get<std::string>("document"));
}

struct Due {
  std::string caf;
  EventId event;
  Instant at;
};

Result<std::optional<Due>> NextDue(pg::Transaction& tx) {
  auto rows = tx.Query(kNextDue);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return std::optional<Due>();
  const auto row = (*rows)[0];
  return std::optional<Due>(
      {row.Get<std::string>("caf"), EventId(row.Get<std::string>("event")), row.Get<Instant>("next_due")});
}

}  // namespace

Result<Event> Lock(pg::Transaction& tx, const std::string& caf, const EventId& id) {
  tx.Execute(kLock, caf, id.value);  // the statement after it sees what the lock waited for
  return Load(tx, caf, id);
}

Result<std::pair<Event, KnownPerson>> LockFor(pg::Transaction& tx, const std::string& caf, const EventId& id,
                                              const PersonId& person, Presence presence) {
  HoldPerson(tx, caf, person);  // people before events, everywhere: no deadlock with who leaves
  tx.Execute(kLock, caf, id.value);
  auto known = FindPerson(tx, caf, person);
  auto event = Load(tx, caf, id);
  if (!event) return Propagate(event);
  if (!known) return Propagate(known);
  if (presence == Presence::kRequired && !known->present) {
    return Fail(reason::kPersonNotPresent, "{} is not in the network", person.value);
  }
  return std::pair(std::move(*event), std::move(*known));
}

Result<Event> Load(pg::Transaction& tx, const std::string& caf, const EventId& id) {
  return FirstOf(tx.Query(kLoad, caf, id.value), id);
}

Result<std::vector<Event>> LockDrafts(pg::Transaction& tx, const std::string& caf, int year) {
  auto ids = tx.Query(kLockDrafts, caf, year);
  if (!ids) return Propagate(ids);
  std::vector<Event> events;
  for (const auto row : *ids) {
    auto event = Load(tx, caf, EventId(row.Get<std::string>("event")));
    if (!event) return Propagate(event);
    events.push_back(std::move(*event));
  }
  return events;
}

Result<std::vector<EventId>> EventsOf(pg::Transaction& tx, const std::string& caf, const PersonId& person) {
  auto rows = tx.Query(kEventsOf, caf, person.value);
  if (!rows) return Propagate(rows);
  std::vector<EventId> events;
  for (const auto row : *rows) events.emplace_back(row.Get<std::string>("event"));
  return events;
}

Result<Event> EventStore::Get(const Call& call, const EventId& id) const {
  return database_.Read<Event>(call, [&](pg::Transaction& tx) { return Load(tx, call.caf, id); });
}

Result<std::vector<Event>> EventStore::List(const Call& call, const EventFilter& filter, const std::string& after,
                                            int limit) const {
  return database_.Read<std::vector<Event>>(call, [&](pg::Transaction& tx) -> Result<std::vector<Event>> {
    auto rows = tx.Query(kList, call.caf, after, filter.kind, filter.format, filter.state, filter.year, limit);
    if (!rows) return Propagate(rows);
    std::vector<Event> events;
    for (const auto row : *rows) events.push_back(FromDocument(row.Get<std::string>("document")));
    return events;
  });
}

Result<std::vector<std::pair<EventId, Registration>>> EventStore::ListRegistrations(const Call& call,
                                                                                    const RegistrationFilter& filter,
                                                                                    const RegistrationKey& after,
                                                                                    int limit) const {
  using Page = std::vector<std::pair<EventId, Registration>>;
  return database_.Read<Page>(call, [&](pg::Transaction& tx) -> Result<Page> {
    auto keys = tx.Query(kListRegistrations, call.caf, after.event.value, after.registration.value, filter.event.value,
                         filter.person.value, filter.session.value, filter.state, limit);
    if (!keys) return Propagate(keys);
    std::set<std::string> ids;
    for (const auto row : *keys) ids.insert(row.Get<std::string>("event"));
    auto documents = tx.Query(kLoadMany, call.caf, std::vector<std::string>(ids.begin(), ids.end()));
    if (!documents) return Propagate(documents);
    std::map<EventId, Event> events;
    for (const auto row : *documents) {
      auto event = FromDocument(row.Get<std::string>("document"));
      events.emplace(event.details().id, std::move(event));
    }
    Page page;
    for (const auto row : *keys) {
      const EventId id(row.Get<std::string>("event"));
      const Event& event = events.at(id);
      page.emplace_back(id,
                        event.WithRank(*event.FindRegistration(RegistrationId(row.Get<std::string>("registration")))));
    }
    return page;
  });
}

Result<std::vector<SurveyAnswer>> EventStore::SurveyAnswers(const Call& call, const EventId& id,
                                                            const std::string& after, int limit) const {
  return database_.Read<std::vector<SurveyAnswer>>(call, [&](pg::Transaction& tx) -> Result<std::vector<SurveyAnswer>> {
    auto rows = tx.Query(kSurveyAnswers, call.caf, id.value, after, limit);
    if (!rows) return Propagate(rows);
    std::vector<SurveyAnswer> answers;
    for (const auto row : *rows) {
      answers.push_back({PersonId(row.Get<std::string>("person")), row.Get<int>("satisfaction"),
                         row.Get<int>("recommendation"), row.Get<std::string>("comment"),
                         row.Get<Instant>("answered_at")});
    }
    return answers;
  });
}

Result<std::vector<Event>> EventStore::EventsOfPerson(const std::string& caf, const PersonId& person) const {
  const pg::Scope scope(caf, pg::Scope::Internal().deadline);
  return database_.Read<std::vector<Event>>(scope, [&](pg::Transaction& tx) -> Result<std::vector<Event>> {
    auto ids = EventsOf(tx, caf, person);
    if (!ids) return Propagate(ids);
    std::vector<Event> events;
    for (const auto& id : *ids) {
      auto event = Load(tx, caf, id);
      if (!event) return Propagate(event);
      events.push_back(std::move(*event));
    }
    return events;
  });
}

Result<std::optional<Instant>> EventStore::RunDue(Instant now) {
  while (true) {
    auto next = database_.Write<std::optional<Due>>(pg::Scope::Internal(),
                                                    [&](pg::Transaction& tx) -> Result<std::optional<Due>> {
                                                      auto due = NextDue(tx);
                                                      if (!due || !*due || (*due)->at > now) return due;
                                                      auto event = Lock(tx, (*due)->caf, (*due)->event);
                                                      if (!event) return Propagate(event);
                                                      event->RunDue((*due)->at);
                                                      Save(tx, *event, Trace::New());
                                                      return due;
                                                    });
    if (!next) return Propagate(next);
    if (!*next) return std::optional<Instant>();
    if ((*next)->at > now) return std::optional<Instant>((*next)->at);
  }
}

}  // namespace maillage::network::store
