#include <fmt/format.h>

#include <fstream>

#include "tests/domain/scenario_player.h"

namespace maillage::scenario {

Played ReadWanted(const std::string& path) {
  Played wanted;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json.contains("refused")) {
      wanted.refused.insert(json["refused"].get<int>());
      continue;
    }
    SentMail mail{json["at"], json["to"], {}};
    for (const auto& section : json["sections"]) mail.sections.insert(section.get<std::string>());
    wanted.mails.insert(std::move(mail));
  }
  return wanted;
}

namespace {

template <class Set, class Print>
std::string Lines(const Set& from, const Set& without, const char* what, Print print) {
  std::string lines;
  Set rest = without;
  for (const auto& each : from) {
    const auto found = rest.find(each);
    if (found != rest.end()) {
      rest.erase(found);
    } else {
      lines += fmt::format("{} {}\n", what, print(each));
    }
  }
  return lines;
}

}  // namespace

std::string Difference(const Played& wanted, const Played& played) {
  const auto mail = [](const SentMail& each) {
    std::string sections;
    for (const auto& section : each.sections) sections += " [" + section + "]";
    return each.at + " " + each.to + sections;
  };
  const auto index = [](int each) { return std::to_string(each); };
  return Lines(wanted.refused, played.refused, "not refused:", index) +
         Lines(played.refused, wanted.refused, "refused:", index) +
         Lines(wanted.mails, played.mails, "missing:", mail) + Lines(played.mails, wanted.mails, "extra:", mail);
}

}  // namespace maillage::scenario
