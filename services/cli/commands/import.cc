#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <fstream>
#include <memory>
#include <sstream>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/commands/commands.h"
#include "maillage/directory/v1/import.pb.h"
#include "maillage/directory/v1/territory.pb.h"
#include "maillage/network/v1/import.pb.h"
#include "maillage/platform/v1/import.pb.h"

namespace maillage::cli {
namespace {

using maillage::platform::v1::ImportReport;

struct Options {
  std::string file;
  std::string conventions;
  bool dry_run = false;
  bool publish = false;
};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("fichier illisible : " + path);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

/// The refs of agreements.csv (its first column), as ids.
std::vector<std::string> ReadConventions(const std::string& path) {
  std::vector<std::string> ids;
  if (path.empty()) return ids;
  std::istringstream lines(ReadFile(path));
  std::string line;
  for (std::getline(lines, line); std::getline(lines, line);) {
    auto id = line.substr(0, line.find(','));
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (!id.empty()) ids.push_back(id);
  }
  return ids;
}

int Report(const Context& context, const std::string& file, const ImportReport& report) {
  if (context.json) {
    PrintJson(report);
  } else if (!report.faults().empty()) {
    fmt::print("{} : {} anomalie(s), rien n’a été importé.\n\n", file, report.faults_size());
    Table table({"Ligne", "Colonne", "Anomalie", "Valeur lue"});
    for (const auto& fault : report.faults()) {
      table.Add(
          {fault.line() == 0 ? "–" : std::to_string(fault.line()), fault.column(), fault.message(), fault.value()});
    }
    table.Print();
  } else {
    fmt::print("{} : {} ligne(s) lue(s) ({}, séparateur « {} ») ; {} nouvelle(s), {} modifiée(s), {} inchangée(s){}\n",
               file, report.rows(), report.encoding(), report.separator(), report.created(), report.updated(),
               report.unchanged(), report.dry_run() ? " – essai à blanc, rien n’a été écrit" : "");
  }
  return report.faults().empty() ? kDone : kFaultyFile;
}

template <class Request>
int Import(const Context& context, rpc::Client& service, const std::string& method, Request request,
           const Options& options) {
  request.set_parent(context.Parent());
  request.set_content(ReadFile(options.file));
  request.set_dry_run(options.dry_run);
  rpc::CallOptions call;
  call.timeout = std::chrono::seconds(60);
  auto report = service.Call<ImportReport>(method, request, call);
  if (!report) return Explain(report.error());
  return Report(context, options.file, *report);
}

int ImportTerritories(const Context& context, const std::string& folder) {
  Platform platform;
  maillage::directory::v1::ImportTerritoriesRequest request;
  request.set_departements(ReadFile(folder + "/departements.tsv"));
  request.set_epci(ReadFile(folder + "/epci.tsv"));
  request.set_communes(ReadFile(folder + "/communes.tsv"));
  rpc::CallOptions call;
  call.timeout = std::chrono::seconds(120);
  auto response = platform.directory().Call<maillage::directory::v1::ImportTerritoriesResponse>(
      "maillage.directory.v1.TerritoryService/ImportTerritories", request, call);
  if (!response) return Explain(response.error());
  if (context.json) {
    PrintJson(*response);
  } else {
    fmt::print("{} départements, {} intercommunalités, {} communes ; {} ligne(s) nouvelle(s) ou modifiée(s)\n",
               response->departements(), response->intermunicipal_bodies(), response->municipalities(),
               response->changed());
  }
  return kDone;
}

CLI::App* AddFile(CLI::App& import, const std::string& name, const std::string& help,
                  const std::shared_ptr<Options>& options) {
  auto* command = import.add_subcommand(name, help);
  command->add_option("file", options->file, "Fichier CSV")->required()->check(CLI::ExistingFile);
  command->add_flag("--dry-run", options->dry_run, "Essai à blanc : tout est vérifié, rien n’est écrit");
  return command;
}

}  // namespace

void AddImport(CLI::App& app, Context& context) {
  auto* import = app.add_subcommand(
      "import", "Importer des fichiers CSV : tout ou rien, le même fichier deux fois ne change rien");
  import->require_subcommand(1);
  auto options = std::make_shared<Options>();

  auto* people = AddFile(*import, "people", "Les personnes du réseau (people.csv)", options);
  people->add_option("--conventions", options->conventions, "agreements.csv : les conventions qui existent")
      ->check(CLI::ExistingFile);
  people->callback([&context, options] {
    context.run = [&context, options] {
      Platform platform;
      maillage::directory::v1::ImportPeopleRequest request;
      for (const auto& id : ReadConventions(options->conventions)) request.add_known_conventions(id);
      return Import(context, platform.directory(), "maillage.directory.v1.DirectoryImportService/ImportPeople", request,
                    *options);
    };
  });

  auto* posts = AddFile(*import, "posts", "Les postes de coopération (posts.csv)", options);
  posts->add_option("--conventions", options->conventions, "agreements.csv : les conventions qui existent")
      ->check(CLI::ExistingFile);
  posts->callback([&context, options] {
    context.run = [&context, options] {
      Platform platform;
      maillage::directory::v1::ImportPostsRequest request;
      for (const auto& id : ReadConventions(options->conventions)) request.add_known_conventions(id);
      return Import(context, platform.directory(), "maillage.directory.v1.DirectoryImportService/ImportPosts", request,
                    *options);
    };
  });

  auto* programme = AddFile(*import, "programme", "Le programme de l’année (programme-2026.csv)", options);
  programme->add_flag("--publish", options->publish, "Publie les événements que le fichier dit publiés");
  programme->callback([&context, options] {
    context.run = [&context, options] {
      Platform platform;
      maillage::network::v1::ImportProgrammeRequest request;
      request.set_publish(options->publish);
      return Import(context, platform.network(), "maillage.network.v1.NetworkImportService/ImportProgramme", request,
                    *options);
    };
  });

  AddFile(*import, "needs", "Les besoins remontés (needs.csv)", options)->callback([&context, options] {
    context.run = [&context, options] {
      Platform platform;
      return Import(context, platform.network(), "maillage.network.v1.NetworkImportService/ImportNeeds",
                    maillage::network::v1::ImportNeedsRequest(), *options);
    };
  });
  AddFile(*import, "sheets", "Les fiches repères (sheets.csv)", options)->callback([&context, options] {
    context.run = [&context, options] {
      Platform platform;
      return Import(context, platform.network(), "maillage.network.v1.NetworkImportService/ImportSheets",
                    maillage::network::v1::ImportSheetsRequest(), *options);
    };
  });

  auto folder = std::make_shared<std::string>("data");
  auto* territories =
      import->add_subcommand("territories", "Les départements, intercommunalités et communes de France");
  territories->add_option("folder", *folder, "Dossier de departements.tsv, epci.tsv et communes.tsv")
      ->capture_default_str()
      ->check(CLI::ExistingDirectory);
  territories->callback(
      [&context, folder] { context.run = [&context, folder] { return ImportTerritories(context, *folder); }; });
}

}  // namespace maillage::cli
