#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "platform/core/reasons.h"
#include "platform/listing/listing.h"

namespace maillage::listing {
namespace {

constexpr std::size_t kLongestFilter = 2000;
constexpr std::size_t kMostConditions = 20;
constexpr std::string_view kBlanks = " \t\r\n";

/// Reads a filter from the left; knows where it is, for the message.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::size_t position() const { return at_; }

  bool SkipBlanks() {
    const std::size_t start = at_;
    at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size());
    return at_ > start;
  }
  bool Done() {
    SkipBlanks();
    return at_ == text_.size();
  }
  /// Characters up to the first one in `stops`.
  std::string Word(std::string_view stops) {
    const std::size_t end = std::min(text_.find_first_of(stops, at_), text_.size());
    std::string word(text_.substr(at_, end - at_));
    at_ = end;
    return word;
  }
  std::string Operator() {
    SkipBlanks();
    for (std::string_view op : {"!=", ">=", "<=", "=", ":", ">", "<"}) {
      if (!text_.substr(at_).starts_with(op)) continue;
      at_ += op.size();
      return std::string(op);
    }
    return {};
  }
  /// Quoted by " or ', with \ before a quote or another \; or a bare word. Nothing when there is none, or no end to it.
  std::optional<std::string> Value() {
    SkipBlanks();
    if (at_ == text_.size()) return std::nullopt;
    const char quote = text_[at_];
    if (quote == '"' || quote == '\'') return QuotedBy(quote);
    const std::string word = Word(" \t\r\n()\"'=<>!,");
    constexpr std::array<std::string_view, 3> kKeywords{"AND", "OR", "NOT"};
    if (word.empty() || std::ranges::find(kKeywords, word) != kKeywords.end()) return std::nullopt;
    return word;
  }

 private:
  std::optional<std::string> QuotedBy(char quote) {
    std::string value;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == quote) {
        at_ = i + 1;
        return value;
      }
      if (text_[i] == '\\' && ++i == text_.size()) break;
      value += text_[i];
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

tl::unexpected<Error> Expected(const char* what, const Scanner& in) {
  return Fail(reason::kInvalidFilter, "the filter needs {} at position {}; only conditions joined by AND are known",
              what, in.position() + 1);
}

Result<Condition> ReadCondition(Scanner& in, const std::vector<std::string>& fields) {
  in.SkipBlanks();
  const std::string field = in.Word(" \t\r\n()\"'=<>!:,");
  if (std::ranges::find(fields, field) == fields.end()) return Expected("the name of a field that can be filtered", in);
  const std::string op = in.Operator();
  if (op.empty()) return Expected("an operator", in);
  const auto value = in.Value();
  if (!value) return Expected("a value", in);
  return Condition{field, op, *value};
}

}  // namespace

Result<std::vector<Condition>> ParseFilter(const std::string& filter, const std::vector<std::string>& fields) {
  if (filter.size() > kLongestFilter) {
    return Fail(reason::kInvalidFilter, "the filter is longer than {} bytes", kLongestFilter);
  }
  std::vector<Condition> conditions;
  Scanner in(filter);
  while (!in.Done()) {
    if (!conditions.empty()) {
      if (in.Word(kBlanks) != "AND" || !in.SkipBlanks()) return Expected("AND", in);
    }
    if (conditions.size() == kMostConditions) {
      return Fail(reason::kInvalidFilter, "the filter has more than {} conditions", kMostConditions);
    }
    auto condition = ReadCondition(in, fields);
    if (!condition) return Propagate(condition);
    conditions.push_back(std::move(*condition));
    if (!in.SkipBlanks() && !in.Done()) return Expected("a blank", in);
  }
  return conditions;
}

}  // namespace maillage::listing
