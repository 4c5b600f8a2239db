#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "directory/domain/post.h"
#include "platform/tabular/table.h"

namespace maillage::directory {

/// The columns of posts.csv (data/README.md).
tabular::Format PostsFormat();

/// What an import of posts is judged against.
struct PostsContext {
  std::string caf;
  /// The Caf's present day; nullopt: the stepped clock was not told the time yet.
  std::optional<CivilDate> today;
  /// All posts of the Caf, by id.
  std::map<std::string, Post> known;
  /// Ids of the Caf's people, and whether they are present.
  std::map<std::string, bool> people;
  /// Ids of the conventions that exist; empty: unchecked.
  std::set<std::string> conventions;
  /// SIRENs of the file that the reference data should have and does not (IsOfAKnownSeries).
  std::set<std::string> unknown_sirens;
};

/// One post that a file makes or changes, and what happened to it.
struct PlannedPost {
  PostRow row;
  bool opened = false;
  bool changed = false;  // other details
  std::optional<Assignment> filled;
  std::optional<Assignment> vacated;
  bool closed = false;
};

/// What a file of posts comes to: nothing is to be done when there are faults.
struct PostsPlan {
  std::vector<PlannedPost> posts;
  int unchanged = 0;
  std::vector<tabular::Fault> faults;  // with those of the table
};

/// Reads every row and compares it with what is known. A column that the file does not have leaves what is known as it
/// is.
PostsPlan PlanPosts(const tabular::Table& table, const PostsContext& context);

}  // namespace maillage::directory
