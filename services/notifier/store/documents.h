#pragma once

#include <string>

#include "notifier/domain/model.h"

/// The structs of domain/model.h as JSON documents and back. A field that an older document lacks keeps its default, so
/// a field can be added without a migration. Reading a malformed document throws nlohmann::json::exception: a fault of
/// the store.
namespace maillage::notifier::store {

std::string ToDocument(const Caf& caf);
std::string ToDocument(const Person& person);
std::string ToDocument(const Post& post);
std::string ToDocument(const Event& event);
std::string ToDocument(const Registration& registration);
std::string ToDocument(const Attendance& attendance);
std::string ToDocument(const SurveyAnswer& answer);
std::string ToDocument(const Decline& decline);
std::string ToDocument(const RuleOverride& change);

/// Defined for each of the types above.
template <class T>
T FromDocument(const std::string& document);

}  // namespace maillage::notifier::store
