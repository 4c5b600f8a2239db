#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "directory/domain/reasons.h"
#include "platform/core/call.h"
#include "platform/listing/listing.h"
#include "platform/pg/transaction.h"

/// What all handlers of directory do with their requests.
namespace maillage::directory::rpc {

/// The ids in a name. Error: INVALID_REQUEST, at `field`.
Result<std::vector<std::string>> IdsIn(const std::string& name, const char* pattern, const char* field);

/// `result` when there are no `faults`, else INVALID_REQUEST with them and with those that `result` has.
template <class T>
Result<T> WithFaults(Result<T> result, const std::vector<FieldFault>& faults) {
  if (faults.empty()) return result;
  auto failure = Fail(reason::kInvalidRequest, "{} {}", faults.front().field, faults.front().message);
  failure.value().faults = faults;
  if (!result && result.error().reason == reason::kInvalidRequest.name)
    failure.value().faults.insert(failure.value().faults.end(), result.error().faults.begin(),
                                  result.error().faults.end());
  return failure;
}

/// Error: ETAG_MISMATCH, unless `etag` is empty or that of `version`.
Status CheckEtag(const std::string& etag, std::int64_t version);

/// Takes the fields of the mask from `from` over into `to`: those of `changeable` only; all of them when the mask is
/// empty or `*`. Error: INVALID_REQUEST for another field.
Status ApplyMask(const google::protobuf::FieldMask& mask, const std::vector<std::string>& changeable,
                 const google::protobuf::Message& from, google::protobuf::Message& to);

/// A filter by its fields: `exact` ones as they are, `texts` as patterns of LIKE (`=` the whole, `:` a part). A field
/// that is not named is empty. Error: INVALID_FILTER, also for another operator or a field named twice.
Result<std::map<std::string, std::string>> ReadFilter(const std::string& filter, const std::set<std::string>& exact,
                                                      const std::set<std::string>& texts);

/// Appends a fact about the resource `key` to the outbox: its time is the call's.
void Tell(pg::Transaction& tx, const Call& call, const std::string& caf, const std::string& key,
          const google::protobuf::Message& fact);

/// What differs between lists, for their page tokens.
inline std::string ListScope(const Call& call, const std::string& filter) {
  return call.method + " " + call.caf + " " + filter;
}

/// Whether the caller runs the platform or is a part of it.
bool RunsPlatform(const Call& call, const std::string& caf);

}  // namespace maillage::directory::rpc
