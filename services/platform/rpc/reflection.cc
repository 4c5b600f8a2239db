#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <set>
#include <vector>

#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "platform/rpc/byte_buffer.h"
#include "platform/rpc/live_call.h"

namespace maillage::rpc {
namespace {

namespace v1alpha = grpc::reflection::v1alpha;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

void Fault(v1alpha::ServerReflectionResponse& response, grpc::StatusCode code, const std::string& message) {
  response.mutable_error_response()->set_error_code(code);
  response.mutable_error_response()->set_error_message(message);
}

/// Answers questions about the protos compiled into this program. Not thread-safe: one a stream.
class Questions {
 public:
  explicit Questions(const Router& router) : router_(router) {}

  v1alpha::ServerReflectionResponse Answer(const v1alpha::ServerReflectionRequest& request) {
    v1alpha::ServerReflectionResponse response;
    response.set_valid_host(request.host());
    *response.mutable_original_request() = request;
    switch (request.message_request_case()) {
      case v1alpha::ServerReflectionRequest::kFileByFilename:
        AddFile(pool_.FindFileByName(request.file_by_filename()), request.file_by_filename(), response);
        break;
      case v1alpha::ServerReflectionRequest::kFileContainingSymbol:
        AddFile(pool_.FindFileContainingSymbol(request.file_containing_symbol()), request.file_containing_symbol(),
                response);
        break;
      case v1alpha::ServerReflectionRequest::kFileContainingExtension:
        AddExtension(request.file_containing_extension(), response);
        break;
      case v1alpha::ServerReflectionRequest::kAllExtensionNumbersOfType:
        AddExtensionNumbers(request.all_extension_numbers_of_type(), response);
        break;
      case v1alpha::ServerReflectionRequest::kListServices:
        AddServices(response);
        break;
      case v1alpha::ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
        Fault(response, grpc::StatusCode::INVALID_ARGUMENT, "no question");
        break;
    }
    return response;
  }

 private:
  /// The file and all that it imports, but what this stream was told before.
  void AddFile(const FileDescriptor* file, const std::string& asked, v1alpha::ServerReflectionResponse& response) {
    if (file == nullptr) return Fault(response, grpc::StatusCode::NOT_FOUND, "there is no " + asked);
    auto& files = *response.mutable_file_descriptor_response();
    std::vector<const FileDescriptor*> left{file};
    told_.erase(file);  // the one asked for is always told
    while (!left.empty()) {
      const auto* next = left.back();
      left.pop_back();
      if (!told_.insert(next).second) continue;
      google::protobuf::FileDescriptorProto proto;
      next->CopyTo(&proto);
      files.add_file_descriptor_proto(proto.SerializeAsString());
      for (int i = 0; i < next->dependency_count(); ++i) left.push_back(next->dependency(i));
    }
  }

  void AddExtension(const v1alpha::ExtensionRequest& request, v1alpha::ServerReflectionResponse& response) {
    const auto* type = pool_.FindMessageTypeByName(request.containing_type());
    const auto* extension = type == nullptr ? nullptr : pool_.FindExtensionByNumber(type, request.extension_number());
    AddFile(extension == nullptr ? nullptr : extension->file(), "such extension", response);
  }

  void AddExtensionNumbers(const std::string& name, v1alpha::ServerReflectionResponse& response) {
    const auto* type = pool_.FindMessageTypeByName(name);
    if (type == nullptr) return Fault(response, grpc::StatusCode::NOT_FOUND, "there is no " + name);
    std::vector<const FieldDescriptor*> extensions;
    pool_.FindAllExtensions(type, &extensions);
    auto& numbers = *response.mutable_all_extension_numbers_response();
    numbers.set_base_type_name(name);
    for (const auto* extension : extensions) numbers.add_extension_number(extension->number());
  }

  void AddServices(v1alpha::ServerReflectionResponse& response) {
    std::set<std::string> names{"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"};
    for (const auto& [name, method] : router_.methods())
      names.insert(std::string(method.descriptor->service()->full_name()));
    for (const auto& name : names) response.mutable_list_services_response()->add_service()->set_name(name);
  }

  const DescriptorPool& pool_ = *DescriptorPool::generated_pool();
  const Router& router_;
  std::set<const FileDescriptor*> told_;
};

/// One question, one answer, until the client has no more.
class Reflection final : public WireCall {
 public:
  Reflection(std::shared_ptr<ServerCore> core, std::unique_ptr<Arrival> arrival)
      : WireCall(std::move(arrival)), core_(std::move(core)), questions_(core_->router) {}

  void Start() { StartRead(&received_); }

 private:
  ~Reflection() override = default;

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    v1alpha::ServerReflectionRequest request;
    if (!Parse(received_, request))
      return Finish({grpc::StatusCode::INVALID_ARGUMENT, "the message is no ServerReflectionRequest"});
    StartWrite(ToBytes(questions_.Answer(request)));
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&received_);
  }

  std::shared_ptr<ServerCore> core_;
  Questions questions_;
  grpc::ByteBuffer received_;
};

}  // namespace

void TakeReflection(std::shared_ptr<ServerCore> core, std::unique_ptr<Arrival> arrival) {
  (new Reflection(std::move(core), std::move(arrival)))->Start();
}

}  // namespace maillage::rpc
