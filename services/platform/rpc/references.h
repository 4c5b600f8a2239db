#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>

#include "platform/core/call.h"

namespace maillage::rpc {

/// Whether the token has anything to do with that Caf: a role in it, a role everywhere, or its own subject there. True
/// for `*`.
bool Belongs(const Caller& caller, const std::string& caf);

/// The first resource of a Caf that the caller does not belong to, wherever the request names one: in a field, in an
/// element of a list, in a map, or in a filter. A text counts as a name when the whole of it is one (`cafs/95/…`, ids
/// and collections in turn); in the field `filter`, each value is looked at.
std::optional<std::string> ForeignReference(const google::protobuf::Message& request, const Caller& caller);

}  // namespace maillage::rpc
