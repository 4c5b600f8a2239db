#include "platform/core/json_text.h"

#include <gtest/gtest.h>

namespace maillage {
namespace {

std::string Written(std::string_view text) {
  std::string out;
  AppendJsonText(out, text);
  return out;
}

TEST(JsonText, IsWhatADocumentWouldWrite) {
  for (const std::string text : {"", "plain", "a \"quote\"", "back\\slash", "line\nfeed", "Aïcha", "\x7F", "\x01"}) {
    EXPECT_EQ(Written(text), nlohmann::json(text).dump());
    EXPECT_EQ(nlohmann::json::parse(Written(text)).get<std::string>(), text);
  }
}

TEST(JsonText, ReplacesWhatIsNoUtf8) { EXPECT_EQ(Written("caf\xE9"), "\"caf\uFFFD\""); }

}  // namespace
}  // namespace maillage
