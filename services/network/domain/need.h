#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/domain/ids.h"
#include "network/domain/names.h"
#include "network/domain/reasons.h"
#include "platform/core/time.h"

namespace maillage::network {

enum class NeedState { kNew, kQualified, kPlanned, kAnswered, kMerged, kDeclined };

/// Everything a need is; text fields as people wrote them.
struct NeedDetails {
  std::string caf;
  NeedId id;
  std::string origin;  // MEETING, SURVEY, ADVISER, OFFICER
  PersonId author;
  std::string theme;
  std::string mission;
  std::string urgency;  // LOW, MEDIUM, HIGH; empty: not settled
  std::string title;
  std::string description;
  /// The author aside, each once.
  std::vector<PersonId> supporters;
  NeedState state = NeedState::kNew;
  EventId event;       // PLANNED, ANSWERED
  NeedId merged_into;  // MERGED
  std::string declined_reason;
  std::optional<CivilDate> raised_on;
  std::optional<Instant> answered_at;
  int version = 0;

  std::string name() const { return "cafs/" + caf + "/needs/" + id.value; }
};

/// A need of the network: NEW → QUALIFIED → PLANNED → ANSWERED, or MERGED or DECLINED on the way (DOMAIN.md §2).
/// Each act changes the state or refuses and changes nothing.
class Need {
 public:
  /// Error: INVALID_REQUEST with every bad field. The state is NEW.
  static Result<Need> Raise(NeedDetails details);
  /// Checks like Raise, and keeps the state the file gives. For imports.
  static Result<Need> Recorded(NeedDetails details);
  static Need FromStored(NeedDetails details) { return Need(std::move(details)); }

  /// Whether it is another supporter. Error: NEED_ENDED.
  Result<bool> Support(const PersonId& person);
  /// Errors: NEED_STATE, INVALID_REQUEST.
  Status Qualify(const std::string& theme, const std::string& mission, const std::string& urgency);
  /// Whether it is another event than before. Error: NEED_STATE.
  Result<bool> Plan(const EventId& event);
  /// Error: NEED_STATE.
  Status Answer(Instant now);
  /// Its author and supporters go along. Errors: NEED_STATE, NEED_MERGED_INTO_ITSELF.
  Status MergeInto(Need& other);
  Status Decline(const std::string& why);

  const NeedDetails& details() const { return details_; }

 private:
  explicit Need(NeedDetails details) : details_(std::move(details)) {}

  Status Require(std::initializer_list<NeedState> states) const;
  bool HasEnded() const;
  bool Add(const PersonId& supporter);

  NeedDetails details_;
};

template <>
struct Words<NeedState> {
  static constexpr std::array<std::pair<NeedState, std::string_view>, 6> kAll{{{NeedState::kNew, "NEW"},
                                                                               {NeedState::kQualified, "QUALIFIED"},
                                                                               {NeedState::kPlanned, "PLANNED"},
                                                                               {NeedState::kAnswered, "ANSWERED"},
                                                                               {NeedState::kMerged, "MERGED"},
                                                                               {NeedState::kDeclined, "DECLINED"}}};
};

inline const std::vector<std::string> kNeedOrigins{"MEETING", "SURVEY", "ADVISER", "OFFICER"};
inline const std::vector<std::string> kUrgencies{"LOW", "MEDIUM", "HIGH"};

}  // namespace maillage::network
