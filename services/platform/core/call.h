#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "platform/core/time.h"

namespace maillage {

using Deadline = std::chrono::steady_clock::time_point;

/// Who calls, as the verified token says.
struct Caller {
  /// Resource name of a person (`cafs/95/people/p-1`), `services/<name>` or `clients/<id>`.
  std::string subject;
  /// Roles by Caf code; under `*` those that hold in every Caf.
  std::map<std::string, std::set<std::string>> roles;
  /// OAuth2 scopes of an API client.
  std::set<std::string> scopes;

  /// In that Caf or everywhere. ADMIN and SERVICE stand for every role.
  bool HasRole(const std::string& caf, const std::string& role) const;
};

/// W3C trace context: `trace_id` of 32 and `span_id` of 16 hexadecimal digits.
struct Trace {
  std::string trace_id;
  std::string span_id;

  static Trace New();
  static Trace FromTraceparent(const std::string& header);  // a new one when the header is malformed
  std::string ToTraceparent() const;
};

/// What every layer may know about the call under way: made by the rpc adapter, passed down by reference, never kept.
struct Call {
  /// The platform clock's reading when the call arrived: the only "now" of a rule.
  Instant now;
  /// The tenant: the Caf that the request names; `*` for calls about no Caf in particular.
  std::string caf;
  /// Full method: `maillage.network.v1.RegistrationService/CreateRegistration`.
  std::string method;
  /// Chosen by the client; empty: none, a repeat is a new call.
  std::string request_id;
  /// SHA-256 of the request, request_id aside, in hexadecimal: tells a repeat from a reuse.
  std::string request_digest;
  Caller caller;
  /// No work is worth anything after this.
  Deadline deadline;
  Trace trace;
};

}  // namespace maillage
