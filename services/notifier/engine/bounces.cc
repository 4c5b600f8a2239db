#include "notifier/engine/bounces.h"

namespace maillage::notifier {
namespace {

constexpr pg::Statement kAdd{
    "notifier_add_bounce",
    "insert into address (address, hard_bounces, blocked_at, last_answer) values (lower($1), 1, null, $2) "
    "on conflict (address) do update set hard_bounces = address.hard_bounces + 1, last_answer = excluded.last_answer, "
    "blocked_at = case when address.hard_bounces + 1 >= $3 then coalesce(address.blocked_at, $4) end "
    "returning hard_bounces"};
constexpr pg::Statement kForget{"notifier_forget_bounces", "delete from address where address = lower($1)"};
constexpr pg::Statement kList{
    "notifier_blocked_addresses",
    "select address, blocked_at, last_answer from address where blocked_at is not null order by address"};

}  // namespace

Result<int> Bounces::Add(const std::string& address, const std::string& answer, Instant now) {
  return database_.Write<int>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<int> {
    auto rows = tx.Query(kAdd, address, answer, kBlocksAt, now);
    if (!rows) return Propagate(rows);
    return (*rows)[0].Get<int>("hard_bounces");
  });
}

void Bounces::Forget(pg::Transaction& tx, const std::string& address) { tx.Execute(kForget, address); }

Result<std::vector<Bounces::Blocked>> Bounces::List() {
  return database_.Read<std::vector<Blocked>>(
      pg::Scope::Internal(), [](pg::Transaction& tx) -> Result<std::vector<Blocked>> {
        auto rows = tx.Query(kList);
        if (!rows) return Propagate(rows);
        std::vector<Blocked> blocked;
        for (const auto row : *rows)
          blocked.push_back(
              {row.Get<std::string>("address"), row.Get<Instant>("blocked_at"), row.Get<std::string>("last_answer")});
        return blocked;
      });
}

}  // namespace maillage::notifier
