#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "notifier/domain/dispatch.h"
#include "notifier/domain/planner.h"
#include "platform/calendar/zone.h"

/// A small world for tests of the rules: Cafs with people and events, facts in few words, and the mails that left,
/// written as `2026-01-05 09:00 meeting.invitation r1 2026-02-03` (Paris time; sections of one mail joined by " + ").
namespace maillage::notifier::testing {

inline const Zone& Paris() {
  static const Zone zone = Zone::Named("Europe/Paris").value();
  return zone;
}

/// `2026-01-05 10:00` or `2026-01-05 10:00:30`, in Paris.
inline Instant At(std::string text) {
  text[10] = 'T';
  return Paris().ToInstant(ParseLocalTime(text).value());
}

inline std::string Show(Instant instant) {
  std::string text = ToString(Paris().ToLocal(instant));
  text[10] = ' ';
  return text;
}

/// The last part of a name; of a session after its event: `r1/s1`.
inline std::string Short(const std::string& name) {
  const auto session = name.find("/sessions/");
  if (session != std::string::npos) return Short(name.substr(0, session)) + "/" + name.substr(session + 10);
  return name.substr(name.rfind('/') + 1);
}

/// Time passes, facts are heard, mails leave.
class Scene {
 public:
  explicit Scene(const std::string& now = "2026-01-05 08:00") : now_(At(now)) { AddCaf("95"); }

  void AddCaf(const std::string& code, const std::string& departement = "95",
              const std::string& zone = "Europe/Paris") {
    planners_[code] = std::make_unique<Planner>(code);
    dispatcher_.Add(*planners_[code]);
    Hear(fact::CafKnown{{.name = "cafs/" + code, .display_name = code, .departement = departement, .zone = zone}},
         code);
  }

  Planner& planner(const std::string& caf = "95") { return *planners_.at(caf); }
  Dispatcher& dispatcher() { return dispatcher_; }
  Instant now() const { return now_; }

  /// A fact of now. It is only heard later while the notifier is away.
  void Hear(Fact fact, const std::string& caf = "95") {
    if (away_) {
      unheard_.emplace_back(caf, std::move(fact), now_);
    } else {
      planner(caf).Apply(fact, now_);
      Send();
    }
  }

  /// Advances to `to`, sending what is due on the way, and at `to`.
  void Go(const std::string& to) { GoTo(At(to)); }
  void GoTo(Instant to) {
    if (!away_) {
      for (auto next = dispatcher_.NextInstant(); next && *next <= to; next = dispatcher_.NextInstant()) {
        now_ = std::max(now_, *next);
        Send();
      }
    }
    now_ = to;
    if (!away_) Send();
  }

  void Stop() { away_ = true; }
  void Return() {
    away_ = false;
    for (auto& [caf, fact, at] : unheard_) planner(caf).Apply(fact, at);
    unheard_.clear();
    Send();
  }

  /// What the mail server says to the mails to come.
  void Answer(Outcome::Kind kind) { answer_ = kind; }

  void Send() {
    while (auto mail = dispatcher_.Next(now_)) {
      if (answer_ == Outcome::kSent) Note(*mail);
      last_ = *mail;
      dispatcher_.Report(*mail, {.kind = answer_, .answer = "said so"}, now_);
      for (auto& [code, planner] : planners_) Keep(planner->TakeChanges());
    }
    for (auto& [code, planner] : planners_) Keep(planner->TakeChanges());
  }

  /// The mails to a person, all of them or those of one rule.
  std::vector<std::string> Sent(const std::string& person, const std::string& rule = "") const {
    std::vector<std::string> mails;
    for (const auto& [recipient, text] : sent_) {
      if (recipient == person && text.find(rule) != std::string::npos) mails.push_back(text);
    }
    return mails;
  }
  std::vector<std::string> SentTo(const std::string& person, const std::string& rule) const {
    return Sent(person, rule);
  }
  const Mail& last() const { return last_; }

  /// The ledger's row, as the store has it.
  const Reminder* Row(const std::string& rule, const std::string& person, const std::string& reference = "") const {
    for (const auto& [name, row] : ledger_) {
      if (row.rule == rule && Short(row.recipient) == person && (reference.empty() || row.reference == reference))
        return &row;
    }
    return nullptr;
  }
  std::string State(const std::string& rule, const std::string& person, const std::string& reference = "") const {
    const Reminder* row = Row(rule, person, reference);
    return row == nullptr ? "none" : ToString(row->state);
  }

 private:
  void Note(const Mail& mail) {
    std::string text = Show(mail.at);
    const char* separator = " ";
    for (const Reminder& section : mail.sections) {
      text += separator + section.rule + " " + Short(section.subject);
      if (section.reference.size() == 10) text += " " + section.reference;
      separator = " + ";
    }
    sent_.emplace_back(Short(mail.recipient), text);
  }
  void Keep(const Records& changes) {
    for (const Reminder& row : changes.reminders) ledger_[row.name] = row;
    for (const Reminder& row : changes.updated) ledger_[row.name] = row;
  }

  Instant now_;
  bool away_ = false;
  Outcome::Kind answer_ = Outcome::kSent;
  std::map<std::string, std::unique_ptr<Planner>> planners_;
  Dispatcher dispatcher_;
  std::vector<std::tuple<std::string, Fact, Instant>> unheard_;
  std::vector<std::pair<std::string, std::string>> sent_;
  std::map<std::string, Reminder> ledger_;
  Mail last_;
};

}  // namespace maillage::notifier::testing
