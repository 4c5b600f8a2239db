#include "network/events/directory_events.h"
#include "network/rpc/event_handlers.h"
#include "network/rpc/need_handlers.h"
#include "network/rpc/registration_handlers.h"
#include "network/rpc/sheet_handlers.h"
#include "network/store/event_store.h"
#include "platform/runtime/runtime.h"

namespace maillage::network {
namespace {

struct Config {
  std::string http_listen;
  std::string public_url;
  std::string directory_target;
};

Config ReadConfig(config::Reader& read) {
  Config config;
  config.http_listen = read.Text("HTTP_LISTEN", "127.0.0.1:7122", "address of the pages behind the links in mails");
  config.public_url = read.Text("PUBLIC_URL", "http://127.0.0.1:7122", "where people reach those pages");
  config.directory_target = read.Text("DIRECTORY_TARGET", "127.0.0.1:7101", "gRPC address of directory");
  return config;
}

void Build(platform::Runtime& runtime, const Config&) {
  auto& events = runtime.Own<store::EventStore>(runtime.database());
  runtime.RelayOutbox();
  auto& offers = runtime.RunDue("offers", [&events](Instant now) { return events.RunDue(now); });
  const auto poke = [&offers] { offers.Poke(); };
  events.OnChange(poke);
  runtime.Consume({.kafka = {}, .group = "network", .topics = {"maillage.directory.events"}},
                  events::DirectoryHandler(poke));

  auto& router = runtime.router();
  runtime.Own<rpc::EventHandlers>(events).AddTo(router);
  runtime.Own<rpc::RegistrationHandlers>(events).AddTo(router);
  runtime.Own<rpc::NeedHandlers>(runtime.database()).AddTo(router);
  runtime.Own<rpc::SheetHandlers>(runtime.database()).AddTo(router);
}

}  // namespace
}  // namespace maillage::network

int main() {
  return maillage::platform::Main<maillage::network::Config>("network", &maillage::network::ReadConfig,
                                                             &maillage::network::Build);
}
