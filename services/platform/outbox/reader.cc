#include "platform/outbox/reader.h"

#include <algorithm>

namespace maillage::outbox {
namespace {

// Reads of one pass: what commits late is not to wait longer.
constexpr int kMostReads = 100;
// When all is looked through, what is under way is left out row by row: no more than so many.
constexpr int kFew = 100;

}  // namespace

bool Reader::CanRead(const UnderWay& under_way) const { return asked_ || InPass() || under_way.rows() <= kFew; }

Status Reader::Ask(const UnderWay& under_way) {
  auto status = queue_.Ask(Next(under_way));
  asked_ = status.has_value();
  return status;
}

Range Reader::Next(const UnderWay& under_way) const {
  if (InPass()) return {.after = after_, .up_to = newest_, .without = {}};
  return {.without = under_way.ids()};
}

Result<Rows> Reader::Read(const UnderWay& under_way) {
  if (!asked_) {
    if (auto asked = Ask(under_way); !asked) return Propagate(asked);
  }
  asked_ = false;
  auto rows = queue_.Take();
  if (!rows) return rows;
  const bool began = !InPass();
  if (began) {
    newest_ = rows->newest;
    reads_ = 0;
  }
  const bool full = queue_.Full(*rows);
  saw_all_ = began && !full;
  // Rows under way may be higher than these, and what lies between is not read yet.
  const auto last = full ? rows->ids.back() : newest_;
  const bool on = last < newest_ && ++reads_ < kMostReads &&
                  !(began && std::ranges::any_of(under_way.ids(), [&](auto id) { return id > last; }));
  after_ = on ? last : 0;
  return rows;
}

void Reader::StartAgain() {
  if (asked_) (void)queue_.Take();
  asked_ = false;
  after_ = 0;
}

}  // namespace maillage::outbox
