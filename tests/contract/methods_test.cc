// Every method of every service says who may call it and how it is reached over HTTP. The services are found by walking
// proto/, so a new one is checked without being listed here.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include <filesystem>
#include <regex>
#include <set>

#include "google/api/annotations.pb.h"
#include "maillage/platform/v1/access.pb.h"
#include "platform/rpc/access.h"

namespace maillage {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;

/// Reached over gRPC only. ClockService moves the clock of the test environment: operators' tools call it directly, and
/// what has no HTTP annotation cannot come in through the edge, whatever its configuration.
const std::set<std::string> kWithoutHttp{"maillage.platform.v1.ClockService"};

const std::set<std::string> kRoles{"ADMIN", "PILOT", "CAF", "OFFICER", "DECIDER", "GUEST", "SERVICE"};

std::vector<const MethodDescriptor*> Methods() {
  namespace fs = std::filesystem;
  const fs::path root = fs::path(MAILLAGE_SOURCE_DIR) / "proto";
  std::vector<const MethodDescriptor*> methods;
  for (const auto& entry : fs::recursive_directory_iterator(root / "maillage")) {
    if (entry.path().extension() != ".proto") continue;
    const auto name = fs::relative(entry.path(), root).string();
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) {
      ADD_FAILURE() << name << " is not linked into this test: add its library to tests/contract/CMakeLists.txt";
      continue;
    }
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) methods.push_back(file->service(i)->method(j));
    }
  }
  return methods;
}

struct Binding {
  std::string verb;
  std::string path;
};

Binding BindingOf(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      return {"GET", rule.get()};
    case google::api::HttpRule::kPut:
      return {"PUT", rule.put()};
    case google::api::HttpRule::kPost:
      return {"POST", rule.post()};
    case google::api::HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case google::api::HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    default:
      return {};
  }
}

bool HasField(const MethodDescriptor& method, const std::string& dotted) {
  const auto* message = method.input_type();
  std::size_t start = 0;
  while (start <= dotted.size()) {
    const auto end = std::min(dotted.find('.', start), dotted.size());
    const auto* field = message == nullptr ? nullptr : message->FindFieldByName(dotted.substr(start, end - start));
    if (field == nullptr) return false;
    message = field->message_type();
    start = end + 1;
  }
  return true;
}

TEST(Methods, AreFound) { EXPECT_GT(Methods().size(), 40); }

TEST(Methods, SayWhoMayCallThem) {
  for (const auto* method : Methods()) {
    SCOPED_TRACE(method->full_name());
    EXPECT_TRUE(method->options().HasExtension(platform::v1::access));
    EXPECT_NO_THROW(rpc::AccessRule{*method}) << "the option names a field that the request does not have";
    const auto& access = method->options().GetExtension(platform::v1::access);
    EXPECT_FALSE(access.public_()) << "public is for health and reflection";
    for (const auto& role : access.roles()) EXPECT_TRUE(kRoles.contains(role)) << role << " is no role";
    for (const auto& scope : access.scopes()) {
      EXPECT_TRUE(std::regex_match(scope, std::regex("[a-z]+\\.(read|write)"))) << scope << " is no scope";
    }
  }
}

TEST(Methods, SayHowTheyAreReachedOverHttp) {
  std::set<std::string> seen;
  for (const auto* method : Methods()) {
    SCOPED_TRACE(method->full_name());
    const bool annotated = method->options().HasExtension(google::api::http);
    if (kWithoutHttp.contains(std::string(method->service()->full_name()))) {
      EXPECT_FALSE(annotated) << "it must not be reachable through the edge";
      continue;
    }
    ASSERT_TRUE(annotated);
    const auto& rule = method->options().GetExtension(google::api::http);
    const auto [verb, path] = BindingOf(rule);
    EXPECT_TRUE(path.starts_with("/v1/")) << path;
    EXPECT_TRUE(seen.insert(verb + " " + path).second) << verb << " " << path << " is another method's already";
    EXPECT_EQ(rule.body().empty(), verb == "GET" || verb == "DELETE")
        << verb << " with the body \"" << rule.body() << '"';
    EXPECT_TRUE(rule.body().empty() || rule.body() == "*" || HasField(*method, rule.body())) << rule.body();
  }
}

TEST(Methods, TakeTheirHttpVariablesFromTheRequest) {
  const std::regex variable("\\{([a-z_.]+)(=[^}]*)?\\}");
  for (const auto* method : Methods()) {
    if (!method->options().HasExtension(google::api::http)) continue;
    SCOPED_TRACE(method->full_name());
    const auto path = BindingOf(method->options().GetExtension(google::api::http)).path;
    for (std::sregex_iterator found(path.begin(), path.end(), variable), end; found != end; ++found) {
      EXPECT_TRUE(HasField(*method, (*found)[1])) << (*found)[1];
    }
  }
}

}  // namespace
}  // namespace maillage
