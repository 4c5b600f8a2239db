#pragma once

#include <string>

#include "network/domain/session.h"
#include "platform/core/time.h"

/// French as the pages print it.
namespace maillage::network::web {

/// `mardi 3 février 2026`, `jeudi 1er octobre 2026`.
std::string LongDate(CivilDate date);
/// `9 h 30`, `16 h`.
std::string Hour(LocalTime time);
/// `mardi 3 février 2026, de 9 h 30 à 16 h 30`; over several days `du lundi … à 9 h au mardi … à 17 h`.
std::string SpanOf(const Session& session);
/// `mardi 3 février 2026 à 9 h 30` of an instant in a zone.
std::string MomentIn(const Zone& zone, Instant instant);

}  // namespace maillage::network::web
