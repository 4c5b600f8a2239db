#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/rpc/client.h"

namespace maillage::cli {

/// The running platform as the command line reaches it. Addresses and the token come from the environment, or from the
/// file `env` of the stack's folder (MAILLAGE_STACK, else `.run/demo`).
class Platform {
 public:
  Platform();

  rpc::Client& directory() { return *directory_; }
  rpc::Client& network() { return *network_; }
  rpc::Client& notifier() { return *notifier_; }

  /// The folder of the stack, for what only the machine's operator does (stopping a service in a scenario).
  const std::string& stack() const { return stack_; }

 private:
  std::string stack_;
  std::unique_ptr<rpc::Client> directory_;
  std::unique_ptr<rpc::Client> network_;
  std::unique_ptr<rpc::Client> notifier_;
};

/// A setting from the environment (`MAILLAGE_<name>`), else from the stack's `env` file, else empty.
std::string Setting(const std::string& name);

/// A signed token of the development issuer, for one hour. Throws std::runtime_error without a private key.
std::string DevelopmentToken(const std::string& subject, const std::vector<std::string>& roles, const std::string& caf);

}  // namespace maillage::cli
