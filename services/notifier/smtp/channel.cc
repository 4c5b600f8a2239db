#include "notifier/smtp/channel.h"

#include <algorithm>
#include <utility>

#include "platform/fault/fault.h"

namespace maillage::notifier::smtp {
namespace {

using fault::Point;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kLost = "the connection was lost";
constexpr const char* kLate = "there was no answer in time";

}  // namespace

void Channel::Begin(const Message& message, Time deadline, const std::function<bool()>& go_on) {
  message_ = &message;
  go_on_ = &go_on;
  deadline_ = deadline;
  until_ = std::min(deadline, steady_clock::now() + config_.message_timeout);
  kept_ = open();
  if (!kept_) Open();
}

std::optional<Outcome> Channel::GoOn() {
  if (opening_.joinable()) {
    if (!opening_ended_) return std::nullopt;
    opening_.join();
    if (not_opened_) return Fail(std::move(*not_opened_));
  }
  if (transaction_) return Exchange();
  if (busy()) return Start();
  connection_.reset();  // there is nothing that the server could say now but goodbye
  return std::nullopt;
}

/// On a thread of its own: libcurl waits there, for the resolver and for the server.
void Channel::Open() {
  connection_ = std::make_unique<Connection>(config_);
  opening_ended_ = false;
  opening_ = std::jthread([this, left = std::chrono::duration_cast<milliseconds>(until_ - steady_clock::now())] {
    not_opened_ = connection_->Open(left);
    opening_ended_ = true;
    opened_();
  });
}

std::optional<Outcome> Channel::Start() {
  if (fault::Fails(Point::kSmtpMessage, message_->recipient)) return Break(kLost);
  if (!(*go_on_)()) return End({Outcome::Kind::kTryLater, 0, "the sender was told to stop"});
  transaction_.emplace(*message_, config_.envelope_sender, connection_->extensions());
  return Exchange();
}

std::optional<Outcome> Channel::Exchange() {
  for (;;) {
    while (writes()) {
      const auto taken = connection_->Send(transaction_->unsent());
      if (!taken) return Break(kLost);
      if (*taken == 0) break;
      transaction_->Sent(*taken);
    }
    const auto received = connection_->Receive();
    if (!received) return Break(kLost);
    if (received->empty()) break;
    replies_.Feed(*received);
    while (const auto reply = replies_.Next()) {
      transaction_->Hear(*reply);
      if (transaction_->over()) return Decide();
      if (transaction_->AtContent() && fault::Fails(Point::kSmtpData, "")) return Break(kLost);
    }
  }
  if (steady_clock::now() >= until_) return Break(kLate);
  return std::nullopt;
}

std::optional<Outcome> Channel::Decide() {
  if (fault::LosesAnswer(Point::kSmtpMessage, message_->recipient)) {
    transaction_->LoseReply();
    return Break(kLate);
  }
  auto outcome = transaction_->OutcomeNow(kLost);
  if (outcome.kind != Outcome::Kind::kAccepted || !replies_.empty()) return Fail(std::move(outcome));
  return End(std::move(outcome));
}

/// A late answer must not be taken for that to the next message.
std::optional<Outcome> Channel::Break(const std::string& why) {
  connection_->Abort();
  return Fail(transaction_ ? transaction_->OutcomeNow(why) : Outcome{Outcome::Kind::kTryLater, 0, why});
}

/// The connection is of no further use.
std::optional<Outcome> Channel::Fail(Outcome outcome) {
  if (writes()) connection_->Abort();  // QUIT would have to wait for what was not sent
  connection_.reset();
  const bool was_closed =
      kept_ && outcome.kind == Outcome::Kind::kTryLater && (outcome.code == 0 || outcome.code == 421);
  if (!was_closed || steady_clock::now() >= deadline_) return End(std::move(outcome));
  transaction_.reset();
  replies_ = {};
  Begin(*message_, deadline_, *go_on_);
  return std::nullopt;
}

std::optional<Outcome> Channel::End(Outcome outcome) {
  message_ = nullptr;
  until_ = Time::max();
  transaction_.reset();
  replies_ = {};
  return outcome;
}

}  // namespace maillage::notifier::smtp
