#include "cli/letters/payload.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>

namespace maillage::cli {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

/// Null when the payload is no message of that type: what has none of its fields is none, whatever the parser says.
std::unique_ptr<Message> Parse(const std::string& type, const std::string& payload) {
  const auto* descriptor = DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  std::unique_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  if (!message->ParseFromString(payload)) return nullptr;
  std::vector<const FieldDescriptor*> set;
  message->GetReflection()->ListFields(*message, &set);
  return set.empty() && !payload.empty() ? nullptr : std::move(message);
}

std::vector<const FieldDescriptor*> FieldsOf(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields;
}

/// Its `name`; of what has none, its type and the resources that it is about.
std::string NameOf(const Message& state) {
  std::string about = state.GetDescriptor()->name();
  for (const auto* field : FieldsOf(state)) {
    if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
    const auto value = state.GetReflection()->GetString(state, field);
    if (field->name() == "name") return value;
    if (value.starts_with("cafs/")) about += " " + value;
  }
  return about;
}

}  // namespace

std::optional<std::string> PayloadAsJson(const std::string& type, const std::string& payload) {
  const auto message = Parse(type, payload);
  if (!message) return std::nullopt;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*message, &json, options).ok()) return std::nullopt;
  return json;
}

std::string Hex(const std::string& bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* between = i == 0 ? "" : i % 16 == 0 ? "\n" : " ";
    text += fmt::format("{}{:02x}", between, static_cast<unsigned char>(bytes[i]));
  }
  return text;
}

std::set<std::string> Stated(const std::string& type, const std::string& payload) {
  std::set<std::string> names;
  const auto message = Parse(type, payload);
  if (!message) return names;
  for (const auto* field : FieldsOf(*message)) {
    if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    names.insert(NameOf(message->GetReflection()->GetMessage(*message, field)));
  }
  return names;
}

}  // namespace maillage::cli
