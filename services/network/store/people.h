#pragma once

#include <string>
#include <vector>

#include "network/domain/ids.h"
#include "platform/core/result.h"
#include "platform/pg/transaction.h"

/// What network knows of people and Cafs: a projection of maillage.directory.events.
namespace maillage::network::store {

struct KnownPerson {
  std::string caf;
  PersonId id;
  std::string given_name;
  std::string family_name;
  /// SIREN; empty: none.
  std::string organisation;
  std::string organisation_name;
  std::string access_needs;
  std::string role;
  bool present = false;

  std::string display_name() const { return given_name + " " + family_name; }
};

struct KnownCaf {
  std::string caf;
  std::string display_name;
  std::string zone;
};

void PutPerson(pg::Transaction& tx, const KnownPerson& person);
void PutCaf(pg::Transaction& tx, const KnownCaf& caf);

/// Keeps the person from leaving until the end of the transaction. Queued: costs no round trip.
void HoldPerson(pg::Transaction& tx, const std::string& caf, const PersonId& person);

/// Error: NOT_FOUND.
Result<KnownPerson> FindPerson(pg::Transaction& tx, const std::string& caf, const PersonId& person);
/// Errors: NOT_FOUND, PERSON_NOT_PRESENT.
Status RequirePresent(pg::Transaction& tx, const std::string& caf, const PersonId& person);
/// Those of `people` that are known, by id.
Result<std::vector<KnownPerson>> FindPeople(pg::Transaction& tx, const std::string& caf,
                                            const std::vector<PersonId>& people);
/// The Caf's IANA zone; Europe/Paris for one that network has not heard of yet.
Result<std::string> ZoneOfCaf(pg::Transaction& tx, const std::string& caf);

}  // namespace maillage::network::store
