// Faults as a test orders them: linked into the programs of bin/faulty in the place of none.cc, and into nothing else.
//
// The variable MAILLAGE_FAULTS names a folder. Its file `rules` (rules/rules.h) is read again whenever it was replaced;
// each fault is noted in `hits` before it happens. Other programs refuse to start with the variable, as with any
// setting that they do not know.

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>
#include <tuple>

#include "platform/fault/rules/rules.h"

namespace maillage::fault {
namespace {

/// The folder; the settings of the service, which are read in main, do not see the variable any more.
std::string TakeFolder() {
  const char* folder = std::getenv("MAILLAGE_FAULTS");
  if (folder == nullptr) return {};
  std::string taken = folder;
  unsetenv("MAILLAGE_FAULTS");
  return taken;
}

const std::string folder = TakeFolder();

class Layer {
 public:
  std::vector<Rule> Meet(Point point, When when, std::string_view about) {
    const std::lock_guard lock(mutex_);
    ReadWhenReplaced();
    auto acting = rules_.Meet(point, when, about);
    for (const auto& rule : acting) Note(rule, about);
    return acting;
  }

 private:
  /// Of the file: which one, and when it was written.
  using Version = std::tuple<ino_t, time_t, long>;

  void ReadWhenReplaced() {
    struct stat found {};
    const std::string file = folder + "/rules";
    if (stat(file.c_str(), &found) != 0) return;
    const Version version{found.st_ino, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
    if (version == version_) return;
    version_ = version;
    std::ifstream content(file);
    std::ostringstream text;
    text << content.rdbuf();
    rules_ = Rules::Parse(text.str());
  }

  /// One write, so that it is there even when the process is killed a moment later.
  void Note(const Rule& rule, std::string_view about) {
    const auto line = fmt::format("{} {} {} {} {}\n", rule.id, NameOf(rule.point), NameOf(rule.when),
                                  NameOf(rule.action), about.empty() ? "-" : about);
    const int file = open((folder + "/hits").c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0 || write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      std::perror("a fault could not be noted");
    if (file >= 0) close(file);
  }

  std::mutex mutex_;
  Version version_;
  Rules rules_;
};

bool Happens(Point point, When when, std::string_view about) {
  if (folder.empty()) return false;
  static Layer layer;
  bool fails = false;
  for (const auto& rule : layer.Meet(point, when, about)) {
    if (rule.action == Action::kFail) fails = true;
    if (rule.action == Action::kDelay) std::this_thread::sleep_for(std::chrono::milliseconds(rule.milliseconds));
    if (rule.action == Action::kKill) kill(getpid(), SIGKILL);
    if (rule.action == Action::kStop) kill(getpid(), SIGSTOP);
  }
  return fails;
}

}  // namespace

bool Fails(Point point, std::string_view about) { return Happens(point, When::kBefore, about); }
bool LosesAnswer(Point point, std::string_view about) { return Happens(point, When::kAfter, about); }

}  // namespace maillage::fault
