#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/domain/problems.h"
#include "directory/domain/words.h"
#include "platform/core/time.h"

namespace maillage::directory {

/// How a post's time is divided between the four roles, in per cent: 100 together, or all zero when nobody said.
struct MissionMix {
  int coordinator = 0;
  int facilitator = 0;
  int advisor = 0;
  int mobiliser = 0;

  friend bool operator==(const MissionMix&, const MissionMix&) = default;
};

/// What a post is: everything that an update or an import may change. Only the convention is required.
struct PostDetails {
  std::string convention;
  std::string employer_siren;
  std::string employer_name;
  std::string title;
  int fte_hundredths = 0;  // 0: not said
  std::string org_position;
  std::string job_frame;
  std::string category;
  bool is_lead = false;
  bool has_other_duties = false;
  bool funded = false;
  MissionMix mission_mix;
  std::vector<std::string> themes;
  std::optional<CivilDate> opened_on;

  friend bool operator==(const PostDetails&, const PostDetails&) = default;
};

/// Everything that is wrong with the details, by field.
std::vector<FieldProblem> ProblemsOf(const PostDetails& details);

/// Who holds a post, and when. Both days belong to it.
struct Assignment {
  std::string person;  // id
  CivilDate from;
  std::optional<CivilDate> to;  // nullopt: the end is not known
  int fte_hundredths = 0;       // 0: the post's

  bool Holds(CivilDate day) const { return from <= day && (!to || day <= *to); }
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// A post as stored.
struct PostRow {
  std::string caf;
  std::string id;
  PostDetails details;
  std::optional<CivilDate> closed_on;
  std::vector<Assignment> assignments;  // by `from`
  std::int64_t version = 1;

  friend bool operator==(const PostRow&, const PostRow&) = default;
};

/// One post of cooperation in a convention. It outlives the people who hold it.
///
/// Invariant: assignments never overlap, and only the last one's end may be unknown.
class Post {
 public:
  /// Error: INVALID_REQUEST with every fault.
  static Result<Post> Open(const std::string& caf, const std::string& id, const PostDetails& details);
  static Post FromStored(PostRow row) { return Post(std::move(row)); }

  /// Whether something changed. Error: INVALID_REQUEST.
  Result<bool> Change(const PostDetails& details);
  /// Errors: POST_HELD (held on the first day or later), POST_CLOSED, INVALID_REQUEST.
  Status Assign(const Assignment& assignment);
  /// The assignment that holds on `to` ends with that day; answers it. Error: POST_NOT_HELD (nobody holds it on that
  /// day, or the end is known already).
  Result<Assignment> Unassign(CivilDate to);
  /// Errors: POST_HELD (held after `day`), POST_CLOSED (already).
  Status Close(CivilDate day);

  PostState StateOn(CivilDate today) const;
  const PostRow& row() const { return row_; }

 private:
  explicit Post(PostRow row) : row_(std::move(row)) {}
  bool HeldFrom(CivilDate day) const;

  PostRow row_;
};

}  // namespace maillage::directory
