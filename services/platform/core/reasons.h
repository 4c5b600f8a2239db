#pragma once

#include "platform/core/result.h"

/// The reasons that every service may give. Each service adds its own in its domain/reasons.h.
namespace maillage::reason {

inline constexpr Reason kInvalidRequest{Code::kInvalidArgument, "INVALID_REQUEST",
                                        "One or more fields are wrong; every one is listed."};
inline constexpr Reason kInvalidTime{Code::kInvalidArgument, "INVALID_TIME", "A text is no instant or local time."};
inline constexpr Reason kInvalidDate{Code::kInvalidArgument, "INVALID_DATE",
                                     "A text is no civil date, or the day does not exist."};
inline constexpr Reason kUnknownZone{Code::kInvalidArgument, "UNKNOWN_ZONE",
                                     "A name is not in the IANA time zone database."};
inline constexpr Reason kInvalidPageToken{Code::kInvalidArgument, "INVALID_PAGE_TOKEN",
                                          "The page token was not issued for this list."};
inline constexpr Reason kInvalidFilter{Code::kInvalidArgument, "INVALID_FILTER",
                                       "The filter cannot be read, or names an unknown field."};
inline constexpr Reason kRequestIdReused{Code::kInvalidArgument, "REQUEST_ID_REUSED",
                                         "The request id was used with another body."};
inline constexpr Reason kEtagMismatch{Code::kAborted, "ETAG_MISMATCH", "The resource has changed since it was read."};
inline constexpr Reason kConcurrentChange{Code::kAborted, "CONCURRENT_CHANGE",
                                          "Concurrent transactions collided too often; try again."};
inline constexpr Reason kNotFound{Code::kNotFound, "NOT_FOUND",
                                  "There is no such resource, or the caller may not see it."};
inline constexpr Reason kAlreadyExists{Code::kAlreadyExists, "ALREADY_EXISTS",
                                       "A resource with this name exists already."};
inline constexpr Reason kUnauthenticated{Code::kUnauthenticated, "UNAUTHENTICATED",
                                         "No valid token came with the call."};
inline constexpr Reason kPermissionDenied{Code::kPermissionDenied, "PERMISSION_DENIED",
                                          "The caller's roles do not allow this method."};
inline constexpr Reason kOverloaded{Code::kResourceExhausted, "OVERLOADED",
                                    "Too many requests under way; try again later."};
inline constexpr Reason kPoolExhausted{Code::kResourceExhausted, "POOL_EXHAUSTED",
                                       "No connection to the database came free in time."};
inline constexpr Reason kDeadlineExceeded{Code::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                                          "The call's time was over before it could be served."};
inline constexpr Reason kDatabaseUnavailable{Code::kUnavailable, "DATABASE_UNAVAILABLE",
                                             "The database cannot be reached; nothing was changed."};
inline constexpr Reason kBrokerUnavailable{Code::kUnavailable, "BROKER_UNAVAILABLE", "Kafka cannot be reached."};
inline constexpr Reason kRedisUnavailable{Code::kUnavailable, "REDIS_UNAVAILABLE", "Redis cannot be reached."};
inline constexpr Reason kServiceUnavailable{Code::kUnavailable, "SERVICE_UNAVAILABLE",
                                            "Another service cannot be reached."};
inline constexpr Reason kMailUnavailable{Code::kUnavailable, "MAIL_UNAVAILABLE",
                                         "The mail server cannot be reached or asks to wait."};
inline constexpr Reason kStopping{Code::kUnavailable, "STOPPING", "The service is about to stop."};
inline constexpr Reason kUnimplemented{Code::kUnimplemented, "UNIMPLEMENTED", "There is no such method."};
inline constexpr Reason kTestOnly{Code::kFailedPrecondition, "TEST_ONLY", "Only with MAILLAGE_ENV=test."};
inline constexpr Reason kClockBackwards{Code::kFailedPrecondition, "CLOCK_BACKWARDS",
                                        "The test clock never goes back."};
inline constexpr Reason kCancelled{Code::kCancelled, "CANCELLED", "The client gave the call up."};
inline constexpr Reason kInternal{Code::kInternal, "INTERNAL",
                                  "A fault of the service; the log has the details under the request's trace id."};

}  // namespace maillage::reason

namespace maillage {

/// What to return for a resource that is not there: the very words that the rpc adapter uses for another Caf's, so that
/// nobody learns which of the two it is.
inline tl::unexpected<Error> NotFound(const std::string& resource) {
  return Fail(reason::kNotFound, "there is no {}", resource);
}

}  // namespace maillage
