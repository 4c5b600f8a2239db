#include "network/domain/sheet.h"

#include <algorithm>

#include "network/domain/planning.h"
#include "platform/core/ids.h"

namespace maillage::network {
namespace {

constexpr int kMaxBody = 200'000;

planning::Faults FaultsOf(const SheetDetails& sheet) {
  planning::Faults faults;
  if (!IsResourceId(sheet.id.value)) faults.push_back({"name", "an id [a-z0-9][a-z0-9-]{0,62}"});
  planning::CheckLine(sheet.collection, "collection", false, planning::kMaxTitle, faults);
  planning::CheckLine(sheet.title, "title", true, planning::kMaxTitle, faults);
  planning::CheckText(sheet.body, "body", kMaxBody, faults);
  if (!sheet.edition_month.empty() && !ParseDate(sheet.edition_month + "-01")) {
    faults.push_back({"edition_month", "a month YYYY-MM"});
  }
  return faults;
}

}  // namespace

Result<Sheet> Sheet::Begin(SheetDetails details) {
  details.state = SheetState::kDraft;
  return Recorded(std::move(details));
}

Result<Sheet> Sheet::Recorded(SheetDetails details) {
  if (auto faults = FaultsOf(details); !faults.empty()) return planning::Invalid(std::move(faults));
  return Sheet(std::move(details));
}

Status Sheet::Rewrite(const SheetDetails& next) {
  if (details_.state != SheetState::kDraft && details_.state != SheetState::kRevising) {
    return Fail(reason::kSheetState, "the sheet is {}", NameOf(details_.state));
  }
  if (auto faults = FaultsOf(next); !faults.empty()) return planning::Invalid(std::move(faults));
  details_.collection = next.collection;
  details_.title = next.title;
  details_.edition_month = next.edition_month;
  details_.contributors = next.contributors;
  details_.source_events = next.source_events;
  details_.quotes = next.quotes;
  details_.body = next.body;
  return {};
}

Status Sheet::Submit() { return Move({SheetState::kDraft, SheetState::kRevising}, SheetState::kReview); }
Status Sheet::Return() { return Move({SheetState::kReview}, SheetState::kDraft); }
Status Sheet::Revise() { return Move({SheetState::kPublished}, SheetState::kRevising); }
Status Sheet::Archive() { return Move({SheetState::kPublished}, SheetState::kArchived); }

Status Sheet::Publish(Instant now) {
  auto moved = Move({SheetState::kReview}, SheetState::kPublished);
  if (moved) details_.published_at = now;
  return moved;
}

Status Sheet::Move(std::initializer_list<SheetState> from, SheetState to) {
  if (std::find(from.begin(), from.end(), details_.state) == from.end()) {
    return Fail(reason::kSheetState, "the sheet is {}", NameOf(details_.state));
  }
  details_.state = to;
  return {};
}

}  // namespace maillage::network
