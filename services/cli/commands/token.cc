#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/commands/commands.h"

namespace maillage::cli {

void AddToken(CLI::App& app, Context& context) {
  struct Options {
    std::string subject = "services/cli";
    std::vector<std::string> roles = {"PILOT"};
  };
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("token", "Un jeton de développement, valable une heure, signé par la clé de cette machine");
  command->add_option("--subject", options->subject, "À qui il est : cafs/95/people/p-1, clients/…")
      ->capture_default_str();
  command->add_option("--role", options->roles, "Rôles dans la Caf : PILOT, CAF, OFFICER, DECIDER, GUEST, ADMIN")
      ->capture_default_str();
  command->callback([&context, options] {
    context.run = [&context, options] {
      fmt::print("{}\n", DevelopmentToken(options->subject, options->roles, context.caf));
      return kDone;
    };
  });
}

}  // namespace maillage::cli
