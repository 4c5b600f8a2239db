#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/core/result.h"

/// Lists after Google's AIP-158 (pages) and a subset of AIP-160 (filters).
namespace maillage::listing {

struct Condition {
  std::string field;
  std::string op;  // "=", ":", "!=", ">=", "<=", ">", "<"
  std::string value;
};
/// `kind = "WELCOME" AND display_name : "val"`: conditions joined by AND, values bare or quoted; an empty filter has
/// none. Fields must be among `fields`. Error: INVALID_FILTER.
Result<std::vector<Condition>> ParseFilter(const std::string& filter, const std::vector<std::string>& fields);

struct Page {
  int size;           // 1..1000; 100 when the client asked for 0; no more than 1000 whatever it asked
  std::string after;  // key of the last item of the page before; empty: from the start
};
/// A page token carries the key of the last item and a digest of Caf, parent and filter: one made for another list is
/// INVALID_PAGE_TOKEN. A negative size is INVALID_REQUEST. `scope` is that which must not change between pages.
Result<Page> ReadPage(int page_size, const std::string& page_token, const std::string& scope);
std::string NextToken(const std::string& last_key, const std::string& scope);

}  // namespace maillage::listing
