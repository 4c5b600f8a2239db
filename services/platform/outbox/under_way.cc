#include "platform/outbox/under_way.h"

#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "platform/log/log.h"

namespace maillage::outbox {
namespace {

using std::chrono::steady_clock;

// Long enough for a broker that comes back after kill -9 (11 to 13 s); what waits in the producer's queue then goes at
// once.
constexpr std::chrono::seconds kSendTimeout{30};

}  // namespace

UnderWay::UnderWay(kafka::Producer& producer, std::function<void()> reported)
    : producer_(producer), reported_(std::move(reported)) {}

bool UnderWay::Send(Rows rows) {
  auto batch = producer_.Begin(rows.events, parts_.empty() ? nullptr : parts_.back().batch.get(), reported_);
  if (!batch) return false;
  parts_.push_back({std::move(rows), std::move(batch), steady_clock::now() + kSendTimeout});
  return true;
}

bool UnderWay::Settle() {
  while (!parts_.empty() && parts_.front().batch->ended()) {
    const auto& first = parts_.front();
    auto delivered = producer_.End(*first.batch);
    if (delivered.size() < first.rows.ids.size()) {
      Forget(std::move(delivered));
      return false;
    }
    confirmed_.insert(confirmed_.end(), first.rows.ids.begin(), first.rows.ids.end());
    parts_.pop_front();
  }
  return true;
}

void UnderWay::GiveUp() {
  if (!parts_.empty()) Forget(producer_.End(*parts_.front().batch));
}

void UnderWay::Leave() {
  if (!parts_.empty()) Forget(parts_.front().batch->confirmed());
}

/// `delivered`: indexes of the first part. Of the others counts what is confirmed by now.
void UnderWay::Forget(std::vector<std::size_t> delivered) {
  Rows all;
  for (auto& part : parts_) {
    if (&part != &parts_.front()) {
      for (const auto index : part.batch->confirmed()) delivered.push_back(all.ids.size() + index);
    }
    all.ids.insert(all.ids.end(), part.rows.ids.begin(), part.rows.ids.end());
    std::move(part.rows.events.begin(), part.rows.events.end(), std::back_inserter(all.events));
  }
  parts_.clear();
  log::Warn("not every event was confirmed; the rest is sent again",
            {{"sent", std::to_string(all.ids.size())}, {"confirmed", std::to_string(delivered.size())}});
  const auto done = Deletable(all, delivered);
  confirmed_.insert(confirmed_.end(), done.begin(), done.end());
}

std::vector<std::int64_t> UnderWay::TakeConfirmed() { return std::exchange(confirmed_, {}); }

int UnderWay::rows() const {
  int rows = 0;
  for (const auto& part : parts_) rows += static_cast<int>(part.rows.ids.size());
  return rows;
}

std::vector<std::int64_t> UnderWay::ids() const {
  std::vector<std::int64_t> ids;
  for (const auto& part : parts_) ids.insert(ids.end(), part.rows.ids.begin(), part.rows.ids.end());
  return ids;
}

std::vector<std::int64_t> Deletable(const Rows& rows, const std::vector<std::size_t>& delivered) {
  std::vector<std::int64_t> ids;
  std::set<std::string_view> stopped;
  auto next = delivered.begin();
  for (std::size_t i = 0; i < rows.ids.size(); ++i) {
    const bool sent = next != delivered.end() && *next == i;
    if (sent) ++next;
    if (!sent) stopped.insert(rows.events[i].key);
    if (sent && !stopped.contains(rows.events[i].key)) ids.push_back(rows.ids[i]);
  }
  return ids;
}

}  // namespace maillage::outbox
