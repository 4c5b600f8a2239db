#include "platform/rpc/references.h"

#include "platform/core/ids.h"

namespace maillage::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Found = std::optional<std::string>;

constexpr const char* kEveryCaf = "*";
constexpr std::string_view kRoot = "cafs/";

bool IsCollection(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == text.npos;
}

/// `cafs/95`, `cafs/95/people/p-1`, …
bool IsResourceName(std::string_view text) {
  if (!text.starts_with(kRoot)) return false;
  bool collection = true;
  while (true) {
    const auto end = text.find('/');
    const auto segment = text.substr(0, end);
    if (!(collection ? IsCollection(segment) : IsResourceId(segment))) return false;
    if (end == text.npos) return !collection;
    text.remove_prefix(end + 1);
    collection = !collection;
  }
}

class Search {
 public:
  explicit Search(const Caller& caller) : caller_(caller) {}

  Found In(const Message& message) const {
    std::vector<const FieldDescriptor*> present;
    message.GetReflection()->ListFields(message, &present);
    for (const auto* field : present) {
      if (auto found = In(message, field)) return found;
    }
    return {};
  }

 private:
  Found In(const Message& message, const FieldDescriptor* field) const {
    const auto* reflection = message.GetReflection();
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      Found found;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        found = In(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                        : reflection->GetMessage(message, field));
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        std::string scratch;
        const auto& text = field->is_repeated() ? reflection->GetRepeatedStringReference(message, field, i, &scratch)
                                                : reflection->GetStringReference(message, field, &scratch);
        found = field->name() == "filter" ? InFilter(text) : InText(text);
      }
      if (found) return found;
    }
    return {};
  }

  Found InText(std::string_view text) const {
    if (!IsResourceName(text) || Belongs(caller_, std::string(CafOf(text)))) return {};
    return std::string(text);
  }

  Found InFilter(std::string_view filter) const {
    for (auto begin = filter.find(kRoot); begin != filter.npos; begin = filter.find(kRoot, begin + 1)) {
      if (auto found = InText(filter.substr(begin, filter.find_first_of("\"' \t", begin) - begin))) return found;
    }
    return {};
  }

  const Caller& caller_;
};

}  // namespace

bool Belongs(const Caller& caller, const std::string& caf) {
  return caf == kEveryCaf || caller.roles.contains(caf) || caller.roles.contains(kEveryCaf) ||
         CafOf(caller.subject) == caf;
}

Found ForeignReference(const Message& request, const Caller& caller) {
  if (caller.roles.contains(kEveryCaf)) return {};
  return Search(caller).In(request);
}

}  // namespace maillage::rpc
