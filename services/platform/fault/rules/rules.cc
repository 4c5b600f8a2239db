#include "platform/fault/rules/rules.h"

#include <fnmatch.h>

#include <array>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace maillage::fault {
namespace {

constexpr std::array<std::pair<Point, std::string_view>, 12> kPoints{{{Point::kPgConnect, "pg.connect"},
                                                                      {Point::kPgFlush, "pg.flush"},
                                                                      {Point::kPgCommit, "pg.commit"},
                                                                      {Point::kKafkaProduce, "kafka.produce"},
                                                                      {Point::kKafkaPoll, "kafka.poll"},
                                                                      {Point::kKafkaAsk, "kafka.ask"},
                                                                      {Point::kKafkaCommit, "kafka.commit"},
                                                                      {Point::kInboxApply, "inbox.apply"},
                                                                      {Point::kRedisCommand, "redis.command"},
                                                                      {Point::kSmtpConnect, "smtp.connect"},
                                                                      {Point::kSmtpData, "smtp.data"},
                                                                      {Point::kSmtpMessage, "smtp.message"}}};
constexpr std::array<std::pair<When, std::string_view>, 2> kWhens{{{When::kBefore, "before"}, {When::kAfter, "after"}}};
constexpr std::array<std::pair<Action, std::string_view>, 5> kActions{{{Action::kWatch, "watch"},
                                                                       {Action::kFail, "fail"},
                                                                       {Action::kDelay, "delay"},
                                                                       {Action::kKill, "kill"},
                                                                       {Action::kStop, "stop"}}};

template <class Value, std::size_t size>
std::string_view NameIn(const std::array<std::pair<Value, std::string_view>, size>& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  throw std::invalid_argument("a value without a name");
}

template <class Value, std::size_t size>
Value ValueIn(const std::array<std::pair<Value, std::string_view>, size>& names, const std::string& name) {
  for (const auto& [value, known] : names) {
    if (known == name) return value;
  }
  throw std::invalid_argument("no fault rule has the word " + name);
}

}  // namespace

std::string_view NameOf(Point point) { return NameIn(kPoints, point); }
std::string_view NameOf(When when) { return NameIn(kWhens, when); }
std::string_view NameOf(Action action) { return NameIn(kActions, action); }

Rules Rules::Parse(std::string_view text) {
  Rules rules;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    std::istringstream words(line);
    std::string point, when, action;
    Rule rule;
    if (!(words >> rule.id >> point >> when >> action >> rule.nth >> rule.times >> rule.milliseconds >> rule.about))
      throw std::invalid_argument("no fault rule: " + line);
    rule.point = ValueIn(kPoints, point);
    rule.when = ValueIn(kWhens, when);
    rule.action = ValueIn(kActions, action);
    rules.rules_.push_back(std::move(rule));
  }
  return rules;
}

std::vector<Rule> Rules::Meet(Point point, When when, std::string_view about) {
  const std::string subject(about);
  std::vector<Rule> acting;
  for (auto& rule : rules_) {
    if (rule.point != point || rule.when != when) continue;
    if (fnmatch(rule.about.c_str(), subject.c_str(), 0) != 0) continue;
    ++rule.seen;
    if (rule.seen >= rule.nth && (rule.times == 0 || rule.seen < rule.nth + rule.times)) acting.push_back(rule);
  }
  return acting;
}

}  // namespace maillage::fault
