#pragma once

#include <array>

#include "platform/core/reasons.h"

/// The reasons that only network gives, beside those of platform/core/reasons.h. SCENARIO.md's table of facts says
/// when.
namespace maillage::network::reason {

using namespace maillage::reason;  // NOLINT(google-build-using-namespace): one table to look in

inline constexpr Reason kEventPublished{Code::kFailedPrecondition, "EVENT_PUBLISHED",
                                        "The event is published already."};
inline constexpr Reason kEventNotPublished{Code::kFailedPrecondition, "EVENT_NOT_PUBLISHED",
                                           "The event is still a draft."};
inline constexpr Reason kEventCancelled{Code::kFailedPrecondition, "EVENT_CANCELLED", "The event is cancelled."};
inline constexpr Reason kNoSessionToCome{Code::kFailedPrecondition, "NO_SESSION_TO_COME",
                                         "Every session of the event has started or is cancelled."};
inline constexpr Reason kSessionStarted{Code::kFailedPrecondition, "SESSION_STARTED",
                                        "The session (SEQUENCE: the first module) has started."};
inline constexpr Reason kSessionNotStarted{Code::kFailedPrecondition, "SESSION_NOT_STARTED",
                                           "Nobody can be marked before the session starts."};
inline constexpr Reason kSessionCancelled{Code::kFailedPrecondition, "SESSION_CANCELLED", "The session is cancelled."};
inline constexpr Reason kStartPast{Code::kFailedPrecondition, "START_PAST", "The new start is not to come."};
inline constexpr Reason kSeatsTaken{Code::kFailedPrecondition, "SEATS_TAKEN",
                                    "More seats are confirmed or offered than the new capacity has."};
inline constexpr Reason kNotTheFirstModule{Code::kFailedPrecondition, "NOT_THE_FIRST_MODULE",
                                           "The capacity of a SEQUENCE is that of the module planned first."};
inline constexpr Reason kDocumentsShared{Code::kFailedPrecondition, "DOCUMENTS_SHARED",
                                         "The documents are shared already."};
inline constexpr Reason kMinutesPublished{Code::kFailedPrecondition, "MINUTES_PUBLISHED",
                                          "The minutes are published already."};
inline constexpr Reason kRegistrationClosed{Code::kFailedPrecondition, "REGISTRATION_CLOSED",
                                            "Registration is not open at this time."};
inline constexpr Reason kAlreadyRegistered{Code::kAlreadyExists, "ALREADY_REGISTERED",
                                           "The person has an active registration for the event."};
inline constexpr Reason kNotRegistered{Code::kFailedPrecondition, "NOT_REGISTERED",
                                       "The person has no active registration for the event."};
inline constexpr Reason kNotSplit{Code::kFailedPrecondition, "NOT_SPLIT",
                                  "Only a SPLIT event has another session to go to."};
inline constexpr Reason kSameSession{Code::kFailedPrecondition, "SAME_SESSION",
                                     "The person is in that session already."};
inline constexpr Reason kNoSeat{Code::kFailedPrecondition, "NO_SEAT", "No seat is to be had in that session."};
inline constexpr Reason kNoOpenOffer{Code::kFailedPrecondition, "NO_OPEN_OFFER", "No seat is held for the person."};
inline constexpr Reason kNotConfirmed{Code::kFailedPrecondition, "NOT_CONFIRMED",
                                      "Only somebody with a confirmed registration can be absent."};
inline constexpr Reason kNotAttended{Code::kFailedPrecondition, "NOT_ATTENDED",
                                     "Only who attended answers the survey."};
inline constexpr Reason kPersonNotPresent{Code::kFailedPrecondition, "PERSON_NOT_PRESENT",
                                          "The person is not, or no longer, in the network."};
inline constexpr Reason kNeedEnded{Code::kFailedPrecondition, "NEED_ENDED",
                                   "The need was answered, merged or declined."};
inline constexpr Reason kNeedState{Code::kFailedPrecondition, "NEED_STATE",
                                   "The need is not in the state that this asks for."};
inline constexpr Reason kNeedMergedIntoItself{Code::kInvalidArgument, "NEED_MERGED_INTO_ITSELF",
                                              "A need cannot be merged into itself, or into one that ended."};
inline constexpr Reason kProgrammePublished{Code::kFailedPrecondition, "PROGRAMME_PUBLISHED",
                                            "The programme of the year is published already."};
inline constexpr Reason kProgrammeNotPublished{Code::kFailedPrecondition, "PROGRAMME_NOT_PUBLISHED",
                                               "The programme of the year is still a draft."};
inline constexpr Reason kProgrammeClosed{Code::kFailedPrecondition, "PROGRAMME_CLOSED",
                                         "The programme of the year is closed."};
inline constexpr Reason kSheetState{Code::kFailedPrecondition, "SHEET_STATE",
                                    "The sheet is not in the state that this asks for."};

/// Every reason above, for the documentation and its test.
inline constexpr std::array kTable{kEventPublished,
                                   kEventNotPublished,
                                   kEventCancelled,
                                   kNoSessionToCome,
                                   kSessionStarted,
                                   kSessionNotStarted,
                                   kSessionCancelled,
                                   kStartPast,
                                   kSeatsTaken,
                                   kNotTheFirstModule,
                                   kDocumentsShared,
                                   kMinutesPublished,
                                   kRegistrationClosed,
                                   kAlreadyRegistered,
                                   kNotRegistered,
                                   kNotSplit,
                                   kSameSession,
                                   kNoSeat,
                                   kNoOpenOffer,
                                   kNotConfirmed,
                                   kNotAttended,
                                   kPersonNotPresent,
                                   kNeedEnded,
                                   kNeedState,
                                   kNeedMergedIntoItself,
                                   kProgrammePublished,
                                   kProgrammeNotPublished,
                                   kProgrammeClosed,
                                   kSheetState};

}  // namespace maillage::network::reason
