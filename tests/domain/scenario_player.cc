#include "tests/domain/scenario_player.h"

#include <algorithm>

#include "tests/domain/to_notifier.h"

namespace maillage::scenario {

namespace {

using nlohmann::json;

std::string Text(const json& object, const char* field) {
  const auto found = object.find(field);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

std::optional<CivilDate> Date(const json& object, const char* field) {
  const std::string text = Text(object, field);
  return text.empty() ? std::nullopt : std::optional(ParseDate(text).value());
}

Instant At(const json& object, const char* field) { return ParseInstant(Text(object, field)).value(); }

notifier::PersonKind KindOf(const json& person) {
  using enum notifier::PersonKind;
  const std::string kind = Text(person, "kind");
  if (kind == "OFFICER") return kOfficer;
  if (kind == "CAF_STAFF") return Text(person, "caf_staff_kind") == "ADVISER" ? kAdviser : kCafStaff;
  if (kind == "ELECTED") return kElected;
  if (kind == "DIRECTOR") return kDirector;
  return kOther;
}

notifier::Person PersonOf(const json& from) {
  notifier::Person person;
  person.name = "cafs/" + Text(from, "caf") + "/people/" + Text(from, "person");
  person.given_name = Text(from, "given_name");
  person.family_name = Text(from, "family_name");
  person.email = Text(from, "email");
  person.kind = KindOf(from);
  person.pilot = Text(from, "role") == "PILOT";
  person.zone = Text(from, "zone");
  for (const auto& convention : from.at("portfolio")) person.portfolio.push_back(convention);
  person.welcomed_on = Date(from, "welcomed_on");
  return person;
}

network::EventDraft DraftOf(const json& from) {
  network::EventDraft draft;
  draft.caf = Text(from, "caf");
  draft.id = Text(from, "event");
  draft.kind = network::Named<network::EventKind>(Text(from, "kind"));
  draft.format = network::Named<network::Format>(Text(from, "format"));
  draft.title = Text(from, "title");
  draft.zone = Text(from, "zone");
  if (from.contains("audience") && from["audience"].is_array()) {
    for (const auto& each : from["audience"])
      draft.audience.push_back(*network::Named<network::Audience>(each.get<std::string>()));
  }
  draft.registration_opens_on = Text(from, "registration_opens_on");
  draft.registration_closes_on = Text(from, "registration_closes_on");
  draft.prerequisites = from.value("prerequisites", false);
  for (const auto& each : from.at("sessions")) {
    network::SessionDraft session;
    session.id = Text(each, "session");
    session.starts_at = Text(each, "starts_at");
    session.ends_at = Text(each, "ends_at");
    session.minutes = each.value("minutes", 0);
    session.capacity = each.value("capacity", 0);
    session.minimum = each.value("minimum", 0);
    session.place = Text(each, "place");
    draft.sessions.push_back(std::move(session));
  }
  return draft;
}

}  // namespace

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

// --- facts ----------------------------------------------------------------------------------------------------------

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

// --- stored and restored --------------------------------------------------------------------------------------------

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
