#include "notifier/domain/book.h"
#include "notifier/engine/engine.h"
#include "notifier/events/parse.h"
#include "notifier/store/records_store.h"

namespace maillage::notifier {

namespace {

/// A blocked address was corrected: its bounces are forgotten.
void Corrected(pg::Transaction& tx, const Planner& planner, const Person& heard) {
  const auto* known = planner.FindPerson(heard.name);
  if (known != nullptr && known->address_blocked && AddressKey(known->email) != AddressKey(heard.email))
    Bounces::Forget(tx, known->email);
}

}  // namespace

inbox::Handler Engine::Hearing() {
  return {[this](pg::Transaction& tx, const std::vector<kafka::Envelope>& envelopes) { return Hear(tx, envelopes); },
          [this] { Heard(true); }, [this] { Heard(false); }};
}

Status Engine::Hear(pg::Transaction& tx, const std::vector<kafka::Envelope>& envelopes) {
  // What needs no planner comes first: others may have the lock meanwhile.
  if (auto status = leadership_.Check(tx); !status) return status;
  std::vector<std::pair<const kafka::Envelope*, Fact>> facts;
  for (const auto& envelope : envelopes) {
    auto fact = events::Parse(envelope);
    if (!fact) return Propagate(fact);
    if (*fact) facts.emplace_back(&envelope, std::move(**fact));
  }

  if (!hearing_.owns_lock()) hearing_ = Lock(mutex_);
  // The transaction runs again after a collision: what its first run told the planners did not happen.
  stale_.insert(touched_.begin(), touched_.end());
  touched_.clear();
  if (auto status = Refresh(hearing_); !status) return status;
  for (const auto& [envelope, fact] : facts) {
    touched_.insert(envelope->caf);
    auto& planner = PlannerOf(envelope->caf);
    if (const auto* person = std::get_if<fact::PersonKnown>(&fact)) Corrected(tx, planner, person->person);
    planner.Apply(fact, envelope->time);
  }
  for (const auto& caf : touched_) store::Save(tx, caf, PlannerOf(caf).TakeChanges());
  return {};
}

void Engine::Heard(bool committed) {
  if (!hearing_.owns_lock()) return;
  if (!committed) stale_.insert(touched_.begin(), touched_.end());
  touched_.clear();
  hearing_.unlock();
  // After a failure too: a commit whose answer was lost has happened all the same, and what it made due is found in the
  // store.
  poke_();
}

}  // namespace maillage::notifier
