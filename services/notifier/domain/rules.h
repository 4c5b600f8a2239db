#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "notifier/domain/model.h"

/// The default rules of REMINDERS.md §8 as data. What the words mean is in conditions.cc and wanted.cc; what a Caf may
/// change is RuleOverride.
namespace maillage::notifier {

enum class RuleId : std::uint8_t {
  kMeetingSaveTheDate,
  kSeminarSaveTheDate,
  kMeetingInvitation,
  kSeminarInvitation,
  kMeetingNudge,
  kMeetingClosing,
  kMeetingWeek,
  kMeetingEve,
  kMeetingSurvey,
  kMeetingSurveyNudge,
  kMeetingMaterials,
  kMeetingAbsence,
  kMeetingMinutes,
  kMeetingRepeatedAbsence,
  kWelcomeInvitation,
  kWelcomeNudge30,
  kWelcomeNudge60,
  kWelcomeOverdue,
  kRegistrationConfirmed,
  kRegistrationWaitlisted,
  kRegistrationSwitched,
  kRegistrationCancelled,
  kRegistrationSeatOffered,
  kRegistrationOfferClosing,
  kRegistrationOfferLapsed,
  kSessionRescheduled,
  kSessionChanged,
  kSessionCancelled,
  kEventCancelled,
};
inline constexpr std::size_t kRuleCount = 29;

/// The column "kinds", as bits; 0: no event's kind matters.
namespace kinds {
inline constexpr std::uint8_t kN = 1, kW = 2, kS = 4, kT = 8, kA = 16, kAll = 31;
constexpr std::uint8_t Bit(EventKind kind) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind)); }
}  // namespace kinds

/// For what one reminder each is made, and so what its subject is.
enum class Scope : std::uint8_t {
  kEvent,           // once an event
  kSession,         // each session, in a SEQUENCE each module
  kSessionOrWhole,  // each session; a SEQUENCE once, as a whole
  kPerson,          // once a person
};

/// REMINDERS.md §4. In a SEQUENCE taken as a whole, S is E and A is L.
enum class Anchor : std::uint8_t {
  kEventStart,
  kSessionStart,
  kSessionEnd,
  kEventEnd,
  kFirstPostDay,
  kSince,
  kOfferEnd,
  kFact
};

enum class Recipients : std::uint8_t {
  kAudience,
  kPilots,
  kConfirmed,
  kAttended,
  kNoShow,
  kOfficer,
  kOfficerAndAdvisers,
  kAdvisersAndPilots,
  kOffered,
  kOfTheFact,
};

/// The column "wanted while", as bits.
namespace condition {
inline constexpr std::uint32_t kEventNotCancelled = 1U << 0;
inline constexpr std::uint32_t kNoActiveRegistration = 1U << 1;
inline constexpr std::uint32_t kNotDeclined = 1U << 2;
inline constexpr std::uint32_t kNotInvited = 1U << 3;
inline constexpr std::uint32_t kSeatsToCome = 1U << 4;  // O not passed
inline constexpr std::uint32_t kRegistrationOpen = 1U << 5;
inline constexpr std::uint32_t kNotInvitedByWelcome = 1U << 6;
inline constexpr std::uint32_t kInvitedFiveDaysAgo = 1U << 7;
inline constexpr std::uint32_t kNotAnswered = 1U << 8;
inline constexpr std::uint32_t kSurveyThreeDaysAgo = 1U << 9;
inline constexpr std::uint32_t kDocumentsShared = 1U << 10;
inline constexpr std::uint32_t kMinutesNotPublished = 1U << 11;
inline constexpr std::uint32_t kSplit = 1U << 12;
inline constexpr std::uint32_t kSeatElsewhere = 1U
                                                << 13;  // another session to come with a free seat and nobody waiting
inline constexpr std::uint32_t kNotInvitedByMeeting = 1U << 14;
inline constexpr std::uint32_t kWelcomeOpen = 1U << 15;  // a WELCOME event open for registration and not declined
inline constexpr std::uint32_t kOfferOverTwelveHours = 1U << 16;
inline constexpr std::uint32_t kNoShowTwice = 1U << 17;
}  // namespace condition

enum class Late : std::uint8_t { kNone, kSkip, kMorning };

enum class Until : std::uint8_t {
  kDueOf,         // due of the rule `until_rule`
  kSeats,         // O
  kEventStart,    // E
  kSessionStart,  // S, `until_offset` hours
  kAnchorDate,    // 24:00 of the anchor's date + `until_offset` days
  kSinceDays,     // since + `until_offset` × 24 h
  kOfferEnd,
  kKeeps,  // §3: the start of the session, or the event's last session as it stood before the fact
};

struct Rule {
  RuleId id;
  const char* name;
  std::uint8_t kinds;
  Scope scope;
  Anchor anchor;
  int offset;  // days; hours for kOfferEnd; 0 for kFact and kSince
  Recipients recipients;
  std::uint32_t conditions;
  Late late;
  Until until;
  int until_offset;
  RuleId until_rule;
  const char* description;  // French, for the Pôle ressources

  /// Sent at once, or an offer's: never muted, never capped, never in a digest (§1 "Category").
  bool Transactional() const { return AtOnce() || anchor == Anchor::kOfferEnd; }
  bool AtOnce() const { return anchor == Anchor::kFact; }
  /// Whether its reference is a civil date (else an instant).
  bool ByDate() const { return !Transactional(); }
};

/// All rules, by RuleId.
std::span<const Rule> AllRules();
const Rule& RuleOf(RuleId id);
/// Null when there is none of that name.
const Rule* FindRule(std::string_view name);

/// The rules as they hold in one Caf.
class RuleSet {
 public:
  /// Errors: NOT_FOUND (no such rule), INVALID_REQUEST (a transactional rule cannot be switched off; only a day offset
  /// can be changed, and it keeps its sign; an hour is within the day).
  static Status Check(const RuleOverride& change);

  /// `change` has passed Check.
  void Override(const RuleOverride& change);
  const std::optional<RuleOverride>& OverrideOf(RuleId id) const { return overrides_[static_cast<std::size_t>(id)]; }

  bool Off(RuleId id) const;
  int OffsetDays(RuleId id) const;
  std::chrono::minutes Hour(RuleId id) const;

 private:
  std::array<std::optional<RuleOverride>, kRuleCount> overrides_;
};

}  // namespace maillage::notifier
