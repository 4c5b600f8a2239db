#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/core/time.h"

/// French as it is printed: dates, hours, lists and the spaces before high punctuation.
namespace maillage::notifier::mail {

/// `mardi 3 février`, `jeudi 1er octobre`.
std::string DayOf(CivilDate date);
/// `mardi 3 février 2026`.
std::string LongDate(CivilDate date);
/// `3 février 2026`.
std::string PlainDate(CivilDate date);
/// `9 h 30`, `16 h`.
std::string Hour(LocalTime time);
/// `mardi 3 février 2026, de 9 h 30 à 16 h 30`; over several days `du lundi … à 9 h au mardi … à 17 h`.
std::string Span(LocalTime starts_at, LocalTime ends_at);
/// `demain, mardi 3 février`, `aujourd’hui, …`, else `mardi 3 février`.
std::string NearDay(CivilDate date, CivilDate today);
/// `le mardi 3 février ou le jeudi 5 février 2026`: the year once when it is the same; more than four become `du … au
/// …`. `article` is put before each date (`le `, or nothing).
std::string Dates(std::vector<CivilDate> dates, std::string_view article, std::string_view conjunction);
/// `heure de La Réunion`.
std::string ZoneName(std::string_view zone);
/// `1re`, `2e`.
std::string Ordinal(int number);

/// `de Bruno`, `d’Aïcha`.
std::string Of(std::string_view name);
/// Whether a text begins with a word, whatever the case: `Séminaire départemental` with `séminaire`.
bool BeginsWithWord(std::string_view text, std::string_view word);

std::string Capitalised(std::string_view text);
/// Narrow no-break spaces before ; : ! ? » and after «, apostrophes curved. For prose, not for addresses.
std::string Typographic(std::string_view text);

}  // namespace maillage::notifier::mail
