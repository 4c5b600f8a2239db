// maillage-bench: see scripts/bench.

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include "bench/benches.h"
#include "bench/count.h"
#include "bench/smtp_sink.h"
#include "platform/log/log.h"

namespace maillage::bench {
namespace {

using Bench = void (*)(const Size&, Report&);

const std::vector<std::pair<std::string, Bench>>& All() {
  static const std::vector<std::pair<std::string, Bench>> kAll{
      {"rpc", Rpc},         {"create", Create},  {"relay", Relay}, {"latency", Latency}, {"reminders", Reminders},
      {"mailing", Mailing}, {"consume", Consume}};
  return kAll;
}

int Run(const std::vector<std::string>& wanted, const Size& size) {
  for (const auto& name : wanted) {
    bool known = false;
    for (const auto& [each, bench] : All()) known = known || each == name;
    if (!known) {
      fmt::print(stderr, "there is no bench {}\n", name);
      return 2;
    }
  }
  Report report;
  int failed = 0;
  for (const auto& [name, bench] : All()) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
    try {
      bench(size, report);
    } catch (const std::exception& fault) {
      fmt::print("{}: FAILED: {}\n", name, fault.what());
      ++failed;
    }
  }
  report.Print();
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace maillage::bench

int main(int argc, char** argv) {
  using namespace maillage::bench;
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 2 && arguments[0] == "--serve-rpc") return ServeRpc(arguments[1]);
  if (arguments.size() == 1 && arguments[0] == "--smtp-sink") return ServeSmtpSink();
  maillage::log::Start("bench", "warn");
  if (arguments.size() == 2 && arguments[0] == "--count") return Count(arguments[1]);
  Size size;
  size.quick = std::erase(arguments, "--quick") > 0;
  return Run(arguments, size);
}
