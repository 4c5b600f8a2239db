#include "platform/redis/due_queue.h"

#include <algorithm>
#include <charconv>

#include "platform/redis/due_queue_scripts.h"

namespace maillage::redis {
namespace {

using std::chrono::microseconds;

// Entries of one script call: Redis does nothing else meanwhile.
constexpr std::size_t kChunk = 500;

std::string ToText(Instant instant) { return std::to_string(instant.time_since_epoch().count()); }

std::int64_t ToNumber(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Instant ToInstant(const std::string& text) { return Instant(microseconds(ToNumber(text))); }

/// FNV-1a: the same on every machine and in every version.
std::string ShardOf(const std::string& member, int shards) {
  std::uint32_t hash = 2166136261u;
  for (char c : member) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return std::to_string(hash % static_cast<std::uint32_t>(shards));
}

/// The name in braces keeps all keys on one node of a cluster.
std::vector<std::string> KeysOf(const std::string& name, int shards) {
  std::vector<std::string> keys;
  for (int shard = 0; shard < shards; ++shard) {
    for (const char* part : {"due", "flight", "claim", "after"})
      keys.push_back(fmt::format("{{{}}}:{}:{}", name, shard, part));
  }
  keys.push_back(fmt::format("{{{}}}:token", name));
  return keys;
}

}  // namespace

DueQueue::DueQueue(Redis& redis, std::string name, int shards, std::chrono::milliseconds lease)
    : redis_(redis), name_(std::move(name)), shards_(shards), lease_(lease) {}

Status DueQueue::Schedule(const std::vector<Entry>& entries) {
  for (std::size_t start = 0; start < entries.size(); start += kChunk) {
    std::vector<std::string> arguments;
    for (std::size_t i = start; i < std::min(start + kChunk, entries.size()); ++i) {
      arguments.insert(arguments.end(),
                       {ShardOf(entries[i].member, shards_), entries[i].member, ToText(entries[i].due)});
    }
    if (auto done = redis_.Run(due_queue::kSchedule, KeysOf(name_, shards_), arguments); !done) return Propagate(done);
  }
  return {};
}

Status DueQueue::Remove(const std::vector<std::string>& members) {
  for (std::size_t start = 0; start < members.size(); start += kChunk) {
    std::vector<std::string> arguments;
    for (std::size_t i = start; i < std::min(start + kChunk, members.size()); ++i) {
      arguments.insert(arguments.end(), {ShardOf(members[i], shards_), members[i]});
    }
    if (auto done = redis_.Run(due_queue::kRemove, KeysOf(name_, shards_), arguments); !done) return Propagate(done);
  }
  return {};
}

Result<std::vector<Claim>> DueQueue::ClaimDue(Instant now, int limit) {
  auto reply = redis_.Run(due_queue::kClaim, KeysOf(name_, shards_),
                          {ToText(now), std::to_string(limit), std::to_string(microseconds(lease_).count())});
  if (!reply) return Propagate(reply);
  std::vector<Claim> claims;
  for (std::size_t i = 0; i + 2 < reply->items.size(); i += 3) {
    claims.push_back({reply->items[i].text, ToInstant(reply->items[i + 1].text), ToNumber(reply->items[i + 2].text)});
  }
  return claims;
}

Result<int> DueQueue::Acknowledge(const std::vector<Claim>& claims, const std::vector<Entry>& next) {
  std::vector<std::string> arguments{std::to_string(claims.size())};
  for (const auto& claim : claims) {
    arguments.insert(arguments.end(), {ShardOf(claim.member, shards_), claim.member, std::to_string(claim.token)});
  }
  for (const auto& entry : next)
    arguments.insert(arguments.end(), {ShardOf(entry.member, shards_), entry.member, ToText(entry.due)});
  auto reply = redis_.Run(due_queue::kAcknowledge, KeysOf(name_, shards_), arguments);
  if (!reply) return Propagate(reply);
  return static_cast<int>(reply->integer);
}

Result<std::optional<Instant>> DueQueue::Earliest() {
  auto reply = redis_.Run(due_queue::kEarliest, KeysOf(name_, shards_), {});
  if (!reply) return Propagate(reply);
  if (reply->kind == Reply::Kind::kNil) return std::optional<Instant>();
  return std::optional<Instant>(ToInstant(reply->text));
}

Result<std::int64_t> DueQueue::Size() {
  auto reply = redis_.Run(due_queue::kSize, KeysOf(name_, shards_), {});
  if (!reply) return Propagate(reply);
  return reply->integer;
}

}  // namespace maillage::redis
