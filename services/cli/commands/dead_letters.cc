#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/commands/commands.h"
#include "cli/letters/overtaken.h"
#include "cli/letters/payload.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/core/reasons.h"
#include "platform/letters/reader.h"
#include "platform/letters/replay.h"

namespace maillage::cli {
namespace {

using letters::Letter;
using letters::Place;
using nlohmann::json;

constexpr std::chrono::seconds kAnswer{5};  // of the broker, to one question
constexpr std::chrono::seconds kReading{60};
constexpr std::chrono::seconds kSending{30};

struct Options {
  std::vector<std::string> letters;
  std::string type;
  std::string reason;
  std::string consumer;
  std::string note;
  bool all = false;
  bool also_settled = false;
  bool even_overtaken = false;
  bool yes = false;
};

/// `network/1/42` for the place in the dead letters of `maillage.network.events`.
std::string IdOf(const Place& place) {
  std::string topic = place.topic;
  if (topic.starts_with("maillage.")) topic.erase(0, 9);
  if (topic.ends_with(".events")) topic.erase(topic.size() - 7);
  return fmt::format("{}/{}/{}", topic, place.partition, place.offset);
}

std::string ShortType(const std::string& type) { return type.substr(type.rfind('.') + 1); }

std::string When(Instant instant) { return instant == Instant() ? "" : Local(ToTimestamp(instant)); }

/// Who does this, for those who ask later.
std::string Operator() {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  const char* user = std::getenv("USER");
  return fmt::format("{}@{}", user != nullptr ? user : std::to_string(getuid()), host);
}

std::string Settled(const letters::Mark& mark) {
  return fmt::format("{} le {} par {}{}", mark.kind == letters::Mark::Kind::kReplayed ? "rejoué" : "classé",
                     When(mark.at), mark.by, mark.note.empty() ? "" : " : " + mark.note);
}

kafka::Config Broker() {
  kafka::Config config{Setting("KAFKA_BROKERS"), Setting("KAFKA_PREFIX")};
  if (config.brokers.empty())
    throw std::runtime_error("MAILLAGE_KAFKA_BROKERS est vide : où est Kafka ? (la pile tourne-t-elle ?)");
  return config;
}

/// Every letter there is, in the order of the logs.
Result<std::vector<Letter>> ReadAll(const kafka::Config& broker) {
  letters::Reader reader(broker);
  if (auto read = reader.Refresh(kAnswer); !read) return Propagate(read);
  std::vector<Letter> all;
  for (const auto& [place, letter] : reader.book().letters()) all.push_back(letter);
  return all;
}

/// Those that the options ask for. `named`: each letter named on the command line; one that is not there is an error.
Result<std::vector<Letter>> Chosen(std::vector<Letter> letters, const Options& options) {
  for (const auto& id : options.letters) {
    if (std::ranges::none_of(letters, [&](const auto& letter) { return IdOf(letter.place) == id; }))
      return Fail(reason::kNotFound, "{}", id);
  }
  std::erase_if(letters, [&](const auto& letter) {
    if (!options.letters.empty() && std::ranges::find(options.letters, IdOf(letter.place)) == options.letters.end())
      return true;
    return (!options.type.empty() && letter.event.type != options.type &&
            ShortType(letter.event.type) != options.type) ||
           (!options.reason.empty() && letter.reason != options.reason) ||
           (!options.consumer.empty() && letter.group != options.consumer);
  });
  return letters;
}

json ToJson(const Letter& letter) {
  json object{
      {"letter", IdOf(letter.place)},  {"topic", letter.event.topic}, {"partition", letter.event.partition},
      {"offset", letter.event.offset}, {"consumer", letter.group},    {"id", letter.event.id},
      {"type", letter.event.type},     {"key", letter.event.key},     {"caf", letter.event.caf},
      {"reason", letter.reason},       {"error", letter.error},       {"dead_time", ToRfc3339(letter.event.published)},
      {"open", letter.open()}};
  if (letter.event.time != Instant()) object["time"] = ToRfc3339(letter.event.time);
  if (letter.mark) {
    object["settled"] = {{"how", letter.mark->kind == letters::Mark::Kind::kReplayed ? "replayed" : "closed"},
                         {"by", letter.mark->by},
                         {"note", letter.mark->note},
                         {"time", ToRfc3339(letter.mark->at)}};
  }
  return object;
}

/// Headers and errors hold whatever was sent: a byte that is no UTF-8 must not keep the rest from being read.
void Print(const json& object) { fmt::print("{}\n", object.dump(-1, ' ', false, json::error_handler_t::replace)); }

void PrintTable(const std::vector<Letter>& letters) {
  Table table({"Lettre", "Fait du", "Où", "Lecteur", "Type", "Sujet", "Motif", "Erreur", "Suite"});
  for (const auto& letter : letters) {
    table.Add({IdOf(letter.place), When(letter.event.time),
               fmt::format("{}[{}] {}", letter.event.topic, letter.event.partition, letter.event.offset), letter.group,
               ShortType(letter.event.type), letter.event.key, letter.reason, letter.error,
               letter.mark ? Settled(*letter.mark) : "à traiter"});
  }
  table.Print();
}

int List(const Context& context, const Options& options) {
  auto letters = ReadAll(Broker());
  if (letters) letters = Chosen(std::move(*letters), options);
  if (!letters) return Explain(letters.error());
  if (!options.also_settled) std::erase_if(*letters, [](const auto& letter) { return !letter.open(); });
  if (context.json) {
    for (const auto& letter : *letters) Print(ToJson(letter));
  } else if (letters->empty()) {
    fmt::print("Aucun événement mis de côté n’est à traiter.\n");
  } else {
    PrintTable(*letters);
  }
  return kDone;
}

void Describe(const Letter& letter, const std::vector<kafka::Envelope>& overtaking) {
  const auto line = [](const std::string& title, const std::string& value) {
    if (!value.empty()) fmt::print("{:<22}{}\n", title, value);
  };
  line("Lettre", IdOf(letter.place));
  line("Suite", letter.mark ? Settled(*letter.mark) : "à traiter");
  line("Mis de côté", fmt::format("{}, par {}", When(letter.event.published), letter.group));
  line("Motif", letter.reason);
  line("Erreur", letter.error);
  line("Événement", letter.event.id);
  line("Type", letter.event.type);
  line("Fait du", When(letter.event.time));
  line("Sujet", letter.event.key);
  line("Caf", letter.event.caf);
  line("Où",
       fmt::format("{}, partition {}, position {}", letter.event.topic, letter.event.partition, letter.event.offset));
  line("Trace", letter.event.traceparent);
  for (const auto& [name, value] : letter.event.extensions) line(name, value);
  for (const auto& later : overtaking) {
    line("Dépassé par", fmt::format("{} du {}, position {}", ShortType(later.type), When(later.time), later.offset));
  }
  const auto payload = PayloadAsJson(letter.event.type, letter.event.payload);
  fmt::print("\n{}\n{}\n", payload ? "Contenu" : "Contenu, illisible comme " + letter.event.type,
             payload ? *payload : Hex(letter.event.payload));
}

int Show(const Context& context, const Options& options) {
  const auto broker = Broker();
  auto letters = ReadAll(broker);
  if (letters) letters = Chosen(std::move(*letters), options);
  if (!letters) return Explain(letters.error());
  kafka::LogReader log(broker);
  auto overtaking = FindOvertaking(log, *letters, kReading);
  if (!overtaking) return Explain(overtaking.error());
  for (const auto& letter : *letters) {
    const auto& later = (*overtaking)[letter.place];
    if (!context.json) {
      Describe(letter, later);
      continue;
    }
    auto object = ToJson(letter);
    object["headers"] = json::array();
    for (const auto& [name, value] : letter.event.extensions) object["headers"].push_back({name, value});
    for (const auto& each : later) object["overtaken_by"].push_back({{"type", each.type}, {"offset", each.offset}});
    if (const auto payload = PayloadAsJson(letter.event.type, letter.event.payload)) {
      object["payload"] = json::parse(*payload);
    } else {
      object["payload_hex"] = Hex(letter.event.payload);
    }
    Print(object);
  }
  return kDone;
}

/// What was done, or would be, letter by letter; whether everything was.
int Report(const Context& context, const char* done, const letters::Outcome& outcome) {
  for (const auto& place : outcome.marked) {
    if (context.json) {
      Print({{"letter", IdOf(place)}, {"outcome", done}});
    } else {
      fmt::print("{} : {}\n", IdOf(place), done == std::string_view("replayed") ? "rejoué" : "classé");
    }
  }
  for (const auto& place : outcome.unconfirmed) {
    fmt::print(stderr, "{} : Kafka n’a pas confirmé à temps ; reste à traiter, recommencez\n", IdOf(place));
  }
  return outcome.unconfirmed.empty() ? kDone : kUnavailable;
}

/// Takes those out that are settled, or were overtaken, and says so; whether some were overtaken.
bool LeaveOut(std::vector<Letter>& letters, const Overtaking& overtaking, bool even_overtaken) {
  bool left_out = false;
  std::erase_if(letters, [&](const auto& letter) {
    const auto later = overtaking.find(letter.place);
    if (even_overtaken || later == overtaking.end()) return false;
    left_out = true;
    fmt::print(stderr,
               "{} : laissé de côté, un état plus récent du même sujet a suivi ({} du {}). Le rejouer remettrait "
               "l’ancien.\n",
               IdOf(letter.place), ShortType(later->second.back().type), When(later->second.back().time));
    return true;
  });
  return left_out;
}

int Replay(const Context& context, const Options& options) {
  if (options.letters.empty() && !options.all) {
    fmt::print(stderr, "Quels événements ? Nommez-les, ou --all\n");
    return kUsage;
  }
  const auto broker = Broker();
  auto letters = ReadAll(broker);
  if (letters) letters = Chosen(std::move(*letters), options);
  if (!letters) return Explain(letters.error());
  std::erase_if(*letters, [](const auto& letter) { return !letter.open(); });
  kafka::LogReader log(broker);
  auto overtaking = FindOvertaking(log, *letters, kReading);
  if (!overtaking) return Explain(overtaking.error());
  const bool left_out = LeaveOut(*letters, *overtaking, options.even_overtaken);
  if (!options.yes) {
    if (!context.json && !letters->empty()) PrintTable(*letters);
    for (const auto& letter : *letters) {
      if (context.json) Print({{"letter", IdOf(letter.place)}, {"outcome", "would be replayed"}});
    }
    fmt::print(stderr, "Rien n’a été fait : {} événement(s) à rejouer avec --yes\n", letters->size());
    return left_out ? kRefused : kDone;
  }
  kafka::Producer producer(broker);
  const int code =
      Report(context, "replayed", letters::Replay(producer, std::move(*letters), Operator(), options.note, kSending));
  return code == kDone && left_out ? kRefused : code;
}

int Close(const Context& context, const Options& options) {
  const auto broker = Broker();
  auto letters = ReadAll(broker);
  if (letters) letters = Chosen(std::move(*letters), options);
  if (!letters) return Explain(letters.error());
  std::erase_if(*letters, [](const auto& letter) { return !letter.open(); });
  kafka::Producer producer(broker);
  return Report(context, "closed", letters::Close(producer, *letters, Operator(), options.note, kSending));
}

using Act = int (*)(const Context&, const Options&);

CLI::App* AddAct(CLI::App& parent, Context& context, const std::shared_ptr<Options>& options, const char* name,
                 const char* help, Act act) {
  auto* command = parent.add_subcommand(name, help);
  command->callback(
      [&context, options, act] { context.run = [&context, options, act] { return act(context, *options); }; });
  return command;
}

void AddSelection(CLI::App& command, Options& options) {
  command.add_option("--type", options.type, "Seulement ce type : RegistrationConfirmed");
  command.add_option("--reason", options.reason, "Seulement ce motif : INVALID_EVENT");
  command.add_option("--consumer", options.consumer, "Seulement ceux de ce lecteur : network, notifier");
}

}  // namespace

void AddDeadLetters(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("dead-letters", "Les événements qu’un service n’a pas pu lire ou appliquer");
  command->require_subcommand(1);

  auto* list = AddAct(*command, context, options, "list", "Ceux qui sont à traiter", &List);
  AddSelection(*list, *options);
  list->add_flag("--all", options->also_settled, "Aussi ceux qui ont été rejoués ou classés");

  auto* show = AddAct(*command, context, options, "show", "Un événement, son contenu, et ce qui l’a dépassé", &Show);
  show->add_option("letter", options->letters, "Première colonne de la liste : network/1/42")->required()->expected(1);

  auto* replay =
      AddAct(*command, context, options, "replay",
             "Les remet dans leur file, tels quels ; qui les avait appliqués ne les applique pas deux fois", &Replay);
  replay->add_option("letters", options->letters, "Première colonne de la liste");
  replay->add_flag("--all", options->all, "Tous ceux qui sont à traiter, avec les critères ci-dessous");
  AddSelection(*replay, *options);
  replay->add_flag("--even-overtaken", options->even_overtaken,
                   "Même quand un état plus récent du même sujet a suivi : l’ancien le remplace");
  replay->add_flag("--yes", options->yes, "Le faire ; sans cela, dit seulement ce qui serait fait");
  replay->add_option("--note", options->note, "Pourquoi, pour qui demandera");

  auto* close = AddAct(*command, context, options, "close", "Les classe : il n’y a rien à rejouer", &Close);
  close->add_option("letters", options->letters, "Première colonne de la liste")->required();
  close->add_option("--note", options->note, "Pourquoi, pour qui demandera")->required();
}

}  // namespace maillage::cli
