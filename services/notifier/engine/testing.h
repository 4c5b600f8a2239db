#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "maillage/directory/v1/events.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "notifier/engine/engine.h"
#include "platform/calendar/zone.h"
#include "platform/core/ids.h"
#include "platform/pg/test_database.h"

/// For tests of what is on top of the planner: an engine on a database of its own, facts in few words, and a mail
/// server of the test's choosing.
namespace maillage::notifier::testing {

/// `2026-01-05 10:00` in Paris.
inline Instant InParis(std::string text) {
  text[10] = 'T';
  return Zone::Named("Europe/Paris").value().ToInstant(ParseLocalTime(text).value());
}

inline Posted Answer(Outcome::Kind kind, const std::string& text) {
  Posted posted;
  posted.outcome = {kind, text};
  return posted;
}

/// Wakes nobody, answers as `answer` says, and keeps what it was given. Thread-safe enough: one wave at a time.
struct FakeMailServer {
  std::function<Posted(const Outgoing&)> answer = [](const Outgoing&) { return Answer(Outcome::kSent, "250 OK"); };
  std::vector<Mail> given;

  std::vector<Posted> Post(const std::vector<Outgoing>& mails) {
    std::vector<Posted> posted;
    for (const auto& each : mails) {
      given.push_back(each.mail);
      posted.push_back(answer(each));
      posted.back().title = "Titre";
      posted.back().text = "Bonjour";
    }
    return posted;
  }
  /// Rules of each mail, in order, joined by +.
  std::vector<std::string> Rules() const {
    std::vector<std::string> rules;
    for (const auto& mail : given) {
      std::string text;
      for (const auto& section : mail.sections) text += (text.empty() ? "" : "+") + section.rule;
      rules.push_back(text);
    }
    return rules;
  }
};

class EngineOnDatabase : public ::testing::Test {
 protected:
  EngineOnDatabase() { Start(); }

  /// A notifier that begins, as after a crash of the one before.
  void Start() {
    engine_.reset();
    engine_ = std::make_unique<Engine>(
        database_, clock_, Writer(), [this](const auto& mails) { return server_.Post(mails); },
        [this] { ++taken_over_; });
    handler_ = engine_->Hearing();
    auto loaded = engine_->Load();
    if (!loaded) throw std::runtime_error(loaded.error().message);
  }
  static LetterWriter Writer() {
    return {{"rappels@example.org", "https://ctg.example.org", "https://rappels.example.org"},
            auth::LinkSigner("0123456789012345678901234567890123456789")};
  }

  // --- facts ---
  kafka::Envelope EnvelopeOf(const google::protobuf::Message& message, const std::string& caf = "95") const {
    kafka::Envelope envelope;
    envelope.id = NewUuid();
    envelope.type = message.GetDescriptor()->full_name();
    envelope.caf = caf;
    envelope.time = clock_.Now();
    envelope.payload = message.SerializeAsString();
    return envelope;
  }
  /// As the consumer does it.
  Status Hear(const std::vector<kafka::Envelope>& envelopes) {
    auto heard = database_.Write<bool>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<bool> {
      if (auto status = handler_.apply(tx, envelopes); !status) return Propagate(status);
      return true;
    });
    heard ? handler_.committed() : handler_.rolled_back();
    if (!heard) return Propagate(heard);
    return {};
  }
  Status Hear(const google::protobuf::Message& message, const std::string& caf = "95") {
    return Hear({EnvelopeOf(message, caf)});
  }

