#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/base/output.h"
#include "cli/commands/commands.h"
#include "cli/doctor/observe.h"

namespace maillage::cli {
namespace {

using doctor::Finding;
using doctor::Severity;

std::string PageOf(const Finding& finding) { return "docs/runbooks/" + finding.alert + ".md"; }

bool IsTrouble(const Finding& finding) { return finding.severity == Severity::kTrouble; }

void PrintObjects(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    const nlohmann::json object{{"severity", IsTrouble(finding) ? "trouble" : "watch"},
                                {"alert", finding.alert},
                                {"service", finding.service},
                                {"what", finding.what},
                                {"advice", finding.advice},
                                {"page", PageOf(finding)}};
    fmt::print("{}\n", object.dump());
  }
}

void PrintText(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    fmt::print("{:<14}{}{}\n              {}\n              → {}\n\n", IsTrouble(finding) ? "En panne" : "À surveiller",
               finding.service.empty() ? "" : finding.service + " : ", finding.what, finding.advice, PageOf(finding));
  }
  if (findings.empty()) {
    fmt::print("Tout va bien : les services répondent, rien n’attend, rien n’est à traiter.\n");
  } else {
    const auto troubles = std::ranges::count_if(findings, IsTrouble);
    fmt::print("{} en panne, {} à surveiller.\n", troubles, findings.size() - static_cast<std::size_t>(troubles));
  }
}

int Examine(const Context& context) {
  const auto findings = doctor::Judge(doctor::Observe());
  if (context.json) {
    PrintObjects(findings);
  } else {
    PrintText(findings);
  }
  if (findings.empty()) return kDone;
  return std::ranges::any_of(findings, IsTrouble) ? kTrouble : kWatch;
}

}  // namespace

void AddDoctor(CLI::App& app, Context& context) {
  app.add_subcommand("doctor", "Ce qui ne va pas, et quoi faire : 0 tout va bien, 8 à surveiller, 9 en panne")
      ->callback([&context] { context.run = [&context] { return Examine(context); }; });
}

}  // namespace maillage::cli
