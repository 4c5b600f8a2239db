#include "network/web/survey_form.h"

#include <fmt/format.h>

#include <algorithm>

namespace maillage::network::web {
namespace {

constexpr std::size_t kLongestComment = 2000;

std::string Scale(const std::string& name, const std::string& question, int from, int to) {
  std::string html = fmt::format("<fieldset class=\"scale\"><legend>{}</legend>\n", question);
  for (int value = from; value <= to; ++value) {
    html += fmt::format("<label><input type=\"radio\" name=\"{}\" value=\"{}\"> {}</label>\n", name, value, value);
  }
  return html + "</fieldset>\n";
}

int ReadScale(const std::map<std::string, std::string>& form, const std::string& name, int from, int to, int unsaid) {
  const auto field = form.find(name);
  if (field == form.end() || field->second.empty() || field->second.size() > 2) return unsaid;
  if (field->second.find_first_not_of("0123456789") != std::string::npos) return unsaid;
  const int value = std::stoi(field->second);
  return value < from || value > to ? unsaid : value;
}

/// Without control characters but line breaks.
std::string ReadComment(std::string text) {
  std::erase_if(text,
                [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F; });
  if (text.size() <= kLongestComment) return text;
  std::size_t end = kLongestComment;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

std::string SurveyFields() {
  return Scale("satisfaction", "La rencontre vous a-t-elle été utile ? (1 : pas du tout, 5 : tout à fait)", 1, 5) +
         Scale("recommendation", "La recommanderiez-vous à un·e collègue ? (0 : non, 10 : sans hésiter)", 0, 10) +
         "<p><label class=\"text\" for=\"comment\">Un mot, si vous le souhaitez</label>\n"
         "<textarea id=\"comment\" name=\"comment\" maxlength=\"1000\"></textarea></p>\n";
}

SurveyAnswer ReadSurvey(const std::map<std::string, std::string>& form) {
  SurveyAnswer answer;
  answer.satisfaction = ReadScale(form, "satisfaction", 1, 5, 0);
  answer.recommendation = ReadScale(form, "recommendation", 0, 10, -1);
  const auto comment = form.find("comment");
  if (comment != form.end()) answer.comment = ReadComment(comment->second);
  return answer;
}

bool SaysAnything(const SurveyAnswer& answer) {
  return answer.satisfaction > 0 || answer.recommendation >= 0 ||
         answer.comment.find_first_not_of(" \n\t") != std::string::npos;
}

}  // namespace maillage::network::web
