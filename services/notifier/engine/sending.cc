#include <thread>

#include "notifier/engine/engine.h"
#include "notifier/mail/clean.h"
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
  if (auto status = Save(); !status) {
    Unclaim(wave);
    return Propagate(status);
  }
  if (wave.empty()) return false;

  sending_ = true;
  lock.unlock();
  const auto posted = deliver_(wave);
  lock.lock();
  sending_ = false;
  idle_.notify_all();

  News news;
  for (std::size_t i = 0; i < wave.size(); ++i) Reported(wave[i].mail, posted[i], news);
  if (auto status = SaveForSure(news); !status) return Propagate(status);
  for (const auto& mail : news.sent) told_(mail);
  return true;
}

/// Their planners are rebuilt; here it is only said that no mail to these addresses is under way.
void Engine::Unclaim(const std::vector<Outgoing>& wave) {
  for (const auto& outgoing : wave) {
    dispatcher_.Report(outgoing.mail, {Outcome::kPostponed, ""}, clock_.Now());
    dispatcher_.Retry(outgoing.mail.address);
  }
}

void Engine::Reported(const Mail& mail, const Posted& posted, News& news) {
  const Outcome outcome{posted.outcome.kind, mail::OneLine(posted.outcome.answer, kLongestAnswer)};
  dispatcher_.Report(mail, outcome, clock_.Now());
  measures_.Sent(mail, outcome, clock_.Now());
  switch (outcome.kind) {
    case Outcome::kPostponed:
    case Outcome::kUnknown:
      return retries_.Postponed(mail.address);
    case Outcome::kSent:
      news.sent.push_back(Told(mail, posted));
      break;
    case Outcome::kRefused:
      log::Warn("a mail was refused for good", {{"recipient", mail.recipient}, {"answer", outcome.answer}});
      if (posted.composed) Bounced(mail.address, outcome.answer, news);
      break;
  }
  retries_.Settled(mail.address);
}

void Engine::Bounced(const std::string& address, const std::string& answer, News& news) {
  auto bounces = bounces_.Add(address, answer, clock_.Now());
  if (!bounces) return log::Error("a bounce could not be counted", bounces.error());
  if (*bounces < Bounces::kBlocksAt) return;
  for (auto& person : Block(address, answer)) news.blocked.push_back(std::move(person));
}

}  // namespace maillage::notifier
