#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "maillage/platform/v1/access.pb.h"
#include "platform/core/call.h"
#include "platform/core/result.h"

namespace maillage::rpc {

/// A method's access option, read once at start: who may call it, and about which Caf a request is.
///
/// A role counts when it is held in the Caf that the request names, or under `*`; ADMIN and SERVICE pass wherever a
/// role is listed. A method about no Caf in particular (`caf_from: "none"`) takes a role held in any Caf, but ADMIN and
/// SERVICE only under `*`. Immutable.
class AccessRule {
 public:
  /// Throws std::logic_error when the method has no access option, or one that names a field that is not there.
  explicit AccessRule(const google::protobuf::MethodDescriptor& method);

  bool open() const { return access_.public_(); }
  /// The method is about one Caf.
  bool tenant() const { return !caf_path_.empty(); }

  /// The Caf that the request names; `*` when the method is about none. Error: INVALID_REQUEST (a name that is none).
  Result<std::string> Caf(const google::protobuf::Message& request) const;

  /// Lets the caller pass, or not. Errors: PERMISSION_DENIED; NOT_FOUND for somebody who has nothing to do with that
  /// Caf, the same as for a resource that is not there.
  Status Check(const Caller& caller, const std::string& caf, const google::protobuf::Message& request) const;

  /// The resource that the request names; empty when the method is about no Caf.
  std::string Resource(const google::protobuf::Message& request) const;

 private:
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;

  bool HasRole(const Caller& caller, const std::string& caf) const;
  bool HasScope(const Caller& caller, const std::string& caf) const;
  bool IsSelf(const Caller& caller, const std::string& caf, const google::protobuf::Message& request) const;

  maillage::platform::v1::Access access_;
  Path caf_path_;
  Path self_path_;
};

}  // namespace maillage::rpc
