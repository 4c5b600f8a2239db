#include "platform/redis/redis.h"

#include <hiredis/hiredis.h>
#include <openssl/sha.h>
#include <poll.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <string_view>

#include "platform/core/reasons.h"
#include "platform/fault/fault.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace maillage::redis {
namespace {

using std::chrono::milliseconds;

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, FreeContext>;
using ReplyHandle = std::unique_ptr<redisReply, FreeReply>;

timeval ToTimeval(milliseconds time) {
  return {static_cast<time_t>(time.count() / 1000), static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

Reply Copy(const redisReply& from) {
  Reply reply;
  switch (from.type) {
    case REDIS_REPLY_INTEGER:
      reply.kind = Reply::Kind::kInteger;
      reply.integer = from.integer;
      break;
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      reply.kind = Reply::Kind::kText;
      reply.text.assign(from.str, from.len);
      break;
    case REDIS_REPLY_ARRAY:
      reply.kind = Reply::Kind::kArray;
      for (std::size_t i = 0; i < from.elements; ++i) reply.items.push_back(Copy(*from.element[i]));
      break;
    default:
      break;
  }
  return reply;
}

/// What a refusal means: Redis cannot at present, or the command is wrong.
Error ErrorOf(std::string_view said) {
  for (const char* passing :
       {"OOM", "LOADING", "BUSY", "READONLY", "MISCONF", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS"}) {
    if (said.starts_with(passing)) {
      return {reason::kRedisUnavailable.code,
              reason::kRedisUnavailable.name,
              fmt::format("Redis refuses at present: {}", passing),
              {},
              {}};
    }
  }
  log::Error("Redis refused a command", {{"said", std::string(said)}});
  return {reason::kInternal.code, reason::kInternal.name, "Redis refused a command", {}, {}};
}

std::string Sha1Hex(std::string_view text) {
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::string hex;
  for (unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

class Redis::Pool {
 public:
  explicit Pool(Config config)
      : config_(std::move(config)),
        errors_(metrics::Registry::Process().AddCounter("maillage_redis_errors_total",
                                                        "Commands that Redis did not answer.")) {
    // hiredis writes without MSG_NOSIGNAL: a connection that the server closed would end the process.
    std::signal(SIGPIPE, SIG_IGN);
  }

  /// One command on a connection of the pool. NOSCRIPT is answered as nullopt.
  Result<std::optional<Reply>> Command(const std::vector<std::string>& arguments) {
    auto context = Acquire();
    if (!context) return Propagate(context);
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const auto& argument : arguments) {
      texts.push_back(argument.data());
      sizes.push_back(argument.size());
    }
    ReplyHandle reply;
    if (!fault::Fails(fault::Point::kRedisCommand, arguments.front())) {
      reply.reset(static_cast<redisReply*>(
          redisCommandArgv(context->get(), static_cast<int>(texts.size()), texts.data(), sizes.data())));
    }
    if (fault::LosesAnswer(fault::Point::kRedisCommand, arguments.front())) reply.reset();
    if (!reply) {
      log::Warn("the connection to Redis was lost", {{"said", (*context)->errstr}});
      errors_.Add();
      Drop(std::move(*context));
      return Fail(reason::kRedisUnavailable, "the connection to Redis was lost");
    }
    Release(std::move(*context));
    if (reply->type != REDIS_REPLY_ERROR) return Copy(*reply);
    const std::string_view said(reply->str, reply->len);
    if (said.starts_with("NOSCRIPT")) return std::optional<Reply>();
    return tl::unexpected<Error>(ErrorOf(said));
  }

 private:
  Result<Context> Acquire() {
    {
      std::unique_lock lock(mutex_);
      if (!freed_.wait_for(lock, config_.timeout, [&] { return !idle_.empty() || open_ < config_.pool_size; })) {
        return Fail(reason::kRedisUnavailable, "no connection to Redis came free in time");
      }
      while (!idle_.empty()) {
        auto context = std::move(idle_.back());
        idle_.pop_back();
        if (Alive(*context)) return context;
        --open_;
      }
      ++open_;
    }
    Context context(redisConnectWithTimeout(config_.host.c_str(), config_.port, ToTimeval(config_.timeout)));
    if (context && context->err == 0) {
      redisSetTimeout(context.get(), ToTimeval(config_.timeout));
      return context;
    }
    log::Warn("no connection to Redis", {{"said", context ? context->errstr : "out of memory"}});
    errors_.Add();
    Drop(std::move(context));
    return Fail(reason::kRedisUnavailable, "Redis cannot be reached");
  }

  /// Nothing may arrive on an idle connection: what does is its end.
  static bool Alive(const redisContext& context) {
    pollfd socket{context.fd, POLLIN, 0};
    return poll(&socket, 1, 0) == 0;
  }

  void Release(Context context) {
    {
      std::lock_guard lock(mutex_);
      idle_.push_back(std::move(context));
    }
    freed_.notify_one();
  }

  void Drop(Context context) {
    context.reset();
    {
      std::lock_guard lock(mutex_);
      --open_;
    }
    freed_.notify_one();
  }

  const Config config_;
  metrics::Counter& errors_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Context> idle_;
  int open_ = 0;
};

Redis::Redis(Config config) : pool_(std::make_unique<Pool>(std::move(config))) {}
Redis::~Redis() = default;

Result<Reply> Redis::Command(const std::vector<std::string>& arguments) {
  auto reply = pool_->Command(arguments);
  if (!reply) return Propagate(reply);
  if (!*reply) return Fail(reason::kInternal, "Redis does not know the script");
  return std::move(**reply);
}

Result<Reply> Redis::Run(const Script& script, const std::vector<std::string>& keys,
                         const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"EVALSHA", Sha1Hex(script.source), std::to_string(keys.size())};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  auto reply = pool_->Command(command);
  if (reply && !*reply) {  // a Redis that is new or was flushed: with its source it knows the script from now on
    command[0] = "EVAL";
    command[1] = script.source;
    reply = pool_->Command(command);
  }
  if (!reply) return Propagate(reply);
  if (!*reply) return Fail(reason::kInternal, "Redis does not know the script {}", script.name);
  return std::move(**reply);
}

}  // namespace maillage::redis
