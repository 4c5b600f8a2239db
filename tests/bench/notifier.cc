#include "bench/notifier.h"

#include <fmt/format.h>

#include "bench/bench.h"
#include "platform/calendar/zone.h"
#include "platform/core/ids.h"

namespace maillage::bench {
namespace {

constexpr int kBatch = 500;  // facts of one transaction, as the consumer has them
constexpr pg::Statement kCount{"bench_count", "select count(*) as rows from reminder where state = $1"};

Zone Paris() { return Zone::Named("Europe/Paris").value(); }
Instant InParis(const char* text) { return Paris().ToInstant(ParseLocalTime(text).value()); }

std::string PersonName(int number) { return fmt::format("cafs/95/people/p-{:06}", number); }
std::string EventName(const std::string& event) { return "cafs/95/events/" + event; }

}  // namespace

Instant PublishedAt() { return InParis("2026-01-12T10:00"); }
Instant InvitedAt() { return InParis("2026-01-13T09:00"); }

NotifierScene::NotifierScene(Clock& clock, notifier::Deliver deliver) : clock_(clock) {
  engine_ = std::make_unique<notifier::Engine>(
      database_, clock_,
      notifier::LetterWriter({"rappels@example.org", "https://ctg.example.org", "https://rappels.example.org"},
                             auth::LinkSigner("0123456789012345678901234567890123456789")),
      std::move(deliver));
  handler_ = engine_->Hearing();
  const auto loaded = engine_->Load();
  Require(loaded.has_value(), loaded ? "" : loaded.error().message);
  directory::v1::CafAdded added;
  added.mutable_caf()->set_name("cafs/95");
  added.mutable_caf()->set_display_name("Caf du Val-d’Oise");
  added.mutable_caf()->add_departements("95");
  added.mutable_caf()->set_zone("Europe/Paris");
  Hear({EnvelopeOf(added)});
}

void NotifierScene::Join(int people) {
  std::vector<kafka::Envelope> facts;
  for (int i = 0; i < people; ++i) {
    directory::v1::PersonAdded added;
    auto& person = *added.mutable_person();
    person.set_name(PersonName(i));
    person.set_given_name("Aïcha");
    person.set_family_name(fmt::format("Morel-{}", i));
    person.set_email(fmt::format("p-{:06}@example.org", i));
    person.set_kind(directory::v1::Person::OFFICER);
    person.set_state(directory::v1::Person::ACTIVE);
    facts.push_back(EnvelopeOf(added));
    if (facts.size() < kBatch && i + 1 < people) continue;
    Hear(facts);
    facts.clear();
  }
}

void NotifierScene::Publish(const std::string& id, Instant start) {
  network::v1::EventPublished published;
  auto& event = *published.mutable_event();
  event.set_name(EventName(id));
  event.set_title("Rencontre du réseau : « L’accès aux droits, de la commune à l’intercommunalité »");
  event.set_goals("Partager ce qui marche, et ce qui manque, entre chargé·es de coopération du département.");
  event.set_agenda("Accueil\nTour de table\nAteliers par territoire\nSuites à donner");
  event.set_kind(network::v1::Event::NETWORK_MEETING);
  event.set_format(network::v1::Event::SINGLE);
  event.set_state(network::v1::Event::PUBLISHED);
  event.set_zone("Europe/Paris");
  event.mutable_published_at()->set_seconds(date::floor<std::chrono::seconds>(clock_.Now()).time_since_epoch().count());
  auto& session = *event.add_sessions();
  session.set_name(event.name() + "/sessions/s1");
  session.set_starts_at(ToString(Paris().ToLocal(date::floor<date::days>(start) + std::chrono::hours(9))));
  session.set_ends_at(ToString(Paris().ToLocal(date::floor<date::days>(start) + std::chrono::hours(15))));
  session.set_place("Caf du Val-d’Oise, 2 place de la Pergola, Cergy");
  session.set_capacity(100'000);
  session.set_ordinal(1);
  Hear({EnvelopeOf(published)});
}

void NotifierScene::Confirm(const std::string& id, int first, int people) {
  std::vector<kafka::Envelope> facts;
  for (int i = first; i < first + people; ++i) {
    network::v1::RegistrationConfirmed confirmed;
    auto& registration = *confirmed.mutable_registration();
    registration.set_name(fmt::format("{}/registrations/r-{:06}", EventName(id), i));
    registration.set_person(PersonName(i));
    registration.set_session(EventName(id) + "/sessions/s1");
    registration.set_state(network::v1::Registration::CONFIRMED);
    facts.push_back(EnvelopeOf(confirmed));
  }
  Hear(facts);
}

std::int64_t NotifierScene::CountOf(const std::string& state) const {
  pg::Database reader({server_.url(), 1});
  auto rows = reader.Read<std::int64_t>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<std::int64_t> {
    auto counted = tx.Query(kCount, state);
    if (!counted) return Propagate(counted);
    return (*counted)[0].Get<std::int64_t>("rows");
  });
  Require(rows.has_value(), rows ? "" : rows.error().message);
  return *rows;
}

kafka::Envelope NotifierScene::EnvelopeOf(const google::protobuf::Message& message) const {
  kafka::Envelope envelope;
  envelope.id = NewUuid();
  envelope.type = message.GetDescriptor()->full_name();
  envelope.caf = "95";
  envelope.time = clock_.Now();
  envelope.payload = message.SerializeAsString();
  return envelope;
}

// As the consumer does it.
void NotifierScene::Hear(const std::vector<kafka::Envelope>& envelopes) {
  auto heard = database_.Write<bool>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<bool> {
    if (auto status = handler_.apply(tx, envelopes); !status) return Propagate(status);
    return true;
  });
  heard ? handler_.committed() : handler_.rolled_back();
  Require(heard.has_value(), heard ? "" : heard.error().message);
}

double SentPerSecond(NotifierScene& scene, StepClock& clock, int people) {
  scene.Join(people);
  scene.Publish("e-1", PublishedAt() + std::chrono::hours(24 * 20));
  clock.AdvanceTo(InvitedAt());
  const double seconds = Seconds([&] {
    const auto dispatched = scene.engine().Dispatch();
    Require(dispatched.has_value(), dispatched ? "" : dispatched.error().message);
  });
  const auto sent = scene.CountOf("SENT");
  Require(sent == people, fmt::format("{} of {} reminders were sent", sent, people));
  return people / seconds;
}

}  // namespace maillage::bench
