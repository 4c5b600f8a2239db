#include "platform/core/call.h"

#include "platform/core/ids.h"

namespace maillage {
namespace {

bool IsHexId(std::string_view text, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return text.size() == size && text.find_first_not_of(kDigits) == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

/// At most 32. Two of the first 32 are fixed, as a UUID's version and variant are: the others are random.
std::string RandomHex(std::size_t digits) {
  const std::string uuid = NewUuid();
  std::string text;
  text.reserve(digits);
  for (auto c = uuid.begin(); text.size() < digits; ++c) {
    if (*c != '-') text += *c;
  }
  return text;
}

}  // namespace

bool Caller::HasRole(const std::string& caf, const std::string& role) const {
  for (const auto& key : {caf, std::string("*")}) {
    const auto found = roles.find(key);
    if (found == roles.end()) continue;
    const auto& held = found->second;
    if (held.contains(role) || held.contains("ADMIN") || held.contains("SERVICE")) return true;
  }
  return false;
}

Trace Trace::New() { return {RandomHex(32), RandomHex(16)}; }

Trace Trace::FromTraceparent(const std::string& header) {
  // version "-" trace-id "-" parent-id "-" flags; a later version may go on after a further "-".
  const bool shaped = header.size() >= 55 && header[2] == '-' && header[35] == '-' && header[52] == '-';
  if (!shaped) return New();
  const std::string_view text = header;
  const auto version = text.substr(0, 2);
  const bool known_length = text.size() == 55 || (version != "00" && text[55] == '-');
  const Trace trace{header.substr(3, 32), header.substr(36, 16)};
  constexpr std::string_view kDigits = "0123456789abcdef";
  const bool sound = known_length && version.find_first_not_of(kDigits) == std::string_view::npos && version != "ff" &&
                     IsHexId(trace.trace_id, 32) && IsHexId(trace.span_id, 16) &&
                     text.substr(53, 2).find_first_not_of(kDigits) == std::string_view::npos;
  return sound ? trace : New();
}

std::string Trace::ToTraceparent() const { return fmt::format("00-{}-{}-01", trace_id, span_id); }

}  // namespace maillage
