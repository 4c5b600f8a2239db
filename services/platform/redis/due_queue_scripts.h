#pragma once

#include "platform/redis/redis.h"

/// The scripts of DueQueue: each is one atomic step.
///
/// KEYS: four of each shard, in this order: due (sorted set: member by due instant), flight (sorted set: claimed member
/// by the end of its lease, on Redis' clock), claim (hash: claimed member → "token due"), after (hash: claimed member →
/// the due instant that it gets when its claim ends). Instants are microseconds since the Unix epoch; `%.0f` because
/// Lua would write them as 1.7e+15.
namespace maillage::redis::due_queue {

/// ARGV: shard, member, due; again and again.
inline constexpr Script kSchedule{"due_queue_schedule", R"lua(
for i = 1, #ARGV, 3 do
  local at, member, due = tonumber(ARGV[i]) * 4, ARGV[i + 1], ARGV[i + 2]
  if redis.call('HEXISTS', KEYS[at + 3], member) == 1 then
    redis.call('HSET', KEYS[at + 4], member, due)
  else
    redis.call('ZADD', KEYS[at + 1], due, member)
  end
end
return redis.status_reply('OK')
)lua"};

/// ARGV: shard, member; again and again. Ends claims too.
inline constexpr Script kRemove{"due_queue_remove", R"lua(
for i = 1, #ARGV, 2 do
  local at, member = tonumber(ARGV[i]) * 4, ARGV[i + 1]
  redis.call('ZREM', KEYS[at + 1], member)
  redis.call('ZREM', KEYS[at + 2], member)
  redis.call('HDEL', KEYS[at + 3], member)
  redis.call('HDEL', KEYS[at + 4], member)
end
return redis.status_reply('OK')
)lua"};

/// The key after those of the shards counts tokens. ARGV: now, limit, lease in microseconds. Answers member, due,
/// token; again and again, in due order. Claims whose lease is over are ended first. Tokens rise over a flush too: they
/// never fall behind Redis' clock.
inline constexpr Script kClaim{"due_queue_claim", R"lua(
local now, limit, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local clock = tonumber(time[1]) * 1000000 + tonumber(time[2])
local found = {}
for at = 0, #KEYS - 2, 4 do
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[at + 2], '-inf', string.format('%.0f', clock))) do
    local claimed = redis.call('HGET', KEYS[at + 3], member)
    local due = redis.call('HGET', KEYS[at + 4], member) or string.match(claimed, ' (.*)$')
    redis.call('ZREM', KEYS[at + 2], member)
    redis.call('HDEL', KEYS[at + 3], member)
    redis.call('HDEL', KEYS[at + 4], member)
    redis.call('ZADD', KEYS[at + 1], due, member)
  end
  local due = redis.call('ZRANGEBYSCORE', KEYS[at + 1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit)
  for i = 1, #due, 2 do found[#found + 1] = {at, due[i], tonumber(due[i + 1])} end
end
table.sort(found, function(a, b)
  if a[3] ~= b[3] then return a[3] < b[3] end
  return a[2] < b[2]
end)
local claims = {}
for i = 1, math.min(limit, #found) do
  local at, member, due = found[i][1], found[i][2], string.format('%.0f', found[i][3])
  local token = redis.call('INCR', KEYS[#KEYS])
  if token < clock then
    token = clock
    redis.call('SET', KEYS[#KEYS], string.format('%.0f', token))
  end
  token = string.format('%.0f', token)
  redis.call('ZREM', KEYS[at + 1], member)
  redis.call('ZADD', KEYS[at + 2], string.format('%.0f', clock + lease), member)
  redis.call('HSET', KEYS[at + 3], member, token .. ' ' .. due)
  claims[#claims + 1] = member
  claims[#claims + 1] = due
  claims[#claims + 1] = token
end
return claims
)lua"};

/// ARGV: how many claims; shard, member, token for each; then shard, member, due for each entry to schedule. Answers
/// how many claims held. Of an entry that was scheduled meanwhile the earlier instant counts; the entry of a claim that
/// did not hold is dropped.
inline constexpr Script kAcknowledge{"due_queue_acknowledge", R"lua(
local held, lost, entries = 0, {}, 2 + tonumber(ARGV[1]) * 3
for i = 2, entries - 1, 3 do
  local at, member, token = tonumber(ARGV[i]) * 4, ARGV[i + 1], ARGV[i + 2]
  local claimed = redis.call('HGET', KEYS[at + 3], member)
  if claimed and string.match(claimed, '^(%d+)') == token then
    held = held + 1
    local due = redis.call('HGET', KEYS[at + 4], member)
    redis.call('ZREM', KEYS[at + 2], member)
    redis.call('HDEL', KEYS[at + 3], member)
    redis.call('HDEL', KEYS[at + 4], member)
    if due then redis.call('ZADD', KEYS[at + 1], due, member) end
  else
    lost[member] = true
  end
end
for i = entries, #ARGV, 3 do
  local at, member, due = tonumber(ARGV[i]) * 4, ARGV[i + 1], ARGV[i + 2]
  if not lost[member] then
    if redis.call('HEXISTS', KEYS[at + 3], member) == 1 then
      redis.call('HSET', KEYS[at + 4], member, due)
    else
      local present = redis.call('ZSCORE', KEYS[at + 1], member)
      if not present or tonumber(due) < tonumber(present) then redis.call('ZADD', KEYS[at + 1], due, member) end
    end
  end
end
return held
)lua"};

/// The earliest due instant, or nil.
inline constexpr Script kEarliest{"due_queue_earliest", R"lua(
local earliest = nil
for at = 0, #KEYS - 2, 4 do
  local first = redis.call('ZRANGE', KEYS[at + 1], 0, 0, 'WITHSCORES')
  if first[2] and (earliest == nil or tonumber(first[2]) < earliest) then earliest = tonumber(first[2]) end
end
return earliest and string.format('%.0f', earliest)
)lua"};

/// How many members are due some day or claimed.
inline constexpr Script kSize{"due_queue_size", R"lua(
local size = 0
for at = 0, #KEYS - 2, 4 do size = size + redis.call('ZCARD', KEYS[at + 1]) + redis.call('ZCARD', KEYS[at + 2]) end
return size
)lua"};

}  // namespace maillage::redis::due_queue
