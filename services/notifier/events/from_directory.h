#pragma once

#include "notifier/domain/model.h"

namespace maillage::directory::v1 {
class Caf;
class Person;
class Post;
}  // namespace maillage::directory::v1

namespace maillage::notifier::events {

/// directory's resources as the notifier keeps them. Errors: INVALID_DATE.
Caf ToCaf(const maillage::directory::v1::Caf& caf);
Result<Person> ToPerson(const maillage::directory::v1::Person& person);
Result<Post> ToPost(const maillage::directory::v1::Post& post);

/// `YYYY-MM-DD`; nullopt for an empty text. Error: INVALID_DATE.
Result<std::optional<CivilDate>> OptionalDate(const std::string& text);

}  // namespace maillage::notifier::events
