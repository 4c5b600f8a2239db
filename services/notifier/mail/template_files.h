#pragma once

#include <string_view>
#include <vector>

namespace maillage::notifier::mail {

/// One file of services/notifier/templates: `meeting.eve` and its content.
struct TemplateFile {
  std::string_view name;
  std::string_view content;
};

/// All of them, by name. Generated from the folder when the program is built.
const std::vector<TemplateFile>& TemplateFiles();

}  // namespace maillage::notifier::mail
