#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace maillage::cli {

/// What all commands share; the one that was chosen leaves its work in `run`.
struct Context {
  std::string caf = "95";
  bool json = false;
  std::function<int()> run;

  std::string Parent() const { return "cafs/" + caf; }
  /// The resource name of an id, or the name itself when one was given.
  std::string Name(const std::string& collection, const std::string& id) const {
    return id.rfind("cafs/", 0) == 0 ? id : Parent() + "/" + collection + "/" + id;
  }
};

void AddCafs(CLI::App& app, Context& context);
void AddImport(CLI::App& app, Context& context);
void AddProgramme(CLI::App& app, Context& context);
void AddEvents(CLI::App& app, Context& context);
void AddSessions(CLI::App& app, Context& context);
void AddRegistrations(CLI::App& app, Context& context);
void AddReminders(CLI::App& app, Context& context);
void AddDeadLetters(CLI::App& app, Context& context);
void AddDoctor(CLI::App& app, Context& context);
void AddClock(CLI::App& app, Context& context);
void AddScenario(CLI::App& app, Context& context);
void AddToken(CLI::App& app, Context& context);

}  // namespace maillage::cli
