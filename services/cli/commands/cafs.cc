#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/commands/commands.h"
#include "maillage/directory/v1/caf.pb.h"

namespace maillage::cli {
namespace {

namespace v1 = maillage::directory::v1;

struct Options {
  std::string code;
  std::string name;
  std::vector<std::string> departements;
  std::string zone = "Europe/Paris";
};

int Create(const Context& context, const Options& options) {
  Platform platform;
  v1::CreateCafRequest request;
  request.set_caf_id(options.code);
  request.mutable_caf()->set_display_name(options.name);
  for (const auto& departement : options.departements) request.mutable_caf()->add_departements(departement);
  request.mutable_caf()->set_zone(options.zone);
  auto caf = platform.directory().Call<v1::Caf>("maillage.directory.v1.CafService/CreateCaf", request);
  if (!caf) return Explain(caf.error());
  if (context.json) {
    PrintJson(*caf);
  } else {
    fmt::print("{} ajoutée ({}, jours fériés du département {})\n", caf->display_name(), caf->zone(),
               caf->departements(0));
  }
  return kDone;
}

int Update(const Context& context, const Options& options) {
  Platform platform;
  v1::UpdateCafRequest request;
  auto& caf = *request.mutable_caf();
  caf.set_name("cafs/" + options.code);
  if (!options.name.empty()) {
    caf.set_display_name(options.name);
    request.mutable_update_mask()->add_paths("display_name");
  }
  for (const auto& departement : options.departements) caf.add_departements(departement);
  if (!options.departements.empty()) request.mutable_update_mask()->add_paths("departements");
  if (!options.zone.empty()) {
    caf.set_zone(options.zone);
    request.mutable_update_mask()->add_paths("zone");
  }
  auto changed = platform.directory().Call<v1::Caf>("maillage.directory.v1.CafService/UpdateCaf", request);
  if (!changed) return Explain(changed.error());
  if (context.json) {
    PrintJson(*changed);
  } else {
    fmt::print("{} ({}, départements : {})\n", changed->display_name(), changed->zone(),
               fmt::join(changed->departements(), ", "));
  }
  return kDone;
}

int List(const Context& context) {
  Platform platform;
  v1::ListCafsRequest request;
  request.set_page_size(1000);
  auto page = platform.directory().Call<v1::ListCafsResponse>("maillage.directory.v1.CafService/ListCafs", request);
  if (!page) return Explain(page.error());
  Table table({"Caf", "Nom", "Départements", "Fuseau"});
  for (const auto& caf : page->cafs()) {
    if (context.json) {
      PrintJson(caf);
      continue;
    }
    table.Add(
        {caf.name().substr(5), caf.display_name(), fmt::format("{}", fmt::join(caf.departements(), ", ")), caf.zone()});
  }
  if (!context.json) table.Print();
  return kDone;
}

}  // namespace

void AddCafs(CLI::App& app, Context& context) {
  auto* cafs = app.add_subcommand("cafs", "Les Caf de la plateforme");
  cafs->require_subcommand(1);
  cafs->add_subcommand("list", "Toutes les Caf")->callback([&context] {
    context.run = [&context] { return List(context); };
  });
  auto options = std::make_shared<Options>();
  auto* create = cafs->add_subcommand("create", "Ajouter une Caf");
  create->add_option("code", options->code, "Son code : 95, 974…")->required();
  create->add_option("--name", options->name, "Son nom : « Caf du Val-d’Oise »")->required();
  create->add_option("--departement", options->departements, "Ses départements ; le premier donne les jours fériés")
      ->required();
  create->add_option("--zone", options->zone, "Fuseau horaire")->capture_default_str();
  create->callback([&context, options] { context.run = [&context, options] { return Create(context, *options); }; });

  auto changes = std::make_shared<Options>();
  changes->zone.clear();
  auto* update = cafs->add_subcommand("update", "Modifier une Caf : ce qui n’est pas donné reste");
  update->add_option("code", changes->code, "Son code : 95, 974…")->required();
  auto* what = update->add_option_group("Ce qui change");
  what->add_option("--name", changes->name, "Son nom");
  what->add_option("--departement", changes->departements, "Tous ses départements ; le premier donne les jours fériés");
  what->add_option("--zone", changes->zone, "Fuseau horaire : les rappels à venir suivent");
  what->require_option(1, 0);
  update->callback([&context, changes] { context.run = [&context, changes] { return Update(context, *changes); }; });
}

}  // namespace maillage::cli
