#include "network/import/merge.h"

#include "network/import/text.h"

namespace maillage::network::import {
namespace {

/// Makes or changes one event, row by row.
class Merging {
 public:
  Merging(const ProgrammeEvent& planned, Instant now, std::optional<Event>& event)
      : planned_(planned), now_(now), event_(event) {}

  Merged Run(bool publish) {
    if (!event_) {
      Make();
    } else if (event_->details().state == EventState::kCancelled) {
      merged_.unchanged = static_cast<int>(planned_.lines.size());
    } else if (IsAnother()) {
      Fault(planned_.lines.front(), "event_ref",
            "Le type, le format et le fuseau d’un événement connu ne changent plus.");
    } else {
      Change();
    }
    if (publish && planned_.published && event_ && event_->details().state == EventState::kDraft) Publish();
    return merged_;
  }

 private:
  void Make() {
    auto made = Event::Plan(planned_.draft, now_);
    if (made) {
      event_ = std::move(*made);
      merged_.created = static_cast<int>(planned_.lines.size());
      return;
    }
    for (const auto& fault : made.error().faults) {
      const auto column = fault.field.substr(fault.field.rfind('.') + 1);
      Fault(planned_.lines.front(), column, "Cette valeur n’est pas acceptée (" + fault.message + ").");
    }
  }

  bool IsAnother() const {
    const auto& details = event_->details();
    return planned_.draft.kind != details.kind || planned_.draft.format != details.format ||
           planned_.draft.zone != details.zone.name();
  }

  /// The event's own columns count for its first row.
  void Change() {
    bool changed = Did(planned_.lines.front(), [&] { return event_->Update(ChangeOf(planned_.draft), now_); });
    for (std::size_t i = 0; i < planned_.lines.size(); ++i) {
      const auto& session = planned_.draft.sessions[i];
      const auto* known = event_->FindSession(SessionId(session.id));
      if (!known) {
        Did(planned_.lines[i], [&] { return event_->AddSession(session, now_); });
        ++merged_.created;
        changed = false;
        continue;
      }
      if (!known->cancelled) changed |= Did(planned_.lines[i], [&] { return event_->Replan(session, now_); });
      ++(changed ? merged_.updated : merged_.unchanged);
      changed = false;
    }
  }

  void Publish() {
    if (!Did(planned_.lines.front(), [&] { return event_->Publish(now_); })) return;
    if (merged_.unchanged == 0) return;
    --merged_.unchanged;
    ++merged_.updated;
  }

  static EventChange ChangeOf(const EventDraft& draft) {
    EventChange change;
    change.title = draft.title;
    change.goals = draft.goals;
    change.themes = draft.themes;
    change.audience = draft.audience;
    change.registration_opens_on = draft.registration_opens_on;
    change.registration_closes_on = draft.registration_closes_on;
    if (draft.year != 0) change.year = draft.year;
    return change;
  }

  /// Whether the act changed something; a refusal is a fault of the row.
  template <class Act>
  bool Did(int line, const Act& act) {
    const auto before = event_->facts().size();
    const Status status = act();
    if (!status) Fault(line, "", FrenchReason(status.error()));
    return status && event_->facts().size() > before;
  }

  void Fault(int line, const std::string& column, const std::string& message) {
    merged_.faults.push_back({line, column, message, ""});
  }

  const ProgrammeEvent& planned_;
  const Instant now_;
  std::optional<Event>& event_;
  Merged merged_;
};

}  // namespace

Merged Merge(const ProgrammeEvent& planned, bool publish, Instant now, std::optional<Event>& known) {
  return Merging(planned, now, known).Run(publish);
}

}  // namespace maillage::network::import
