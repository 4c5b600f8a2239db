#include "directory/rpc/requests.h"

#include <algorithm>

#include "platform/core/ids.h"
#include "platform/outbox/outbox.h"

namespace maillage::directory::rpc {
namespace {

constexpr const char* kTopic = "maillage.directory.events";

std::string Pattern(const std::string& value, bool part) {
  std::string pattern;
  for (const char c : value) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return part ? "%" + pattern + "%" : pattern;
}

tl::unexpected<Error> FieldFailure(const std::string& field, const std::string& message) {
  auto failure = Fail(reason::kInvalidRequest, "{} {}", field, message);
  failure.value().faults.push_back({field, message});
  return failure;
}

}  // namespace

Result<std::vector<std::string>> IdsIn(const std::string& name, const char* pattern, const char* field) {
  auto ids = MatchName(name, pattern);
  if (ids.empty()) return FieldFailure(field, fmt::format("is not a name like {}", pattern));
  return ids;
}

Status CheckEtag(const std::string& etag, std::int64_t version) {
  if (etag.empty() || etag == std::to_string(version)) return {};
  return Fail(reason::kEtagMismatch, "the etag is {} by now", version);
}

Status ApplyMask(const google::protobuf::FieldMask& mask, const std::vector<std::string>& changeable,
                 const google::protobuf::Message& from, google::protobuf::Message& to) {
  std::vector<std::string> paths(mask.paths().begin(), mask.paths().end());
  if (paths.empty() || paths == std::vector<std::string>{"*"}) paths = changeable;
  for (const auto& path : paths) {
    if (std::find(changeable.begin(), changeable.end(), path) == changeable.end())
      return FieldFailure("update_mask", fmt::format("names {}, which cannot be changed", path));
    const auto* field = from.GetDescriptor()->FindFieldByName(path);
    to.GetReflection()->ClearField(&to, field);
    // Merging a copy that has this field alone takes over every type of field.
    std::unique_ptr<google::protobuf::Message> only(from.New());
    only->CopyFrom(from);
    std::vector<const google::protobuf::FieldDescriptor*> set;
    only->GetReflection()->ListFields(*only, &set);
    for (const auto* other : set)
      if (other != field) only->GetReflection()->ClearField(only.get(), other);
    to.MergeFrom(*only);
  }
  return {};
}

Result<std::map<std::string, std::string>> ReadFilter(const std::string& filter, const std::set<std::string>& exact,
                                                      const std::set<std::string>& texts) {
  std::vector<std::string> fields(exact.begin(), exact.end());
  fields.insert(fields.end(), texts.begin(), texts.end());
  auto conditions = listing::ParseFilter(filter, fields);
  if (!conditions) return Propagate(conditions);
  std::map<std::string, std::string> values;
  for (const auto& [field, op, value] : *conditions) {
    const bool is_text = texts.count(field) > 0;
    if (op != "=" && !(is_text && op == ":"))
      return Fail(reason::kInvalidFilter, "{} cannot be compared by {}", field, op);
    if (value.empty()) return Fail(reason::kInvalidFilter, "{} is compared with nothing", field);
    if (!values.emplace(field, is_text ? Pattern(value, op == ":") : value).second)
      return Fail(reason::kInvalidFilter, "{} is named twice", field);
  }
  return values;
}

void Tell(pg::Transaction& tx, const Call& call, const std::string& caf, const std::string& key,
          const google::protobuf::Message& fact) {
  outbox::Append(tx, {kTopic, key, caf, call.now, call.trace}, fact);
}

bool RunsPlatform(const Call& call, const std::string& caf) {
  return call.caller.HasRole(caf, "ADMIN") || call.caller.HasRole(caf, "SERVICE");
}

}  // namespace maillage::directory::rpc
