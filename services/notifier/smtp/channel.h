#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "notifier/smtp/connection.h"

namespace maillage::notifier::smtp {

/// One of a sender's connections, opened when it is needed and kept open, and the message under way on it. It never
/// waits: its owner does, for all its channels at once, and then lets them go on. For one thread.
class Channel {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `opened`: called from another thread when a connection was opened, or could not be.
  Channel(const Config& config, std::function<void()> opened) : config_(config), opened_(std::move(opened)) {}

  /// Takes a message, when none is under way. It must outlive its outcome, and so must `go_on`, which is asked right
  /// before MAIL.
  void Begin(const Message& message, Time deadline, const std::function<bool()>& go_on);
  bool busy() const { return message_ != nullptr; }
  bool open() const { return connection_ != nullptr; }

  /// Goes on as far as it can; what became of the message, once that is decided. A kept connection that the server had
  /// closed meanwhile is opened again.
  std::optional<Outcome> GoOn();

  /// What it waits for: the socket (-1: for `opened`), also to be written to, and the time.
  int socket() const { return open() && !opening_.joinable() ? connection_->socket() : -1; }
  bool writes() const { return transaction_ && !transaction_->unsent().empty(); }
  Time until() const { return until_; }

 private:
  void Open();
  std::optional<Outcome> Start();
  std::optional<Outcome> Exchange();
  std::optional<Outcome> Decide();
  std::optional<Outcome> Break(const std::string& why);
  std::optional<Outcome> Fail(Outcome outcome);
  std::optional<Outcome> End(Outcome outcome);
  void Close();

  const Config& config_;
  const std::function<void()> opened_;
  std::unique_ptr<Connection> connection_;
  std::jthread opening_;  // joinable: the connection is its
  std::atomic<bool> opening_ended_ = false;
  std::optional<Outcome> not_opened_;  // what opening_ leaves

  const Message* message_ = nullptr;
  const std::function<bool()>* go_on_ = nullptr;
  Time deadline_;
  Time until_ = Time::max();
  bool kept_ = false;  // the connection was there before the message
  std::optional<Transaction> transaction_;
  ReplyReader replies_;
};

}  // namespace maillage::notifier::smtp
