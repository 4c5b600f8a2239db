#include "notifier/mail/templates.h"

#include <ctemplate/template.h>
#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "notifier/mail/french.h"
#include "notifier/mail/template_files.h"

namespace maillage::notifier::mail {
namespace {

constexpr std::array kParts{"SUBJECT", "SHORT", "OPENING", "BODY", "BLOCKS", "ACTIONS", "WHY"};

std::string Key(std::string_view rule, std::string_view part) { return fmt::format("{}/{}", rule, part); }

std::string_view PartOf(const TemplateFile& file, std::string_view part) {
  const auto opening = fmt::format("{{{{#{}}}}}", part);
  const auto begin = file.content.find(opening);
  const auto end = file.content.find(fmt::format("{{{{/{}}}}}", part));
  if (begin == std::string_view::npos || end == std::string_view::npos) {
    throw std::runtime_error(fmt::format("the template {} has no part {}", file.name, part));
  }
  return file.content.substr(begin + opening.size(), end - begin - opening.size());
}

void Add(ctemplate::TemplateCache& cache, const std::string& key, std::string_view content) {
  if (!cache.StringToTemplateCache(key, content.data(), content.size(), ctemplate::DO_NOT_STRIP)) {
    throw std::runtime_error(fmt::format("the template {} is malformed", key));
  }
}

}  // namespace

Templates::Templates() : cache_(std::make_unique<ctemplate::TemplateCache>()) {
  for (const auto& file : TemplateFiles()) {
    if (file.name.starts_with("layout.")) {
      Add(*cache_, std::string(file.name), Typographic(file.content));
      continue;
    }
    for (const char* part : kParts) Add(*cache_, Key(file.name, part), PartOf(file, part));
  }
  cache_->Freeze();
}

Templates::~Templates() = default;

bool Templates::Has(std::string_view rule) const {
  for (const auto& file : TemplateFiles()) {
    if (file.name == rule && !rule.starts_with("layout.")) return true;
  }
  return false;
}

std::string Templates::Part(std::string_view rule, std::string_view part,
                            const ctemplate::TemplateDictionary& words) const {
  return Expand(Key(rule, part), words);
}

std::string Templates::Layout(std::string_view name, const ctemplate::TemplateDictionary& words) const {
  return Expand(std::string(name), words);
}

std::string Templates::Expand(const std::string& key, const ctemplate::TemplateDictionary& words) const {
  std::string out;
  cache_->ExpandNoLoad(key, ctemplate::DO_NOT_STRIP, &words, nullptr, &out);
  return out;
}

}  // namespace maillage::notifier::mail
