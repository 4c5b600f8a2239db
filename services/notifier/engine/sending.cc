#include <thread>

#include "notifier/engine/engine.h"
#include "notifier/mail/clean.h"
#include "platform/log/log.h"

namespace maillage::notifier {
namespace {

/// Mails of one wave: claimed in one commit, sent side by side, written down in one commit.
constexpr std::size_t kWave = 256;
/// A wave that takes no longer does not make the next one wait.
constexpr auto kBrisk = std::chrono::seconds(1);

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
  do {
    if (auto status = Refresh(lock); !status) return Propagate(status);
    for (const auto& [caf, planner] : planners_) planner->AdvanceTo(clock_.Now());
    if (auto status = SendDue(lock); !status) return Propagate(status);
  } while (!stale_.empty() && !stopping_);
  return dispatcher_.NextInstant();
}

/// Three waves at a time: one is being claimed and one that has come back is written down, in one commit, while the one
/// between them is with the mail server.
Status Engine::SendDue(Lock& lock) {
  Delivery delivery;
  std::optional<News> news;  // of the wave that has come back
  Status status;
  for (;;) {
    const auto claimed = MayClaim() ? Claim() : std::vector<Mail>();
    std::vector<Outgoing> next;
    auto saved = SaveWhileWriting(claimed, news, next);
    if (!saved) {
      Unclaim(claimed);
      next.clear();
      status = saved;
    } else if (news) {
      for (const auto& mail : news->sent) told_(mail);
    }
    news = Await(delivery, lock);
    if (!next.empty()) {
      delivery = Give(std::move(next));
    } else if (!news) {
      return status;
    }
  }
}

/// Not what would wait for long with the mails before it: until they have left, it may be moved or cancelled.
bool Engine::MayClaim() const { return !stopping_ && stale_.empty() && (!sending_ || last_took_ < kBrisk); }

std::vector<Mail> Engine::Claim() {
  const auto now = clock_.Now();
  std::vector<Mail> claimed;
  while (claimed.size() < kWave) {
    auto mail = dispatcher_.Next(now);
    if (!mail) break;
    claimed.push_back(std::move(*mail));
  }
  return claimed;
}

Status Engine::SaveWhileWriting(const std::vector<Mail>& claimed, const std::optional<News>& news,
                                std::vector<Outgoing>& written) {
  const auto changes = TakeChanges();
  if (changes.empty() && !news) return {};
  // What has happened outside is written down for sure.
  auto saving = std::async(std::launch::async, [&] { return news ? SaveForSure(changes, *news) : Save(changes, {}); });
  for (const auto& mail : claimed) written.push_back({mail, writer_.Write(mail, PlannerOf(mail.caf))});
  auto saved = saving.get();
  if (!saved) MarkStale(changes);
  return saved;
}

Engine::Delivery Engine::Give(std::vector<Outgoing> wave) {
  sending_ = true;
  Delivery delivery{
      std::make_unique<const std::vector<Outgoing>>(std::move(wave)), {}, std::chrono::steady_clock::now()};
  delivery.posted = std::async(std::launch::async, [this, &mails = *delivery.wave] { return deliver_(mails); });
  return delivery;
}

std::optional<News> Engine::Await(Delivery& delivery, Lock& lock) {
  if (!delivery.posted.valid()) return std::nullopt;
  lock.unlock();
  const auto posted = delivery.posted.get();
  lock.lock();
  last_took_ = std::chrono::steady_clock::now() - delivery.began;
  sending_ = false;
  idle_.notify_all();
  News news;
  for (std::size_t i = 0; i < posted.size(); ++i) Reported((*delivery.wave)[i].mail, posted[i], news);
  return news;
}

/// Their planners are rebuilt; here it is only said that no mail to these addresses is under way.
void Engine::Unclaim(const std::vector<Mail>& claimed) {
  for (const auto& mail : claimed) {
    dispatcher_.Report(mail, {Outcome::kPostponed, ""}, clock_.Now());
    dispatcher_.Retry(mail.address);
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
