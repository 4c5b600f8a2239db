#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Texts and addresses as strangers wrote them, made harmless.
namespace maillage::notifier::mail {

/// Valid UTF-8 on one line: no control characters, no direction overrides, nothing invisible; blanks joined; at most
/// `limit` characters, the last an ellipsis when it was cut.
std::string OneLine(std::string_view text, std::size_t limit);

/// The lines of a text, each cleaned, without the empty ones; at most `limit` of them.
std::vector<std::string> Lines(std::string_view text, std::size_t limit);

/// The address when it may stand in a mail as a link: http or https, printable ASCII without quotes, brackets or
/// blanks; else "".
std::string SafeUrl(std::string_view url);

/// Whether a mailbox can be written to: one @, ASCII, nothing that could end a header or an SMTP command.
bool IsMailbox(std::string_view address);

}  // namespace maillage::notifier::mail
