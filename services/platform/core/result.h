#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace maillage {

/// The canonical codes of gRPC, same numbers, so that nothing below the rpc layer includes gRPC.
enum class Code {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

/// One row of a table of reasons: stable, documented (docs/errors.md), tested. Platform reasons are in
/// platform/core/reasons.h, each service's own in its domain/reasons.h.
struct Reason {
  Code code;
  const char* name;
  const char* meaning;
};

/// One bad field of a request: its path in the message (`session.capacity`) and what is wrong with it.
struct FieldFault {
  std::string field;
  std::string message;
};

/// Why something did not happen. A value, never thrown. `message` is for developers, in English, free of SQL, paths and
/// secrets: it leaves the service as it is.
struct Error {
  Code code = Code::kInternal;
  std::string reason;
  std::string message;
  std::map<std::string, std::string> metadata;
  std::vector<FieldFault> faults;
};

template <class T>
using Result = tl::expected<T, Error>;

/// What a function returns that has nothing to say but whether it worked.
using Status = Result<void>;

/// The usual way to return an error: `return Fail(reason::kSessionCancelled, "the session {} is cancelled", id);`
template <class... Args>
tl::unexpected<Error> Fail(const Reason& reason, fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected<Error>(
      Error{reason.code, reason.name, fmt::format(format, std::forward<Args>(args)...), {}, {}});
}

/// Passes an error of one Result on as that of another.
template <class T>
tl::unexpected<Error> Propagate(const Result<T>& result) {
  return tl::unexpected<Error>(result.error());
}

}  // namespace maillage