  void AddCaf(const std::string& caf = "95") {
    directory::v1::CafAdded added;
    added.mutable_caf()->set_name("cafs/" + caf);
    added.mutable_caf()->set_display_name("Caf " + caf);
    added.mutable_caf()->add_departements(caf);
    added.mutable_caf()->set_zone("Europe/Paris");
    ASSERT_TRUE(Hear(added, caf));
  }
  static directory::v1::PersonAdded PersonOf(const std::string& id, const std::string& caf, const std::string& email) {
    directory::v1::PersonAdded added;
    auto& person = *added.mutable_person();
    person.set_name("cafs/" + caf + "/people/" + id);
    person.set_given_name("Aïcha");
    person.set_family_name("Morel");
    person.set_email(email.empty() ? id + "@example.org" : email);
    person.set_kind(directory::v1::Person::OFFICER);
    person.set_state(directory::v1::Person::ACTIVE);
    return added;
  }
  void Join(const std::string& id, const std::string& caf = "95", const std::string& email = "") {
    ASSERT_TRUE(Hear(PersonOf(id, caf, email), caf));
  }
  /// A meeting of one session at that time, published now.
  void Publish(const std::string& id, std::string start, const std::string& caf = "95") {
    start[10] = 'T';
    network::v1::EventPublished published;
    auto& event = *published.mutable_event();
    event.set_name("cafs/" + caf + "/events/" + id);
    event.set_title("Rencontre " + id);
    event.set_kind(network::v1::Event::NETWORK_MEETING);
    event.set_format(network::v1::Event::SINGLE);
    event.set_state(network::v1::Event::PUBLISHED);
    event.set_zone("Europe/Paris");
    event.mutable_published_at()->set_seconds(
        date::floor<std::chrono::seconds>(clock_.Now()).time_since_epoch().count());
    auto& session = *event.add_sessions();
    session.set_name(event.name() + "/sessions/s1");
    session.set_starts_at(start);
    session.set_ends_at(start.substr(0, 11) + "18:00");
    session.set_capacity(20);
    session.set_ordinal(1);
    ASSERT_TRUE(Hear(published, caf));
  }
  network::v1::RegistrationConfirmed Confirmation(const std::string& person, const std::string& event,
                                                  const std::string& caf = "95") const {
    network::v1::RegistrationConfirmed confirmed;
    auto& registration = *confirmed.mutable_registration();
    const auto name = "cafs/" + caf + "/events/" + event;
    registration.set_name(name + "/registrations/" + person);
    registration.set_person("cafs/" + caf + "/people/" + person);
    registration.set_session(name + "/sessions/s1");
    registration.set_state(network::v1::Registration::CONFIRMED);
    return confirmed;
  }
  void Register(const std::string& person, const std::string& event, const std::string& caf = "95") {
    ASSERT_TRUE(Hear(Confirmation(person, event, caf), caf));
  }
  /// A Caf with aicha, a meeting on 3 March, and her registration: a confirmation is due.
  void HaveOneDue() {
    AddCaf();
    Join("aicha");
    Publish("r1", "2026-03-03 09:30");
    Register("aicha", "r1");
  }

  // --- what is in the database ---
  std::vector<std::string> Ask(const std::string& sql) {
    auto* name = &names_.emplace_back("test_" + std::to_string(names_.size()));
    auto* text = &texts_.emplace_back(sql);
    auto rows = database_.Read<std::vector<std::string>>(
        pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<std::vector<std::string>> {
          auto read = tx.Query(pg::Statement{name->c_str(), text->c_str()});
          if (!read) return Propagate(read);
          std::vector<std::string> values;
          for (const auto row : *read) values.push_back(row.Get<std::string>("value"));
          return values;
        });
    if (!rows) throw std::runtime_error(rows.error().message);
    return *rows;
  }
  std::vector<std::string> States(const std::string& rule) {
    return Ask("select state || ' ' || detail as value from reminder where rule = '" + rule + "' order by name");
  }
  std::string StateOf(const std::string& rule) {
    const auto states = Ask("select state as value from reminder where rule = '" + rule + "'");
    return states.size() == 1 ? states.front() : std::to_string(states.size()) + " rows";
  }
  std::vector<std::string> Events(const std::string& type) {
    return Ask("select key as value from public.outbox where type like '%" + type + "' order by id");
  }

  /// Nothing can be written to the ledger while it is away.
  void TakeLedgerAway() const { database_server_.Script("alter table reminder rename to away"); }
  void BringLedgerBack() const { database_server_.Script("alter table away rename to reminder"); }

  pg::TestDatabase database_server_{"notifier", MAILLAGE_SOURCE_DIR "/services/notifier/migrations"};
  pg::Database database_{{database_server_.url(), 4}};
  StepClock clock_{InParis("2026-01-12 10:00")};
  FakeMailServer server_;
  int taken_over_ = 0;
  std::unique_ptr<Engine> engine_;
  inbox::Handler handler_;

 private:
  std::list<std::string> names_, texts_;  // of statements: they live as long as the connections
};

}  // namespace maillage::notifier::testing
