#pragma once

#include <string>

namespace maillage::cli {

/// Copies every mail that the stack's mail catcher has stored (`<stack>/mails/*.eml`) into `folder`; how many.
int CopyMails(const std::string& stack, const std::string& folder);

}  // namespace maillage::cli
