#include "platform/rpc/router.h"

#include <algorithm>
#include <stdexcept>

#include "platform/rpc/access.h"

namespace maillage::rpc {

const Router::Method* Router::Find(const std::string& method) const {
  const auto found = methods_.find(method);
  return found == methods_.end() ? nullptr : &found->second;
}

void Router::Add(const std::string& method, const google::protobuf::Descriptor* request,
                 const google::protobuf::Descriptor* response, Method entry) {
  auto dotted = method;
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(dotted);
  if (descriptor == nullptr || method.find('/') == std::string::npos)
    throw std::logic_error(method + " is not in the protos");
  if (descriptor->input_type() != request || descriptor->output_type() != response) {
    throw std::logic_error(method + " has another request or response type");
  }
  if (descriptor->client_streaming()) throw std::logic_error(method + " takes a stream, which no handler can");
  if (descriptor->server_streaming() != (entry.stream != nullptr)) {
    throw std::logic_error(method + (entry.stream ? " does not stream its answers" : " streams its answers"));
  }
  entry.descriptor = descriptor;
  entry.access = std::make_shared<const AccessRule>(*descriptor);
  if (!methods_.emplace(method, std::move(entry)).second) throw std::logic_error(method + " has two handlers");
}

}  // namespace maillage::rpc
