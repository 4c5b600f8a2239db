#include "cli/base/platform.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "platform/auth/token.h"

namespace maillage::cli {
namespace {

std::string StackFolder() {
  const char* stack = std::getenv("MAILLAGE_STACK");
  return stack != nullptr ? stack : ".run/demo";
}

/// `export NAME='value'` lines, as scripts/up writes them.
std::map<std::string, std::string> ReadEnvironmentFile(const std::string& path) {
  std::map<std::string, std::string> values;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find('=');
    if (line.rfind("export ", 0) != 0 || equals == std::string::npos) continue;
    auto value = line.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'') value = value.substr(1, value.size() - 2);
    values[line.substr(7, equals - 7)] = value;
  }
  return values;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("fichier illisible : " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Target(const std::string& name, const std::string& fallback) {
  auto value = Setting(name);
  return value.empty() ? fallback : value;
}

}  // namespace

std::string Setting(const std::string& name) {
  const auto variable = "MAILLAGE_" + name;
  if (const char* value = std::getenv(variable.c_str()); value != nullptr) return value;
  static const auto file = ReadEnvironmentFile(StackFolder() + "/env");
  const auto found = file.find(variable);
  return found == file.end() ? "" : found->second;
}

std::string DevelopmentToken(const std::string& subject, const std::vector<std::string>& roles,
                             const std::string& caf) {
  const auto path = Setting("TOKEN_PRIVATE_KEY_FILE");
  if (path.empty())
    throw std::runtime_error(
        "pas de clé de signature : MAILLAGE_TOKEN_PRIVATE_KEY_FILE est vide (la pile tourne-t-elle ?)");
  Caller caller;
  caller.subject = subject;
  caller.roles[caf].insert(roles.begin(), roles.end());
  return auth::Signer(ReadFile(path)).Sign(caller, std::chrono::hours(1));
}

Platform::Platform() : stack_(StackFolder()) {
  // One token for the life of the command: MAILLAGE_TOKEN, or the development issuer's for the operator of the machine.
  auto token = Setting("TOKEN");
  if (token.empty()) token = DevelopmentToken("services/cli", {"SERVICE"}, "*");
  const auto bearer = [token] { return token; };
  directory_ = std::make_unique<rpc::Client>(Target("DIRECTORY_TARGET", "127.0.0.1:7101"), bearer);
  network_ = std::make_unique<rpc::Client>(Target("NETWORK_TARGET", "127.0.0.1:7102"), bearer);
  notifier_ = std::make_unique<rpc::Client>(Target("NOTIFIER_TARGET", "127.0.0.1:7103"), bearer);
}

}  // namespace maillage::cli
