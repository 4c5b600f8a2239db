#include "platform/letters/letter.h"

#include <charconv>

namespace maillage::letters {
namespace {

constexpr std::string_view kSuffix = ".dlq";
constexpr std::string_view kOurs = "dlq_";

std::string Header(const kafka::Envelope& envelope, std::string_view name) {
  for (const auto& [key, value] : envelope.extensions) {
    if (key == name) return value;
  }
  return "";
}

/// -1 for what is no number.
template <class Number>
Number ToNumber(std::string_view text) {
  Number number = -1;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size() ? number : -1;
}

std::string WithoutSuffix(std::string topic) {
  if (topic.ends_with(kSuffix)) topic.erase(topic.size() - kSuffix.size());
  return topic;
}

void RemoveOurs(kafka::Envelope& envelope) {
  std::erase_if(envelope.extensions, [](const auto& header) { return header.first.starts_with(kOurs); });
}

}  // namespace

kafka::Envelope LetterOf(const kafka::Envelope& event, const std::string& topic, const std::string& group,
                         const Error& error) {
  auto letter = event;
  letter.topic = DeadTopic(topic);
  RemoveOurs(letter);
  letter.extensions.insert(letter.extensions.end(), {{"dlq_reason", error.reason},
                                                     {"dlq_error", error.message},
                                                     {"dlq_group", group},
                                                     {"dlq_topic", topic},
                                                     {"dlq_partition", std::to_string(event.partition)},
                                                     {"dlq_offset", std::to_string(event.offset)}});
  return letter;
}

Letter ReadLetter(const kafka::Envelope& received) {
  Letter letter;
  letter.place = {WithoutSuffix(received.topic), received.partition, received.offset};
  letter.group = Header(received, "dlq_group");
  letter.reason = Header(received, "dlq_reason");
  letter.error = Header(received, "dlq_error");
  letter.event = received;
  letter.event.topic = letter.place.topic;
  letter.event.partition = ToNumber<std::int32_t>(Header(received, "dlq_partition"));
  letter.event.offset = ToNumber<std::int64_t>(Header(received, "dlq_offset"));
  RemoveOurs(letter.event);
  return letter;
}

kafka::Envelope MarkerOf(const Letter& letter, const Mark& mark) {
  kafka::Envelope marker;
  marker.topic = DeadTopic(letter.place.topic);
  marker.key = letter.event.key;
  marker.foreign = true;
  marker.extensions = {
      {"dlq_mark", mark.kind == Mark::Kind::kReplayed ? "replayed" : "closed"},
      {"dlq_mark_of", std::to_string(letter.place.partition) + "/" + std::to_string(letter.place.offset)},
      {"dlq_mark_by", mark.by},
      {"dlq_mark_note", mark.note}};
  return marker;
}

std::optional<Marker> ReadMarker(const kafka::Envelope& received) {
  const auto kind = Header(received, "dlq_mark");
  const auto of = Header(received, "dlq_mark_of");
  const auto slash = of.find('/');
  if (kind.empty() || slash == std::string::npos) return std::nullopt;
  return Marker{{WithoutSuffix(received.topic), ToNumber<std::int32_t>(of.substr(0, slash)),
                 ToNumber<std::int64_t>(of.substr(slash + 1))},
                {kind == "replayed" ? Mark::Kind::kReplayed : Mark::Kind::kClosed, Header(received, "dlq_mark_by"),
                 Header(received, "dlq_mark_note"), received.published}};
}

}  // namespace maillage::letters
