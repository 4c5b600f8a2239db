#pragma once

#include "network/store/event_store.h"
#include "platform/core/call.h"
#include "platform/rpc/router.h"

namespace maillage::network::v1 {
class CreateProgrammeRequest;
class ListProgrammesRequest;
class ListProgrammesResponse;
class Programme;
class PublishProgrammeRequest;
class UpdateProgrammeRequest;
}  // namespace maillage::network::v1

namespace maillage::network::rpc {

/// maillage.network.v1.ProgrammeService.
class ProgrammeHandlers {
 public:
  explicit ProgrammeHandlers(store::EventStore& events) : events_(events), database_(events.database()) {}
  void AddTo(maillage::rpc::Router& router);

 private:
  Result<v1::Programme> Get(const Call& call, const std::string& name);
  Result<v1::ListProgrammesResponse> List(const Call& call, const v1::ListProgrammesRequest& request);
  Result<v1::Programme> Create(const Call& call, const v1::CreateProgrammeRequest& request);
  Result<v1::Programme> Update(const Call& call, const v1::UpdateProgrammeRequest& request);
  Result<v1::Programme> Publish(const Call& call, const v1::PublishProgrammeRequest& request);
  Result<v1::Programme> Close(const Call& call, const std::string& name);

  store::EventStore& events_;
  pg::Database& database_;
};

}  // namespace maillage::network::rpc
