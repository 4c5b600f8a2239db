#pragma once

#include <string>

#include "cli/base/platform.h"

namespace maillage::cli {

struct PlayOptions {
  std::string file;
  /// Folder for the mails (`*.eml`) and `refused.json`.
  std::string mails;
  /// What exists from the start was loaded before (imports): create nothing, only do the facts.
  bool loaded = false;
  /// No progress on standard error.
  bool quiet = false;
};

/// `maillage scenario play`: plays a scenario on the running, empty stack (test environment only): the clock is set to
/// `starts_at`, what exists is created, then each fact in file order, at last the clock goes to `ends_at`. Facts that
/// the platform refuses are printed with their index and reason, and the play goes on. The exit code.
int Play(const PlayOptions& options);

}  // namespace maillage::cli
