// `maillage`: what operators, pilots and integrators do from a terminal.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "cli/base/output.h"
#include "cli/commands/commands.h"
#include "platform/log/log.h"

int main(int argc, char** argv) {
  using namespace maillage::cli;
  maillage::log::Start("cli", "critical");  // what fails is said in French, not in the lines of the libraries' logs
  CLI::App app{"Maillage : le réseau des conventions territoriales globales, depuis un terminal.", "maillage"};
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "L’aide de toutes les commandes");
  app.failure_message(CLI::FailureMessage::help);
  Context context;
  app.add_option("--caf", context.caf, "Code de la Caf")->envname("MAILLAGE_CAF")->default_str("95");
  app.add_flag("--json", context.json, "Réponse en JSON, une ligne par objet");
  AddCafs(app, context);
  AddImport(app, context);
  AddProgramme(app, context);
  AddEvents(app, context);
  AddSessions(app, context);
  AddRegistrations(app, context);
  AddReminders(app, context);
  AddDeadLetters(app, context);
  AddDoctor(app, context);
  AddClock(app, context);
  AddScenario(app, context);
  AddToken(app, context);
  app.footer(
      "Codes de sortie : 0 fait · 1 refusé · 2 commande incorrecte · 3 introuvable · 4 droits insuffisants ·\n"
      "5 service injoignable · 6 fichier fautif · 8 à surveiller · 9 en panne (doctor) · 70 erreur interne");
  try {
    app.parse(argc, argv);
    return context.run ? context.run() : kUsage;
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? kDone : kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return kInternal;
  }
}
