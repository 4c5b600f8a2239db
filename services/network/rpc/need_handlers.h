#pragma once

#include "platform/core/call.h"
#include "platform/pg/database.h"
#include "platform/rpc/router.h"

namespace maillage::network::v1 {
class ListNeedsRequest;
class ListNeedsResponse;
class MergeNeedRequest;
class Need;
class PlanNeedRequest;
class RaiseNeedRequest;
class SupportNeedRequest;
}  // namespace maillage::network::v1

namespace maillage::network::rpc {

/// maillage.network.v1.NeedService.
class NeedHandlers {
 public:
  explicit NeedHandlers(pg::Database& database) : database_(database) {}
  void AddTo(maillage::rpc::Router& router);

 private:
  Result<v1::Need> Raise(const Call& call, const v1::RaiseNeedRequest& request);
  Result<v1::Need> Get(const Call& call, const std::string& name);
  Result<v1::ListNeedsResponse> List(const Call& call, const v1::ListNeedsRequest& request);
  Result<v1::Need> Support(const Call& call, const v1::SupportNeedRequest& request);
  Result<v1::Need> Plan(const Call& call, const v1::PlanNeedRequest& request);
  Result<v1::Need> Merge(const Call& call, const v1::MergeNeedRequest& request);

  pg::Database& database_;
};

}  // namespace maillage::network::rpc
