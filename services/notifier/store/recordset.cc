#include "notifier/store/recordset.h"

#include "platform/core/json_text.h"

namespace maillage::notifier::store {
namespace {

/// One row after the other. Written by hand because every claim and every outcome comes through here: a document of
/// nlohmann's cost ten times as much as the text.
class Writer {
 public:
  void Text(const char* name, std::string_view text) {
    Begin(name);
    AppendJsonText(out_, text);
  }
  void Time(const char* name, const std::optional<Instant>& instant) {
    Begin(name);
    instant ? (((out_ += '"') += ToRfc3339(*instant)) += '"') : out_ += "null";
  }
  void Flag(const char* name, bool value) {
    Begin(name);
    out_ += value ? "true" : "false";
  }
  void EndRow() {
    out_ += '}';
    first_ = true;
  }
  std::string Take() { return (out_ += ']'), std::move(out_); }

 private:
  void Begin(const char* name) {
    out_ += !first_ ? ",\"" : out_.size() > 1 ? ",{\"" : "{\"";
    (out_ += name) += "\":";
    first_ = false;
  }

  std::string out_ = "[";
  bool first_ = true;
};

}  // namespace

std::string ToRecordset(const std::vector<Reminder>& reminders) {
  Writer rows;
  for (const auto& reminder : reminders) {
    rows.Text("name", reminder.name);
    rows.Text("rule", reminder.rule);
    rows.Text("recipient", reminder.recipient);
    rows.Text("subject", reminder.subject);
    rows.Text("reference", reminder.reference);
    rows.Text("channel", reminder.channel);
    rows.Text("state", ToString(reminder.state));
    rows.Text("detail", reminder.detail);
    rows.Time("due_at", reminder.due);
    rows.Time("leave_at", reminder.leave);
    rows.Time("until_at", reminder.until);
    rows.Time("since_at", reminder.since);
    rows.Flag("capped", reminder.capped);
    rows.Flag("by_hand", reminder.by_hand);
    rows.Text("about", reminder.about);
    rows.Time("claimed_at", reminder.claimed_at);
    rows.Text("claim", reminder.claim);
    rows.Time("sent_at", reminder.sent_at);
    rows.Text("address", reminder.address);
    rows.Text("message_id", reminder.message_id);
    rows.Text("server_answer", reminder.server_answer);
    rows.EndRow();
  }
  return rows.Take();
}

}  // namespace maillage::notifier::store
