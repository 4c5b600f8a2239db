#include "notifier/smtp/reply.h"

#include <algorithm>
#include <utility>

namespace maillage::notifier::smtp {
namespace {

constexpr std::size_t kLongest = 500;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool Reply::Add(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, IsDigit)) return false;
  code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (text.size() < kLongest) (text += text.empty() ? "" : " / ") += line;
  return line.size() == 3 || line[3] != '-';
}

std::optional<Reply> ReplyReader::Next() {
  for (auto end = heard_.find('\n'); end != std::string::npos; end = heard_.find('\n')) {
    const bool last = reply_.Add(std::string_view(heard_).substr(0, end));
    heard_.erase(0, end + 1);
    if (last) return std::exchange(reply_, {});
  }
  return std::nullopt;
}

}  // namespace maillage::notifier::smtp
