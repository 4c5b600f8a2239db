#include "platform/rpc/access.h"

#include <algorithm>
#include <stdexcept>

#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/rpc/references.h"

namespace maillage::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Path = std::vector<const FieldDescriptor*>;

constexpr const char* kEveryCaf = "*";

bool IsText(const FieldDescriptor* field) {
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated();
}

bool IsSubmessage(const FieldDescriptor* field) {
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated();
}

Path FindPath(const MethodDescriptor& method, const std::string& dotted) {
  Path path;
  const Descriptor* message = method.input_type();
  std::size_t start = 0;
  while (start <= dotted.size()) {
    auto end = std::min(dotted.find('.', start), dotted.size());
    const auto* field = message == nullptr ? nullptr : message->FindFieldByName(dotted.substr(start, end - start));
    const bool last = end == dotted.size();
    if (last ? !IsText(field) : !IsSubmessage(field)) {
      throw std::logic_error(fmt::format("{}: its access option names {}, which is no text field of {}",
                                         std::string(method.full_name()), dotted,
                                         std::string(method.input_type()->full_name())));
    }
    path.push_back(field);
    message = field->message_type();
    start = end + 1;
  }
  return path;
}

/// The first of `name`, `parent` and `<resource>.name`.
Path DefaultCafPath(const MethodDescriptor& method) {
  const Descriptor* request = method.input_type();
  for (const char* name : {"name", "parent"}) {
    if (const auto* field = request->FindFieldByName(name); IsText(field)) return {field};
  }
  for (int i = 0; i < request->field_count(); ++i) {
    const auto* field = request->field(i);
    if (!IsSubmessage(field)) continue;
    if (const auto* name = field->message_type()->FindFieldByName("name"); IsText(name)) return {field, name};
  }
  throw std::logic_error(
      fmt::format("{}: no field of its request names a Caf; say caf_from", std::string(method.full_name())));
}

std::string Read(const Message& request, const Path& path) {
  const Message* message = &request;
  for (const auto* field : path) {
    if (field == path.back()) return message->GetReflection()->GetString(*message, field);
    message = &message->GetReflection()->GetMessage(*message, field);
  }
  return {};
}

std::string Dotted(const Path& path) {
  std::string dotted;
  for (const auto* field : path) dotted += (dotted.empty() ? "" : ".") + std::string(field->name());
  return dotted;
}

bool Holds(const Caller& caller, const std::string& caf, const std::string& role) {
  const auto held = caller.roles.find(caf);
  return held != caller.roles.end() && held->second.contains(role);
}

bool HoldsAnywhere(const Caller& caller, const std::string& role) {
  return std::any_of(caller.roles.begin(), caller.roles.end(),
                     [&](const auto& held) { return held.second.contains(role); });
}

}  // namespace

AccessRule::AccessRule(const MethodDescriptor& method) {
  if (!method.options().HasExtension(maillage::platform::v1::access)) {
    throw std::logic_error(fmt::format("{} says nobody who may call it", std::string(method.full_name())));
  }
  access_ = method.options().GetExtension(maillage::platform::v1::access);
  if (!access_.public_() && access_.roles().empty() && access_.scopes().empty() && access_.self().empty()) {
    throw std::logic_error(fmt::format("{}: its access option lets nobody in", std::string(method.full_name())));
  }
  if (!access_.self().empty()) self_path_ = FindPath(method, access_.self());
  if (access_.caf_from() == "none" || (access_.public_() && access_.caf_from().empty())) return;
  caf_path_ = access_.caf_from().empty() ? DefaultCafPath(method) : FindPath(method, access_.caf_from());
}

Result<std::string> AccessRule::Caf(const Message& request) const {
  if (!tenant()) return kEveryCaf;
  auto caf = std::string(CafOf(Read(request, caf_path_)));
  if (!caf.empty()) return caf;
  Error error = Fail(reason::kInvalidRequest, "{} must be a resource name under cafs/", Dotted(caf_path_)).value();
  error.faults.push_back({Dotted(caf_path_), "must be a resource name: cafs/{caf}/…"});
  return tl::unexpected(std::move(error));
}

Status AccessRule::Check(const Caller& caller, const std::string& caf, const Message& request) const {
  if (open() || HasRole(caller, caf) || HasScope(caller, caf) || IsSelf(caller, caf, request)) return {};
  if (!Belongs(caller, caf)) return NotFound(Resource(request));
  return Fail(reason::kPermissionDenied, "the caller's roles do not allow this method");
}

std::string AccessRule::Resource(const Message& request) const { return Read(request, caf_path_); }

bool AccessRule::HasRole(const Caller& caller, const std::string& caf) const {
  if (access_.roles().empty()) return false;
  for (const char* role : {"ADMIN", "SERVICE"}) {
    if (Holds(caller, caf, role) || Holds(caller, kEveryCaf, role)) return true;
  }
  return std::any_of(access_.roles().begin(), access_.roles().end(), [&](const std::string& role) {
    if (role == "ADMIN" || role == "SERVICE") return false;  // seen above
    return tenant() ? Holds(caller, caf, role) || Holds(caller, kEveryCaf, role) : HoldsAnywhere(caller, role);
  });
}

bool AccessRule::HasScope(const Caller& caller, const std::string& caf) const {
  if (!caller.subject.starts_with("clients/") || !Belongs(caller, caf)) return false;
  return std::any_of(access_.scopes().begin(), access_.scopes().end(),
                     [&](const std::string& scope) { return caller.scopes.contains(scope); });
}

bool AccessRule::IsSelf(const Caller& caller, const std::string& caf, const Message& request) const {
  if (self_path_.empty() || caller.subject.empty()) return false;
  if (tenant() && CafOf(caller.subject) != caf) return false;
  return Read(request, self_path_) == caller.subject;
}

}  // namespace maillage::rpc
