#include "network/directory/communes.h"
#include "network/events/directory_events.h"
#include "network/rpc/event_handlers.h"
#include "network/rpc/import_handlers.h"
#include "network/rpc/need_handlers.h"
#include "network/rpc/programme_handlers.h"
#include "network/rpc/registration_handlers.h"
#include "network/rpc/sheet_handlers.h"
#include "network/store/event_store.h"
#include "network/web/answers.h"
#include "network/web/feed.h"
#include "platform/runtime/runtime.h"

namespace maillage::network {
namespace {

struct Config {
  std::string http_listen;
  std::string directory_target;
};

Config ReadConfig(config::Reader& read) {
  Config config;
  config.http_listen = read.Text("HTTP_LISTEN", "127.0.0.1:7122", "address of the pages behind the links in mails");
  config.directory_target = read.Text("DIRECTORY_TARGET", "127.0.0.1:7101", "gRPC address of directory");
  return config;
}

void Build(platform::Runtime& runtime, const Config& config) {
  auto& events = runtime.Own<store::EventStore>(runtime.database());
  runtime.RelayOutbox();
  auto& offers = runtime.RunDue("offers", [&events](Instant now) { return events.RunDue(now); });
  const auto poke = [&offers] { offers.Poke(); };
  events.OnChange(poke);
  runtime.Consume({.kafka = {}, .group = "network", .topics = {"maillage.directory.events"}},
                  events::DirectoryHandler(poke));

  auto& router = runtime.router();
  runtime.Own<rpc::EventHandlers>(events).AddTo(router);
  auto& registrations = runtime.Own<rpc::RegistrationHandlers>(events);
  registrations.AddTo(router);
  runtime.Own<rpc::NeedHandlers>(runtime.database()).AddTo(router);
  runtime.Own<rpc::ProgrammeHandlers>(events).AddTo(router);
  runtime.Own<rpc::SheetHandlers>(runtime.database()).AddTo(router);
  runtime.Own<rpc::ImportHandlers>(events, AskDirectory(runtime.ClientTo(config.directory_target))).AddTo(router);

  auto& signer = runtime.Own<auth::LinkSigner>(runtime.config().link_key);
  auto& pages = runtime.Http(config.http_listen);
  runtime.Own<web::Answers>(events, registrations, signer, runtime.clock()).ServeOn(pages);
  web::ServeFeed(pages, events, signer, runtime.clock());
}

}  // namespace
}  // namespace maillage::network

int main() {
  return maillage::platform::Main<maillage::network::Config>("network", &maillage::network::ReadConfig,
                                                             &maillage::network::Build);
}
