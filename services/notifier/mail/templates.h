#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ctemplate {
class TemplateCache;
class TemplateDictionary;
}  // namespace ctemplate

namespace maillage::notifier::mail {

/// The French of services/notifier/templates, compiled into the program. A rule's file has the parts of `kParts`; the
/// layouts are whole files. Immutable once made; thread-safe.
class Templates {
 public:
  /// Throws std::runtime_error that names a template which is malformed or lacks a part.
  Templates();
  ~Templates();

  bool Has(std::string_view rule) const;
  /// `part` of a rule's file. As plain text: whatever the values hold, they are never read as a template.
  std::string Part(std::string_view rule, std::string_view part, const ctemplate::TemplateDictionary& words) const;
  /// `layout.txt` or `layout.html` (there every value is escaped for its place).
  std::string Layout(std::string_view name, const ctemplate::TemplateDictionary& words) const;

 private:
  std::string Expand(const std::string& key, const ctemplate::TemplateDictionary& words) const;

  std::unique_ptr<ctemplate::TemplateCache> cache_;
};

}  // namespace maillage::notifier::mail
