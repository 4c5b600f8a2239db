#include <thread>

#include "notifier/engine/engine.h"
#include "platform/log/log.h"

namespace maillage::notifier {
namespace {

/// Mails of one wave: claimed in one commit, sent side by side, written down in one commit.
constexpr std::size_t kWave = 256;

SentMail Told(const Mail& mail, const Posted& posted) {
  SentMail sent{mail.caf, mail.message_id, mail.recipient, mail.address, mail.at, posted.title, posted.text, {}, {}};
  for (const auto& reminder : mail.sections) {
    sent.reminders.push_back(reminder.name);
    sent.rules.push_back(reminder.rule);
  }
  return sent;
}

}  // namespace

Result<std::optional<Instant>> Engine::Dispatch() {
  // A clock at the epoch has not been told the time yet: come back as soon as it is.
  if (clock_.Now() == Instant{}) return Instant{} + std::chrono::microseconds(1);
  while (!caught_up_()) {
    if (stopping_) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // the consumer is reading what was missed
  }
  Lock lock(mutex_);
  if (auto status = Refresh(lock); !status) return Propagate(status);
  for (const auto& [caf, planner] : planners_) planner->AdvanceTo(clock_.Now());
  for (;;) {
    auto more = Wave(lock);
    if (!more) return Propagate(more);
    if (!*more || stopping_) return dispatcher_.NextInstant();
    if (auto status = Refresh(lock); !status) return Propagate(status);
  }
}

Result<bool> Engine::Wave(Lock& lock) {
  const auto now = clock_.Now();
  std::vector<Outgoing> wave;
  while (wave.size() < kWave) {
    auto mail = dispatcher_.Next(now);
    if (!mail) break;
    auto letter = writer_.Write(*mail, PlannerOf(mail->caf));
    wave.push_back({std::move(*mail), std::move(letter)});
  }
  // The claims are in the store before the mail server hears of them.
  if (auto status = Save(); !status) return Propagate(status);
  if (wave.empty()) return false;

  sending_ = true;
  lock.unlock();
  const auto posted = deliver_(wave);
  lock.lock();
  sending_ = false;
  idle_.notify_all();

  std::vector<SentMail> sent;
  for (std::size_t i = 0; i < wave.size(); ++i) {
    const auto& mail = wave[i].mail;
    const auto& outcome = posted[i].outcome;
    dispatcher_.Report(mail, outcome, clock_.Now());
    measures_.Sent(mail, outcome, clock_.Now());
    if (outcome.kind == Outcome::kPostponed) {
      retries_.Postponed(mail.address);
      continue;
    }
    retries_.Settled(mail.address);
    if (outcome.kind == Outcome::kSent) sent.push_back(Told(mail, posted[i]));
    if (outcome.kind == Outcome::kRefused) Bounced(mail, outcome.answer);
  }
  if (auto status = SaveForSure(sent); !status) return Propagate(status);
  for (const auto& mail : sent) told_(mail);
  return true;
}

void Engine::Bounced(const Mail& mail, const std::string& answer) {
  auto bounces = bounces_.Add(mail.address, answer, clock_.Now());
  log::Warn("a mail was refused for good", {{"recipient", mail.recipient}, {"answer", answer}});
  if (!bounces) {
    log::Error("a bounce could not be counted", bounces.error(), {{"recipient", mail.recipient}});
  } else if (*bounces >= Bounces::kBlocksAt) {
    PlannerOf(mail.caf).Apply(fact::AddressBlocked{mail.recipient, true}, clock_.Now());
    log::Warn("an address is blocked after three hard bounces", {{"recipient", mail.recipient}});
  }
}

}  // namespace maillage::notifier
