#include "notifier/engine/mailer.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <span>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/log/log.h"

namespace maillage::notifier {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);
constexpr std::size_t kWorthAThread = 16;  // mails to be written

Outcome ToOutcome(const smtp::Outcome& outcome) {
  switch (outcome.kind) {
    case smtp::Outcome::Kind::kAccepted:
      return {Outcome::kSent, outcome.answer};
    case smtp::Outcome::Kind::kRefused:
      return {Outcome::kRefused, outcome.answer};
    case smtp::Outcome::Kind::kUnknown:
      return {Outcome::kUnknown, outcome.answer};
    case smtp::Outcome::Kind::kTryLater:
      return {Outcome::kPostponed, outcome.answer};
  }
  return {Outcome::kPostponed, outcome.answer};
}

/// Calls `work` for each number below `count`, on every core.
void OnEveryCore(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (auto i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  const auto cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  for (std::size_t i = 1; i < std::min(cores, count / kWorthAThread); ++i) others.emplace_back(take);
  take();
}

}  // namespace

std::vector<Posted> Mailer::Post(const std::vector<Outgoing>& mails) {
  std::vector<Posted> posted(mails.size());
  std::vector<Result<mail::Composed>> composed(mails.size(), Fail(reason::kInternal, "not composed yet"));
  OnEveryCore(mails.size(), [&](std::size_t i) { composed[i] = composer_.Compose(mails[i].letter); });
  // Transactional mail first: somebody waits for it.
  for (const auto lane : {smtp::Lane::kTransactional, smtp::Lane::kReminder}) {
    std::vector<smtp::Message> messages;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < mails.size(); ++i) {
      if (mails[i].mail.transactional != (lane == smtp::Lane::kTransactional)) continue;
      if (!composed[i]) {
        log::Error("a mail could not be written", composed[i].error(), {{"recipient", mails[i].mail.recipient}});
        posted[i].outcome = {Outcome::kRefused, composed[i].error().message};
        posted[i].composed = false;
        continue;
      }
      posted[i].title = std::move(composed[i]->subject);
      posted[i].text = std::move(composed[i]->text);
      messages.push_back({mails[i].mail.address, std::move(composed[i]->message)});
      places.push_back(i);
    }
    SendLane(lane, messages, places, posted);
  }
  return posted;
}

void Mailer::SendLane(smtp::Lane lane, const std::vector<smtp::Message>& messages,
                      const std::vector<std::size_t>& places, std::vector<Posted>& posted) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (std::size_t done = 0; done < messages.size();) {
    const bool allowed = allowed_();
    const int granted = allowed ? rate_.Take(lane, static_cast<int>(messages.size() - done), deadline) : 0;
    if (granted <= 0) {
      const char* why = allowed ? "the sending rate is used up" : "this notifier sends no more";
      for (; done < messages.size(); ++done) posted[places[done]].outcome = {Outcome::kPostponed, why};
      return;
    }
    const auto batch = std::span(messages).subspan(done, static_cast<std::size_t>(granted));
    const auto outcomes = sender_.Send(batch, deadline, allowed_);
    for (const auto& outcome : outcomes) posted[places[done++]].outcome = ToOutcome(outcome);
  }
}

}  // namespace maillage::notifier
