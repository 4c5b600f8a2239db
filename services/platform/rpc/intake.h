#pragma once

#include <string>
#include <string_view>

#include "platform/clock/clock.h"
#include "platform/rpc/router.h"
#include "platform/rpc/token_cache.h"

namespace maillage::rpc {

/// The steps of a call before its handler: trace, authentication, access, request id. Thread-safe.
class Intake {
 public:
  Intake(const Clock& clock, const auth::Verifier& verifier) : clock_(clock), tokens_(verifier) {}

  /// A call that has just arrived, from nobody known yet.
  Call Begin(std::string method, std::string_view traceparent, Deadline deadline) const;

  /// Fills in the caller from the `authorization` metadata. Error: UNAUTHENTICATED.
  Status Authenticate(const Router::Method& method, std::string_view authorization, Call& call);

  /// Fills in the Caf, the request id and its digest, and lets the caller pass or not. The request is as it was
  /// afterwards. Errors: INVALID_REQUEST, PERMISSION_DENIED, NOT_FOUND (and only then: the request names a resource of
  /// a Caf that the caller has nothing to do with; to be put down in the audit).
  Status Admit(const Router::Method& method, google::protobuf::Message& request, Call& call) const;

 private:
  const Clock& clock_;
  TokenCache tokens_;
};

}  // namespace maillage::rpc
