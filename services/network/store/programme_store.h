#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/domain/programme.h"
#include "platform/core/call.h"
#include "platform/pg/transaction.h"

/// Programmes of a year. Who locks several things locks events first, then needs, then programmes: no deadlock.
namespace maillage::network::store {

/// Which programmes a list shows; what is absent does not filter.
struct ProgrammeFilter {
  std::optional<ProgrammeState> state;
  /// Those that are not announced yet are left out.
  bool without_drafts = false;
};

/// Locked until the end of the transaction. Error: NOT_FOUND.
Result<Programme> LockProgramme(pg::Transaction& tx, const std::string& caf, int year);
/// Error: NOT_FOUND.
Result<Programme> LoadProgramme(pg::Transaction& tx, const std::string& caf, int year);
/// By year, at most `limit`, after the year `after`.
Result<std::vector<Programme>> ListProgrammes(pg::Transaction& tx, const std::string& caf,
                                              const ProgrammeFilter& filter, int after, int limit);
/// With the events of their years, in the same order. All of one Caf.
Result<std::vector<ProgrammeView>> ViewsOf(pg::Transaction& tx, const std::vector<Programme>& programmes);

/// The next version, with its fact; answers what was written. A first version that is there already: ALREADY_EXISTS.
Result<ProgrammeView> SaveProgramme(pg::Transaction& tx, const Call& call, const Programme& programme,
                                    ProgrammeState previous);
/// Begins the programme of a year that has none. Holds the events of the year, like NeedsOfYear.
Status BeginMissing(pg::Transaction& tx, const Call& call, int year);
/// The needs that events of the year answer, by id. Holds these events until the end of the transaction, so that no
/// need is planned into them unseen.
Result<std::vector<NeedId>> NeedsOfYear(pg::Transaction& tx, const std::string& caf, int year);
/// Those of `needs` that are known.
Result<std::vector<NeedId>> KnownNeeds(pg::Transaction& tx, const std::string& caf, const std::vector<NeedId>& needs);

/// The programme of the year, where there is one, takes the needs up, with a ProgrammeChanged when that is new.
/// Error: PROGRAMME_CLOSED.
Status TakeUp(pg::Transaction& tx, const Call& call, int year, const std::vector<NeedId>& needs);
/// Events may enter and leave these years, and nobody closes them before the end of the transaction.
/// Error: PROGRAMME_CLOSED.
Status RequireOpenYears(pg::Transaction& tx, const std::string& caf, const std::vector<int>& years);

}  // namespace maillage::network::store
