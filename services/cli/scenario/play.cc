#include "cli/scenario/play.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "cli/base/output.h"
#include "cli/base/stepper.h"
#include "cli/scenario/facts.h"
#include "cli/scenario/file.h"
#include "cli/scenario/mailbox.h"
#include "cli/scenario/outage.h"
#include "cli/scenario/setup.h"

namespace maillage::cli {
namespace {

/// Plays one file; keeps what was refused.
class Player {
 public:
  Player(Platform& platform, const ScenarioFile& scenario, const PlayOptions& options)
      : platform_(platform),
        scenario_(scenario),
        options_(options),
        stepper_(platform),
        outages_(stepper_, platform.stack()) {}

  Status Run() {
    if (auto status = stepper_.AdvanceTo(scenario_.starts_at()); !status) return status;
    if (!options_.loaded) {
      if (auto status = CreateWhatExists(platform_, scenario_, [&] { return stepper_.Settle(); }); !status)
        return status;
    }
    const auto& facts = scenario_.facts();
    for (std::size_t index = 0; index < facts.size(); ++index) {
      Progress(index, facts.size());
      if (auto status = Do(index, facts[index]); !status) return status;
    }
    if (auto status = Go(scenario_.ends_at()); !status) return status;
    Progress(facts.size(), facts.size());
    return {};
  }

  const nlohmann::json& refused() const { return refused_; }

 private:
  /// To an instant, through the end of an outage that lies before it.
  Status Go(Instant at) {
    if (auto status = outages_.EndBy(at, scenario_); !status) return status;
    return stepper_.AdvanceTo(at);
  }

  Status Do(std::size_t index, const nlohmann::json& fact) {
    if (auto status = Go(InstantOf(fact, "at")); !status) return status;
    if (TextOf(fact, "fact") == "outage") return outages_.Begin(InstantOf(fact, "until"));
    auto done = DoFact(platform_, scenario_, fact);
    if (!done) {
      if (!IsRefusal(done.error())) return done;
      refused_.push_back(index);
      if (!options_.quiet)
        fmt::print(stderr, "\r\033[Kfait {} refusé ({}) : {}\n", index, TextOf(fact, "fact"), InFrench(done.error()));
    }
    return stepper_.Settle();
  }

  void Progress(std::size_t done, std::size_t all) {
    if (options_.quiet || (done % 10 != 0 && done != all)) return;
    fmt::print(stderr, "\r\033[K{} : {}/{} faits, {}", scenario_.name(), done, all, ToRfc3339(stepper_.now()));
    if (done == all) fmt::print(stderr, "\n");
    std::fflush(stderr);
  }

  Platform& platform_;
  const ScenarioFile& scenario_;
  const PlayOptions& options_;
  Stepper stepper_;
  Outages outages_;
  nlohmann::json refused_ = nlohmann::json::array();
};

}  // namespace

int Play(const PlayOptions& options) {
  const ScenarioFile scenario(options.file);
  Platform platform;
  Player player(platform, scenario, options);
  if (auto status = player.Run(); !status) {
    if (!options.quiet) fmt::print(stderr, "\n");
    return Explain(status.error());
  }
  std::filesystem::create_directories(options.mails);
  std::ofstream(std::filesystem::path(options.mails) / "refused.json") << player.refused().dump() << "\n";
  const auto mails = CopyMails(platform.stack(), options.mails);
  fmt::print("{} : {} courriels, {} faits refusés → {}\n", scenario.name(), mails, player.refused().size(),
             options.mails);
  return kDone;
}

}  // namespace maillage::cli
