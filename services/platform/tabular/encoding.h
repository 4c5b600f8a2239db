#pragma once

#include <string>
#include <string_view>

#include "platform/tabular/table.h"

namespace maillage::tabular {

struct Decoded {
  /// As in Table::encoding.
  std::string encoding;
  /// UTF-8, without a mark.
  std::string text;
};

/// Bytes to text. By the mark when there is one; else UTF-8 when it is that; else UTF-16 when every other byte is NUL;
/// else Windows-1252 (and so Latin-1), unless it is UTF-8 with a broken place: then a fault, because to read it as
/// Windows-1252 would spoil every accent without a word.
tl::expected<Decoded, Fault> Decode(std::string_view content);

}  // namespace maillage::tabular
