#pragma once

#include <string>
#include <vector>

#include "directory/domain/person.h"
#include "platform/pg/transaction.h"

namespace maillage::directory::store {

/// Reads without locking. Error: NOT_FOUND.
Result<Person> ReadPerson(pg::Transaction& tx, const std::string& caf, const std::string& id);
/// For a change: nobody else changes the person until the transaction ends. Error: NOT_FOUND.
Result<Person> LockPerson(pg::Transaction& tx, const std::string& caf, const std::string& id);
/// Whether the person is present, and stays so until the transaction ends. Error: NOT_FOUND.
Result<bool> HoldPresence(pg::Transaction& tx, const std::string& caf, const std::string& id);

/// Queues the row. What is in its way is heard of at the commit, so that a create is one round trip.
void InsertPerson(pg::Transaction& tx, const PersonRow& row);
/// The error of a transaction that inserted `row`, in words: NOT_FOUND (the Caf), ALREADY_EXISTS (the id), or as it is.
Error WhyNotInserted(Error error, const PersonRow& row);
/// Writes everything with the next version and answers the row as it is then.
Result<PersonRow> SavePerson(pg::Transaction& tx, PersonRow row);

/// What a list must match; an empty text matches all. Names are patterns of LIKE, case does not count.
struct PeopleFilter {
  std::string kind;
  std::string role;
  std::string state;
  std::string organisation;
  std::string email;
  std::string family_name;
  std::string display_name;
};
/// By id, after `after`.
Result<std::vector<PersonRow>> ListPeople(pg::Transaction& tx, const std::string& caf, const PeopleFilter& filter,
                                          const std::string& after, int limit);

/// For an import: everybody the Caf ever had, locked.
Result<std::vector<Person>> LockPeople(pg::Transaction& tx, const std::string& caf);
/// Writes what an import decided: those who join, and those who changed (with the next version, which the rows get).
/// Addresses may change places among them.
Status ImportPeople(pg::Transaction& tx, const std::vector<PersonRow>& joined, std::vector<PersonRow>& changed);

}  // namespace maillage::directory::store
