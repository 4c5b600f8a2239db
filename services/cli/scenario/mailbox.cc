#include "cli/scenario/mailbox.h"

#include <filesystem>

namespace maillage::cli {
namespace fs = std::filesystem;

int CopyMails(const std::string& stack, const std::string& folder) {
  const auto inbox = fs::path(stack) / "mails";
  if (!fs::exists(inbox) || (fs::exists(folder) && fs::equivalent(inbox, folder))) return 0;
  fs::create_directories(folder);
  int copied = 0;
  for (const auto& entry : fs::directory_iterator(inbox)) {
    if (entry.path().extension() != ".eml") continue;
    fs::copy_file(entry.path(), fs::path(folder) / entry.path().filename(), fs::copy_options::overwrite_existing);
    ++copied;
  }
  return copied;
}

}  // namespace maillage::cli
