#include <algorithm>
#include <cctype>

#include "platform/log/log.h"
#include "platform/runtime/runtime.h"
#include "platform/runtime/signals.h"

namespace maillage::platform {
namespace {

constexpr int kWrongConfiguration = 78;  // EX_CONFIG of sysexits.h

std::string InCapitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) { return std::toupper(letter); });
  return text;
}

std::string Listed(const config::Reader& reader) {
  std::string list;
  for (const auto& setting : reader.settings()) {
    list += fmt::format("{}{}={}", list.empty() ? "" : " ", setting.variable, setting.value);
  }
  return list;
}

}  // namespace

int RunMain(const std::string& service, const std::function<std::function<void(Runtime&)>(config::Reader&)>& prepare) {
  TakeOverSignals();
  config::Reader reader(InCapitals(service));
  BaseConfig config;
  std::function<void(Runtime&)> build;
  try {
    config = ReadBaseConfig(reader, service);
    build = prepare(reader);
    reader.Done();
  } catch (const std::exception& fault) {
    fmt::print(stderr, "maillage-{}: {}\n", service, fault.what());
    return kWrongConfiguration;
  }
  log::Start(service, config.log_level);
  log::Info("starting", {{"settings", Listed(reader)}});
  try {
    Runtime runtime(service, config);
    build(runtime);
    return runtime.Run();
  } catch (const std::exception& fault) {
    log::Error("could not start", {{"what", fault.what()}});
    return 1;
  }
}

}  // namespace maillage::platform
