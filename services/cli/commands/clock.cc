#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/base/output.h"
#include "cli/base/stepper.h"
#include "cli/commands/commands.h"

namespace maillage::cli {
namespace {

void Print(const Context& context, Instant now) {
  if (context.json) {
    fmt::print("{{\"now\":\"{}\"}}\n", ToRfc3339(now));
  } else {
    fmt::print("{}\n", ToRfc3339(now));
  }
}

int Show(const Context& context) {
  Platform platform;
  Stepper stepper(platform);
  if (auto status = stepper.Join(); !status) return Explain(status.error());
  Print(context, stepper.now());
  return kDone;
}

int Advance(const Context& context, const std::string& to) {
  auto instant = ParseInstant(to);
  if (!instant) {
    fmt::print(stderr, "« {} » n’est pas un instant : attendu 2026-02-03T09:00:00+01:00\n", to);
    return kUsage;
  }
  Platform platform;
  Stepper stepper(platform);
  if (auto status = stepper.Join(); !status) return Explain(status.error());
  if (auto status = stepper.AdvanceTo(*instant); !status) return Explain(status.error());
  Print(context, stepper.now());
  return kDone;
}

}  // namespace

void AddClock(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("clock", "L’horloge de la plateforme (environnement de test seulement)");
  command->require_subcommand(1);
  command->add_subcommand("show", "L’heure de la plateforme")->callback([&context] {
    context.run = [&context] { return Show(context); };
  });
  auto to = std::make_shared<std::string>();
  auto* advance = command->add_subcommand(
      "advance", "Avance pas à pas jusqu’à un instant, en faisant tout ce qui est dû en chemin");
  advance->add_option("--to", *to, "Instant RFC 3339, inclus")->required();
  advance->callback([&context, to] { context.run = [&context, to] { return Advance(context, *to); }; });
}

}  // namespace maillage::cli
