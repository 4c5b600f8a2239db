#include "directory/rpc/services.h"
#include "platform/runtime/runtime.h"

namespace {

/// directory has no setting of its own: the platform's are all it needs.
struct DirectoryConfig {};

}  // namespace

int main() {
  using namespace maillage;
  return platform::Main<DirectoryConfig>(
      "directory", [](config::Reader&) { return DirectoryConfig{}; },
      [](platform::Runtime& runtime, const DirectoryConfig&) {
        directory::rpc::ServeAll(runtime.router(), runtime.database());
        runtime.RelayOutbox();
      });
}
