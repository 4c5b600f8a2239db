#pragma once

#include <string>
#include <vector>

#include "platform/http/server.h"

/// The one shape of the pages behind the links in mails: short, readable on a telephone and by a screen reader, no
/// script.
namespace maillage::network::web {

struct Page {
  int status = 200;
  /// What the page is about, in a few words.
  std::string title;
  /// Sentences of plain text, a paragraph each.
  std::vector<std::string> paragraphs;
  /// What, when, where: label and text.
  std::vector<std::pair<std::string, std::string>> facts;
  /// Text of the one button, which posts to the page's own address; empty: none.
  std::string button;
  /// Ready HTML before the button, inside the form; may be empty.
  std::string fields;
};

http::Response Render(const Page& page);

}  // namespace maillage::network::web
