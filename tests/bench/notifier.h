#pragma once

#include <memory>
#include <string>
#include <vector>

#include "maillage/directory/v1/events.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "notifier/engine/engine.h"
#include "platform/pg/test_database.h"

namespace maillage::bench {

/// A notifier on a database of its own, with one Caf: facts in, mails to whoever the bench says.
class NotifierScene {
 public:
  NotifierScene(Clock& clock, notifier::Deliver deliver);

  notifier::Engine& engine() { return *engine_; }
  const pg::TestDatabase& server() const { return server_; }

  /// So many people of the Caf: p-000000, …
  void Join(int people);
  /// A meeting of one session with seats for everybody, published now. Everybody is invited 30 days before, or the next
  /// working morning when it is sooner.
  void Publish(const std::string& event, Instant start);
  /// Seats in it, confirmed now, in one transaction: of the people from `first` on.
  void Confirm(const std::string& event, int first, int people);
  /// Rows of the ledger in that state.
  std::int64_t CountOf(const std::string& state) const;

 private:
  kafka::Envelope EnvelopeOf(const google::protobuf::Message& message) const;
  void Hear(const std::vector<kafka::Envelope>& envelopes);

  Clock& clock_;
  pg::TestDatabase server_{"notifier", MAILLAGE_SOURCE_DIR "/services/notifier/migrations"};
  pg::Database database_{{server_.url()}};
  std::unique_ptr<notifier::Engine> engine_;
  inbox::Handler handler_;
};

/// Monday 12 January 2026 at 10:00 in Paris, and the next morning's 09:00, when what was published on it is sent.
Instant PublishedAt();
Instant InvitedAt();

/// Invites so many people to one meeting and moves the clock to the morning on which all are due: reminders a second,
/// from due to marked. Throws when not everybody's was sent.
double SentPerSecond(NotifierScene& scene, StepClock& clock, int people);

}  // namespace maillage::bench
