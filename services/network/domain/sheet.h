#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/domain/ids.h"
#include "network/domain/names.h"
#include "network/domain/reasons.h"
#include "platform/core/time.h"

namespace maillage::network {

enum class SheetState { kDraft, kReview, kPublished, kRevising, kArchived };

/// Everything a resource sheet (fiche repère) is.
struct SheetDetails {
  std::string caf;
  SheetId id;
  std::string collection;
  std::string title;
  std::string edition_month;  // YYYY-MM; may be empty
  std::vector<std::string> contributors;
  std::vector<std::string> source_events;
  std::vector<std::string> quotes;
  std::string body;
  SheetState state = SheetState::kDraft;
  std::optional<Instant> published_at;
  int version = 0;

  std::string name() const { return "cafs/" + caf + "/sheets/" + id.value; }
};

/// A sheet: DRAFT → REVIEW → PUBLISHED → REVISING → REVIEW …, ARCHIVED in the end (DOMAIN.md §2). Error of each act:
/// SHEET_STATE.
class Sheet {
 public:
  /// Error: INVALID_REQUEST with every bad field.
  static Result<Sheet> Begin(SheetDetails details);
  /// Checks like Begin, and keeps the state the file gives. For imports.
  static Result<Sheet> Recorded(SheetDetails details);
  static Sheet FromStored(SheetDetails details) { return Sheet(std::move(details)); }

  /// While DRAFT or REVISING. Takes over the texts of `next`, not its state. Also error: INVALID_REQUEST.
  Status Rewrite(const SheetDetails& next);
  Status Submit();
  Status Return();
  Status Publish(Instant now);
  Status Revise();
  Status Archive();

  const SheetDetails& details() const { return details_; }

 private:
  explicit Sheet(SheetDetails details) : details_(std::move(details)) {}

  Status Move(std::initializer_list<SheetState> from, SheetState to);

  SheetDetails details_;
};

template <>
struct Words<SheetState> {
  static constexpr std::array<std::pair<SheetState, std::string_view>, 5> kAll{{{SheetState::kDraft, "DRAFT"},
                                                                                {SheetState::kReview, "REVIEW"},
                                                                                {SheetState::kPublished, "PUBLISHED"},
                                                                                {SheetState::kRevising, "REVISING"},
                                                                                {SheetState::kArchived, "ARCHIVED"}}};
};

}  // namespace maillage::network
