#pragma once

#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <string>

#include "network/rpc/event_handlers.h"
#include "network/rpc/import_handlers.h"
#include "network/rpc/need_handlers.h"
#include "network/rpc/programme_handlers.h"
#include "network/rpc/registration_handlers.h"
#include "network/rpc/sheet_handlers.h"
#include "network/store/event_store.h"
#include "platform/core/ids.h"
#include "platform/pg/test_database.h"

namespace maillage::network::testing {

/// The methods of network on a database of their own, called as the rpc adapter calls them, at an instant of the test's
/// choosing.
class Methods : public ::testing::Test {
 protected:
  Methods() {
    event_handlers_.AddTo(router_);
    registration_handlers_.AddTo(router_);
    need_handlers_.AddTo(router_);
    programme_handlers_.AddTo(router_);
    sheet_handlers_.AddTo(router_);
    import_handlers_.AddTo(router_);
  }

  Call CallOf(const google::protobuf::Message& request) const {
    Call call;
    call.now = now_;
    call.caf = caf_;
    call.caller.subject = "cafs/95/people/pilot";
    call.caller.roles = {{caf_, roles_}};
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    call.trace = Trace::New();
    call.request_digest = Sha256Hex(request.SerializeAsString());
    return call;
  }

  /// `Ask<v1::Event>("EventService/GetEvent", request)`.
  template <class Response>
  Result<Response> Ask(const std::string& method, const google::protobuf::Message& request) {
    auto call = CallOf(request);
    call.method = "maillage.network.v1." + method;
    const auto* found = router_.Find(call.method);
    if (!found) throw std::logic_error("no method " + call.method);
    auto answer = found->unary(call, request);
    if (!answer) return Propagate(answer);
    Response response;
    response.ParseFromString(*answer);
    return response;
  }

  void AddPerson(const std::string& id, const std::string& organisation = "", bool present = true) {
    auto written = database_.Write<int>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<int> {
      store::PutPerson(
          tx, {caf_, PersonId(id), "Aïcha", "Morel-" + id, organisation, "Ville de " + id, "", "OFFICER", present});
      return 0;
    });
    ASSERT_TRUE(written);
  }

  pg::TestDatabase server_{"network_rpc", MAILLAGE_SOURCE_DIR "/services/network/migrations"};
  pg::Database database_{{server_.url(), 8, std::chrono::seconds(60)}};  // a loaded machine makes callers wait
  store::EventStore events_{database_};
  std::set<std::string> unknown_communes_;
  rpc::EventHandlers event_handlers_{events_};
  rpc::RegistrationHandlers registration_handlers_{events_};
  rpc::NeedHandlers need_handlers_{database_};
  rpc::ProgrammeHandlers programme_handlers_{events_};
  rpc::SheetHandlers sheet_handlers_{database_};
  rpc::ImportHandlers import_handlers_{
      events_, [this](const std::set<std::string>&) -> Result<std::set<std::string>> { return unknown_communes_; }};
  maillage::rpc::Router router_;
  Instant now_ = ParseInstant("2026-01-10T10:00:00Z").value();
  std::string caf_ = "95";
  std::set<std::string> roles_{"PILOT"};
};

}  // namespace maillage::network::testing
