#pragma once

#include <memory>
#include <string>
#include <vector>

#include "notifier/mail/mail.h"
#include "notifier/mail/templates.h"

namespace maillage::notifier::mail {

/// One section as its template words it.
struct Piece {
  const Section* section = nullptr;
  std::string subject;  ///< Subject line when it is alone, heading in a digest.
  std::string brief;    ///< A few words for a digest's subject line.
  std::vector<std::string> paragraphs;
  std::string why;
  std::string blocks;  ///< Words among: sessions alternatives seats agenda documents.

  struct Action {
    bool button = false;  ///< Else a plain link.
    std::string url;
    std::string label;
  };
  std::vector<Action> actions;
};

/// Expands a rule's template.
Piece Write(const Templates& templates, const Mail& mail, const Section& section);

/// The dictionary of both layouts.
std::unique_ptr<ctemplate::TemplateDictionary> FillPage(const Mail& mail, const std::string& subject_line,
                                                        const std::vector<Piece>& pieces);

}  // namespace maillage::notifier::mail
