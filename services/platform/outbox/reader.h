#pragma once

#include "platform/outbox/relay_queue.h"
#include "platform/outbox/under_way.h"

namespace maillage::outbox {

/// What is read next. Used by one thread.
///
/// Usually a read looks through all that is there but what is under way, as a row that commits late may have a lower id
/// than one that was sent. A full outbox is read in passes: each read goes on after the last, up to the newest row that
/// the beginning of the pass saw. What commits late with a lower id waits for the next pass; so does what follows it in
/// its key, which has an id above that newest one. So no row is overtaken by the next of its key.
class Reader {
 public:
  explicit Reader(RelayQueue& queue) : queue_(queue) {}

  /// Whether something can be read while so much is under way.
  bool CanRead(const UnderWay& under_way) const;
  /// The last read found all that there was.
  bool SawAll() const { return saw_all_; }
  /// In the middle of a pass: the next rows may be asked for before these are sent.
  bool InPass() const { return after_ > 0; }
  /// Asks for the next rows, for Read to find them ready.
  Status Ask(const UnderWay& under_way);
  Result<Rows> Read(const UnderWay& under_way);
  /// Forgets what was asked for: the next read looks through all, as what is sent again may not be overtaken.
  void StartAgain();

 private:
  Range Next(const UnderWay& under_way) const;

  RelayQueue& queue_;
  bool asked_ = false;
  bool saw_all_ = false;
  std::int64_t after_ = 0;   // what is read next has a higher id; 0: all is looked through
  std::int64_t newest_ = 0;  // when all was looked through
  int reads_ = 0;            // in this pass
};

}  // namespace maillage::outbox
