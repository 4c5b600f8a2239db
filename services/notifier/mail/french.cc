#include "notifier/mail/french.h"

#include <fmt/format.h>
#include <glib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace maillage::notifier::mail {
namespace {

constexpr std::array kWeekdays{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"};
constexpr std::array kMonths{"janvier", "février", "mars",      "avril",   "mai",      "juin",
                             "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
constexpr const char* kNoBreak = "\u00A0";
constexpr const char* kNarrow = "\u202F";
constexpr std::string_view kOpening = "«";
constexpr std::size_t kDatesOneByOne = 4;

struct Place {
  std::string_view zone;
  std::string_view name;
};
constexpr std::array kPlaces{Place{"Europe/Paris", "Paris"},
                             Place{"Indian/Reunion", "La Réunion"},
                             Place{"Indian/Mayotte", "Mayotte"},
                             Place{"America/Guadeloupe", "la Guadeloupe"},
                             Place{"America/Martinique", "la Martinique"},
                             Place{"America/Cayenne", "la Guyane"}};

std::string DayAndMonth(CivilDate date) {
  const auto day = static_cast<unsigned>(date.day());
  return fmt::format("{}{}{}", day == 1 ? "1er" : std::to_string(day), kNoBreak,
                     kMonths.at(static_cast<unsigned>(date.month()) - 1));
}

std::string WithArticle(CivilDate date, std::string_view article, bool with_year) {
  return std::string(article) + (with_year ? LongDate(date) : DayOf(date));
}

CivilDate DateOf(LocalTime time) { return CivilDate{date::floor<date::days>(time)}; }

/// Bytes of the blank that the text begins with, when it is one that people put before a mark; else 0.
std::size_t BlankAt(std::string_view text) {
  return text.starts_with(' ') ? 1 : text.starts_with(kNoBreak) ? std::string_view(kNoBreak).size() : 0;
}

/// Whether it begins with a mark that has a narrow blank before it.
bool IsMark(std::string_view text) {
  return !text.empty() &&
         (std::string_view(";:!?").find(text.front()) != std::string_view::npos || text.starts_with("»"));
}

}  // namespace

std::string DayOf(CivilDate date) {
  return fmt::format("{} {}", kWeekdays.at(date::weekday{date::local_days{date}}.c_encoding()), DayAndMonth(date));
}

std::string LongDate(CivilDate date) { return fmt::format("{} {}", DayOf(date), static_cast<int>(date.year())); }

std::string PlainDate(CivilDate date) { return fmt::format("{} {}", DayAndMonth(date), static_cast<int>(date.year())); }

std::string Hour(LocalTime time) {
  const auto of_day = date::make_time(time - date::floor<date::days>(time));
  const auto minutes = of_day.minutes().count();
  if (minutes == 0) return fmt::format("{}{}h", of_day.hours().count(), kNoBreak);
  return fmt::format("{}{}h{}{:02}", of_day.hours().count(), kNoBreak, kNoBreak, minutes);
}

std::string Span(LocalTime starts_at, LocalTime ends_at) {
  const auto first = DateOf(starts_at);
  const auto last = DateOf(ends_at);
  if (first == last) return fmt::format("{}, de {} à {}", LongDate(first), Hour(starts_at), Hour(ends_at));
  return fmt::format("du {} à {} au {} à {}", LongDate(first), Hour(starts_at), LongDate(last), Hour(ends_at));
}

std::string NearDay(CivilDate date, CivilDate today) {
  const int days = DaysBetween(today, date);
  if (days == 0) return "aujourd’hui, " + DayOf(date);
  if (days == 1) return "demain, " + DayOf(date);
  return DayOf(date);
}

std::string Dates(std::vector<CivilDate> dates, std::string_view article, std::string_view conjunction) {
  std::sort(dates.begin(), dates.end());
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
  if (dates.empty()) return "";
  if (dates.size() > kDatesOneByOne)
    return fmt::format("du {} au {}", PlainDate(dates.front()), PlainDate(dates.back()));
  std::string text;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const bool last = i + 1 == dates.size();
    if (i > 0) text += last ? fmt::format(" {} ", conjunction) : ", ";
    text += WithArticle(dates[i], article, last || dates[i].year() != dates[i + 1].year());
  }
  return text;
}

std::string ZoneName(std::string_view zone) {
  const auto known =
      std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Place& place) { return place.zone == zone; });
  if (known != kPlaces.end()) return fmt::format("heure de {}", known->name);
  std::string name(zone.substr(zone.rfind('/') == std::string_view::npos ? 0 : zone.rfind('/') + 1));
  std::replace(name.begin(), name.end(), '_', ' ');
  return fmt::format("heure de {}", name);
}

std::string Ordinal(int number) { return number == 1 ? "1re" : fmt::format("{}e", number); }

std::string Of(std::string_view name) {
  const std::unique_ptr<gchar, decltype(&g_free)> plain(g_str_to_ascii(std::string(name).c_str(), "C"), &g_free);
  const bool vowel = plain && *plain != '\0' && std::string_view("aeiouyAEIOUY").find(*plain) != std::string_view::npos;
  return (vowel ? "d’" : "de ") + std::string(name);
}

bool BeginsWithWord(std::string_view text, std::string_view word) {
  const auto fold = [](std::string_view in) {
    const std::unique_ptr<gchar, decltype(&g_free)> folded(g_utf8_casefold(in.data(), static_cast<gssize>(in.size())),
                                                           &g_free);
    return std::string(folded.get());
  };
  const auto folded = fold(text);
  const auto wanted = fold(word);
  return folded.starts_with(wanted) && (folded.size() == wanted.size() || !g_ascii_isalpha(folded[wanted.size()]));
}

std::string Capitalised(std::string_view text) {
  if (text.empty()) return "";
  const std::string all(text);
  const char* rest = g_utf8_next_char(all.c_str());
  char bytes[6];
  const auto size = g_unichar_to_utf8(g_unichar_toupper(g_utf8_get_char(all.c_str())), bytes);
  return std::string(bytes, static_cast<std::size_t>(size)) + rest;
}

// One pass: every text of every mail comes through here.
std::string Typographic(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (auto rest = text; !rest.empty();) {
    const auto blank = BlankAt(rest);
    if (blank > 0 && IsMark(rest.substr(blank))) {
      out += kNarrow;
      rest.remove_prefix(blank);
    } else if (rest.starts_with(kOpening)) {
      out += kOpening;
      rest.remove_prefix(kOpening.size());
      if (const auto after = BlankAt(rest); after > 0) {
        out += kNarrow;
        rest.remove_prefix(after);
      }
    } else {
      out += rest.front();
      rest.remove_prefix(1);
    }
  }
  for (auto at = out.find('\'', 1); at != std::string::npos && at + 1 < out.size(); at = out.find('\'', at + 1)) {
    const auto letter = [](char c) { return g_ascii_isalpha(c) || (static_cast<unsigned char>(c) & 0x80) != 0; };
    if (letter(out[at - 1]) && letter(out[at + 1])) out.replace(at, 1, "’");
  }
  return out;
}

}  // namespace maillage::notifier::mail
