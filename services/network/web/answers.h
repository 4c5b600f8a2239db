#pragma once

#include <string>

#include "network/rpc/registration_handlers.h"
#include "network/store/event_store.h"
#include "network/web/prospect.h"
#include "platform/auth/signed_link.h"
#include "platform/clock/clock.h"
#include "platform/http/server.h"

namespace maillage::network::web {

/// The pages behind the links in mails: `/r/<signed>` says what will happen (GET, which changes nothing: mail scanners
/// follow links) and does it (POST), once. The act is the API's own, with a request id made from the link, so a second
/// click of the same link gets the first answer. Thread-safe.
class Answers {
 public:
  Answers(store::EventStore& events, rpc::RegistrationHandlers& registrations, const auth::LinkSigner& signer,
          const Clock& clock)
      : events_(events), registrations_(registrations), signer_(signer), clock_(clock) {}

  void ServeOn(http::Server& server);

  http::Response Show(const std::string& link) const;
  http::Response Do(const std::string& link, const std::map<std::string, std::string>& form);

 private:
  struct Loaded {
    Event event;
    store::KnownPerson person;
  };
  Result<Request> Read(const std::string& link, Instant now) const;
  Result<Loaded> Load(const Call& call, const Request& request) const;
  Status Act(const Call& call, const Request& request, const std::map<std::string, std::string>& form);

  store::EventStore& events_;
  rpc::RegistrationHandlers& registrations_;
  const auth::LinkSigner& signer_;
  const Clock& clock_;
};

}  // namespace maillage::network::web
