#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/domain/ids.h"
#include "network/domain/names.h"
#include "network/domain/reasons.h"
#include "platform/core/time.h"

namespace maillage::network {

enum class ProgrammeState { kDraft, kPublished, kClosed };

/// Everything a programme is but the events of its year, which say themselves that they belong to it.
struct ProgrammeDetails {
  std::string caf;
  int year = 0;
  std::string title;  // empty when it begins: `Programme 2026`
  std::string notes;
  /// Each once, in the order in which they were taken up.
  std::vector<NeedId> needs;
  ProgrammeState state = ProgrammeState::kDraft;
  std::optional<Instant> published_at;  // the first time
  std::optional<Instant> closed_at;     // CLOSED
  int version = 0;

  std::string name() const { return "cafs/" + caf + "/programmes/" + std::to_string(year); }
};

/// A programme and the events of its year, by their first session.
struct ProgrammeView {
  ProgrammeDetails details;
  std::vector<EventId> events;
};

/// What UpdateProgramme changes; what is absent stays.
struct ProgrammeChange {
  std::optional<std::string> title;
  std::optional<std::string> notes;
  std::optional<std::vector<NeedId>> needs;
};

/// The programme of a year: DRAFT → PUBLISHED → CLOSED, and open again when it was closed too early (DOMAIN.md §2,
/// YearProgramme). It stays editable until it is closed, because programming follows needs. Each act changes it or
/// refuses and changes nothing.
class Programme {
 public:
  /// A draft. Error: INVALID_REQUEST with every bad field, by its path in the message Programme.
  static Result<Programme> Begin(ProgrammeDetails details);
  static Programme FromStored(ProgrammeDetails details) { return Programme(std::move(details)); }

  /// Whether anything is another than before. Errors: PROGRAMME_CLOSED, INVALID_REQUEST.
  Result<bool> Update(const ProgrammeChange& change);
  /// Whether the need is another one. Error: PROGRAMME_CLOSED.
  Result<bool> TakeUp(const NeedId& need);
  /// Also opens a closed one again. Error: PROGRAMME_PUBLISHED.
  Status Publish(Instant now);
  /// Errors: PROGRAMME_NOT_PUBLISHED, PROGRAMME_CLOSED.
  Status Close(Instant now);
  /// Whether events may enter and leave its year. Error: PROGRAMME_CLOSED.
  Status RequireOpen() const;

  const ProgrammeDetails& details() const { return details_; }

 private:
  explicit Programme(ProgrammeDetails details) : details_(std::move(details)) {}

  ProgrammeDetails details_;
};

template <>
struct Words<ProgrammeState> {
  static constexpr std::array<std::pair<ProgrammeState, std::string_view>, 3> kAll{
      {{ProgrammeState::kDraft, "DRAFT"},
       {ProgrammeState::kPublished, "PUBLISHED"},
       {ProgrammeState::kClosed, "CLOSED"}}};
};

}  // namespace maillage::network
