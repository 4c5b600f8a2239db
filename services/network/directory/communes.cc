#include "network/directory/communes.h"

#include "maillage/directory/v1/territory.pb.h"

namespace maillage::network {

rpc::UnknownCommunes AskDirectory(maillage::rpc::Client& directory) {
  return [&directory](const std::set<std::string>& codes) -> Result<std::set<std::string>> {
    std::set<std::string> unknown;
    for (const auto& code : codes) {
      maillage::directory::v1::GetMunicipalityRequest request;
      request.set_name("municipalities/" + code);
      maillage::rpc::CallOptions options;
      options.retry = true;
      auto found = directory.Call<maillage::directory::v1::Municipality>(
          "maillage.directory.v1.TerritoryService/GetMunicipality", request, options);
      if (found) continue;
      const auto missing = found.error().code == Code::kNotFound || found.error().code == Code::kInvalidArgument;
      if (!missing) return Propagate(found);
      unknown.insert(code);
    }
    return unknown;
  };
}

}  // namespace maillage::network
