#pragma once

#include "platform/core/call.h"
#include "platform/pg/database.h"
#include "platform/rpc/router.h"

namespace maillage::network::v1 {
class CreateSheetRequest;
class ListSheetsRequest;
class ListSheetsResponse;
class Sheet;
class UpdateSheetRequest;
}  // namespace maillage::network::v1

namespace maillage::network::rpc {

/// maillage.network.v1.SheetService.
class SheetHandlers {
 public:
  explicit SheetHandlers(pg::Database& database) : database_(database) {}
  void AddTo(maillage::rpc::Router& router);

 private:
  Result<v1::Sheet> Create(const Call& call, const v1::CreateSheetRequest& request);
  Result<v1::Sheet> Get(const Call& call, const std::string& name);
  Result<v1::ListSheetsResponse> List(const Call& call, const v1::ListSheetsRequest& request);
  Result<v1::Sheet> Update(const Call& call, const v1::UpdateSheetRequest& request);

  pg::Database& database_;
};

}  // namespace maillage::network::rpc
