#pragma once

#include <string>
#include <vector>

#include "notifier/mail/mail.h"

/// Mail merge: a mailing is one letter to many people. What is everybody's in it is worded and encoded once; what is
/// each one's own (the given name, the signed links) is merged in.
namespace maillage::notifier::mail {

/// What is one recipient's own in a mail and stands in its texts as it is, by number.
using MergeFields = std::vector<std::string>;

/// Takes them out of a mail. In the place of each stays a mark, which no text of anybody's can contain; what only
/// headers and the calendar part say of the recipient is emptied. So the mails of one mailing become equal, and
/// whatever else their words depend on is still there.
MergeFields TakeFields(Mail& mail);

/// A body as it leaves.
struct Body {
  std::string text;
  std::string encoded;  ///< Quoted-printable, lines ended by CR LF.
};

/// A body with marks in the place of fields.
class Form {
 public:
  enum class Kind { kText, kHtml };
  Form(Kind kind, const std::string& marked);
  /// As if the fields had stood where the marks are when it was written.
  Body Fill(const MergeFields& fields) const;

 private:
  /// Lines without a field, or one with fields: a text and the field after it, in turn.
  struct Stretch {
    Body fixed;
    std::vector<std::pair<std::string, std::size_t>> fields;
    std::string rest;
  };
  void AddLine(std::string_view line);
  std::string Escaped(const std::string& field) const;

  const Kind kind_;
  std::vector<Stretch> stretches_;
};

}  // namespace maillage::notifier::mail
