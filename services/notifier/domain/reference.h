#pragma once

#include <cstdint>
#include <string>

#include "notifier/domain/book.h"

/// References (REMINDERS.md §1) as numbers, as Row::reference has them, and as text.
namespace maillage::notifier {

std::int64_t Days(CivilDate date);
std::int64_t Micros(Instant instant);
/// `2026-02-03`, or an RFC 3339 instant in UTC (§6).
std::string ReferenceText(const Row& row);
std::int64_t ParseReference(const Rule& rule, const std::string& text);

}  // namespace maillage::notifier
