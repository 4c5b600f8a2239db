#pragma once

#include <string>

#include "network/domain/event.h"
#include "network/store/people.h"
#include "network/web/page.h"

/// What a link in a mail asks for, and what would come of it now: the text of the page before the click.
namespace maillage::network::web {

enum class Act { kRegister, kDecline, kCancel, kSwitch, kAccept, kRefuse, kSurvey };

struct Request {
  Act act = Act::kRegister;
  std::string caf;
  EventId event;
  PersonId person;
  SessionId session;  // register, switch; empty: the only one, or a SEQUENCE
};

struct Prospect {
  Page page;
  /// A click would do something: the page has a button.
  bool possible = false;
};

/// States what a click would do, or why there is nothing to do (any more). Changes nothing.
Prospect Foresee(const Request& request, const Event& event, const store::KnownPerson& person, Instant now);

/// The page after the click: what stands now.
Page Outcome(const Request& request, const Event& event, const store::KnownPerson& person, Instant now);

/// The page for a click on a link that gave its answer before: nothing changed, and what stands now.
Page UsedAlready(const Request& request, const Event& event, Instant now);

/// The page for a refusal that came between the page and the click.
Page Refusal(const Request& request, const Event& event, const std::string& reason);

/// What, when and where of the session that the person and the link are about.
std::vector<std::pair<std::string, std::string>> FactsOf(const Event& event, const SessionId& session);

}  // namespace maillage::network::web
