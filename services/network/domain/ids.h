#pragma once

#include <compare>
#include <string>
#include <utility>

namespace maillage::network {

/// The last segment of a resource name, typed so that a person is never taken for a session.
template <class Tag>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}

  bool empty() const { return value.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;
};

using EventId = Id<struct EventTag>;
using SessionId = Id<struct SessionTag>;
using PersonId = Id<struct PersonTag>;
using RegistrationId = Id<struct RegistrationTag>;
using NeedId = Id<struct NeedTag>;
using SheetId = Id<struct SheetTag>;

}  // namespace maillage::network
