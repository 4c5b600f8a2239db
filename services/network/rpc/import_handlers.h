#pragma once

#include <functional>
#include <set>
#include <string>

#include "network/store/event_store.h"
#include "platform/core/call.h"
#include "platform/rpc/router.h"

namespace maillage::platform::v1 {
class ImportReport;
}
namespace maillage::network::v1 {
class ImportNeedsRequest;
class ImportProgrammeRequest;
class ImportSheetsRequest;
}  // namespace maillage::network::v1

namespace maillage::network::rpc {

/// Those of the given INSEE codes that no commune has. An error: nobody can say.
using UnknownCommunes = std::function<Result<std::set<std::string>>(const std::set<std::string>&)>;

/// maillage.network.v1.NetworkImportService: all or nothing per file, a dry run first, a report in French.
class ImportHandlers {
 public:
  ImportHandlers(store::EventStore& events, UnknownCommunes unknown_communes)
      : events_(events), unknown_communes_(std::move(unknown_communes)) {}
  void AddTo(maillage::rpc::Router& router);

 private:
  Result<platform::v1::ImportReport> Programme(const Call& call, const v1::ImportProgrammeRequest& request);
  Result<platform::v1::ImportReport> Needs(const Call& call, const v1::ImportNeedsRequest& request);
  Result<platform::v1::ImportReport> Sheets(const Call& call, const v1::ImportSheetsRequest& request);

  store::EventStore& events_;
  UnknownCommunes unknown_communes_;
};

}  // namespace maillage::network::rpc
