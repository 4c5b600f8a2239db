#include "platform/rpc/error_details.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace maillage::rpc {
namespace {

constexpr const char* kDomain = "maillage";
constexpr std::size_t kMostBytes = 6000;
constexpr std::size_t kMostTextBytes = 1000;

/// Length of the UTF-8 sequence at `at`; 0 when there is none.
std::size_t SequenceAt(const std::string& text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return 0;
  }
  const auto second = length > 1 ? static_cast<unsigned char>(text[at + 1]) : 0;
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

google::rpc::BadRequest BadRequestOf(const Error& error, std::size_t room) {
  google::rpc::BadRequest bad;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < error.faults.size(); ++i) {
    const auto& fault = error.faults[i];
    google::rpc::BadRequest::FieldViolation violation;
    violation.set_field(CleanText(fault.field, kMostTextBytes));
    violation.set_description(CleanText(fault.message, kMostTextBytes));
    bytes += violation.ByteSizeLong() + 4;
    if (bytes > room) {
      bad.add_field_violations()->set_description(fmt::format("and {} more", error.faults.size() - i));
      break;
    }
    *bad.add_field_violations() = std::move(violation);
  }
  return bad;
}

}  // namespace

std::string EncodeDetails(const Error& error) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(error.code));
  status.set_message(CleanText(error.message, kMostTextBytes));
  google::rpc::ErrorInfo info;
  info.set_reason(error.reason);
  info.set_domain(kDomain);
  std::size_t bytes = 0;
  for (const auto& [key, value] : error.metadata) {
    auto clean = CleanText(value, kMostTextBytes);
    bytes += key.size() + clean.size();
    if (bytes < 2 * kMostTextBytes) (*info.mutable_metadata())[CleanText(key, kMostTextBytes)] = std::move(clean);
  }
  status.add_details()->PackFrom(info);
  if (!error.faults.empty()) {
    const auto used = status.ByteSizeLong() + 100;  // the BadRequest's own type name and its last line
    status.add_details()->PackFrom(BadRequestOf(error, used < kMostBytes ? kMostBytes - used : 0));
  }
  return status.SerializeAsString();
}

bool DecodeDetails(const std::string& details, Error& error) {
  google::rpc::Status status;
  if (details.empty() || !status.ParseFromString(details)) return false;
  bool ours = false;
  for (const auto& any : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (any.UnpackTo(&info) && info.domain() == kDomain) {
      ours = true;
      error.reason = info.reason();
      error.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (any.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations())
        error.faults.push_back({violation.field(), violation.description()});
    }
  }
  return ours;
}

std::string CleanText(const std::string& text, std::size_t bytes) {
  std::string clean;
  clean.reserve(std::min(text.size(), bytes));
  for (std::size_t at = 0; at < text.size();) {
    const auto length = SequenceAt(text, at);
    if (clean.size() + std::max<std::size_t>(length, 1) > bytes) break;
    if (length == 0) {
      clean += '?';
      ++at;
    } else {
      clean.append(text, at, length);
      at += length;
    }
  }
  return clean;
}

}  // namespace maillage::rpc
