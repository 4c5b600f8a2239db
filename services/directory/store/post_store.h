#pragma once

#include <string>
#include <vector>

#include "directory/domain/post.h"
#include "platform/pg/transaction.h"

namespace maillage::directory::store {

/// Reads without locking. Error: NOT_FOUND.
Result<Post> ReadPost(pg::Transaction& tx, const std::string& caf, const std::string& id);
/// For a change: nobody else changes the post until the transaction ends. Error: NOT_FOUND.
Result<Post> LockPost(pg::Transaction& tx, const std::string& caf, const std::string& id);

/// Errors: ALREADY_EXISTS (the id), SECOND_LEAD. The Caf exists.
Status InsertPost(pg::Transaction& tx, const PostRow& row);
/// Writes everything, assignments included, with the next version; answers the row as it is then. Error: SECOND_LEAD.
Result<PostRow> SavePost(pg::Transaction& tx, PostRow row);

/// What a list must match; an empty text matches all.
struct PostFilter {
  std::string convention;
  std::string employer_siren;
  std::string state;  // on the day given
};
/// By id, after `after`.
Result<std::vector<PostRow>> ListPosts(pg::Transaction& tx, const std::string& caf, const PostFilter& filter,
                                       CivilDate today, const std::string& after, int limit);

/// For an import: all the Caf's posts, locked.
Result<std::vector<Post>> LockPosts(pg::Transaction& tx, const std::string& caf);
/// Writes what an import decided: those who are new, and those who changed (with the next version, which the rows get).
/// The lead of a convention may change places among them.
Status ImportPosts(pg::Transaction& tx, const std::vector<PostRow>& opened, std::vector<PostRow>& changed);

}  // namespace maillage::directory::store
