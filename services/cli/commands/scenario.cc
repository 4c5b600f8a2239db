#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/scenario/play.h"

namespace maillage::cli {

void AddScenario(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("scenario", "Jouer une année en une minute (environnement de test seulement)");
  command->require_subcommand(1);
  auto options = std::make_shared<PlayOptions>();
  auto* play =
      command->add_subcommand("play", "Joue un scénario sur la pile qui tourne, vide, et range les courriels reçus");
  play->add_option("file", options->file, "Fichier JSON du scénario")->required()->check(CLI::ExistingFile);
  play->add_option("--mails", options->mails, "Dossier des courriels (.eml) et de refused.json")->required();
  play->add_flag("--loaded", options->loaded, "Ce qui existe au départ a déjà été importé : ne rien créer");
  play->add_flag("--quiet", options->quiet, "Sans la progression");
  play->callback([&context, options] { context.run = [options] { return Play(*options); }; });
}

}  // namespace maillage::cli
