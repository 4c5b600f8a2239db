#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/base/words.h"
#include "cli/commands/commands.h"
#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/need.pb.h"
#include "maillage/network/v1/programme.pb.h"
#include "platform/core/ids.h"

namespace maillage::cli {
namespace {

namespace v1 = maillage::network::v1;

struct Options {
  std::string year;
  std::string title;
  std::string notes;
  std::vector<std::string> needs;
  bool with_events = false;
};

std::string StateInFrench(v1::Programme::State state) {
  switch (state) {
    case v1::Programme::DRAFT:
      return "brouillon";
    case v1::Programme::PUBLISHED:
      return "publié";
    case v1::Programme::CLOSED:
      return "clos";
    default:
      return "";
  }
}

std::string ShortId(const std::string& name) { return std::string(LastSegment(name)); }

std::string Count(int number, const std::string& noun) {
  return fmt::format("{} {}{}", number, noun, number > 1 ? "s" : "");
}

std::string Method(const std::string& name) { return "maillage.network.v1.ProgrammeService/" + name; }

/// Every page of a list, one item after the other. `show(item)`.
template <class Response, class Request, class Items, class Show>
Status ForEach(Platform& platform, const std::string& method, Request request, const Items& items, const Show& show) {
  request.set_page_size(1000);
  for (;;) {
    auto page = platform.network().Call<Response>(method, request);
    if (!page) return Propagate(page);
    for (const auto& each : items(*page)) show(each);
    if (page->next_page_token().empty()) return {};
    request.set_page_token(page->next_page_token());
  }
}

int List(const Context& context, const std::string& filter) {
  Platform platform;
  v1::ListProgrammesRequest request;
  request.set_parent(context.Parent());
  request.set_filter(filter);
  Table table({"Année", "Titre", "État", "Événements", "Besoins", "Publié le", "Clos le"});
  auto listed = ForEach<v1::ListProgrammesResponse>(
      platform, Method("ListProgrammes"), request, [](const auto& page) -> const auto& { return page.programmes(); },
      [&](const v1::Programme& each) {
        if (context.json) return PrintJson(each);
        table.Add({std::to_string(each.year()), each.title(), StateInFrench(each.state()),
                   std::to_string(each.events_size()), std::to_string(each.needs_size()), Local(each.published_at()),
                   Local(each.closed_at())});
      });
  if (!listed) return Explain(listed.error());
  if (!context.json) table.Print();
  return kDone;
}

int Print(const Context& context, const Result<v1::Programme>& programme) {
  if (!programme) return Explain(programme.error());
  if (context.json) {
    PrintJson(*programme);
  } else {
    fmt::print("{} – {} ({}) : {}, {}\n", programme->year(), programme->title(), StateInFrench(programme->state()),
               Count(programme->events_size(), "événement"), Count(programme->needs_size(), "besoin"));
  }
  return kDone;
}

/// The events of the year, in the order of the programme.
Status PrintEvents(Platform& platform, const Context& context, const v1::Programme& programme) {
  v1::ListEventsRequest request;
  request.set_parent(context.Parent());
  request.set_filter(fmt::format("year = {}", programme.year()));
  std::map<std::string, v1::Event> events;
  auto listed = ForEach<v1::ListEventsResponse>(
      platform, "maillage.network.v1.EventService/ListEvents", request,
      [](const auto& page) -> const auto& { return page.events(); },
      [&](const v1::Event& each) { events[each.name()] = each; });
  if (!listed) return listed;
  Table table({"Événement", "Nature", "Titre", "État", "Début", "Séances", "Besoins"});
  for (const auto& name : programme.events()) {
    const auto& event = events[name];
    table.Add({ShortId(name), InFrench(event.kind()), event.title(), InFrench(event.state()),
               event.sessions().empty() ? "" : Local(event.sessions(0).start_time(), event.sessions(0).zone()),
               std::to_string(event.sessions_size()), std::to_string(event.needs_size())});
  }
  table.Print();
  return {};
}

Status PrintNeeds(Platform& platform, const Context& context, const v1::Programme& programme) {
  v1::ListNeedsRequest request;
  request.set_parent(context.Parent());
  std::map<std::string, v1::Need> needs;
  auto listed = ForEach<v1::ListNeedsResponse>(
      platform, "maillage.network.v1.NeedService/ListNeeds", request,
      [](const auto& page) -> const auto& { return page.needs(); },
      [&](const v1::Need& each) { needs[each.name()] = each; });
  if (!listed) return listed;
  Table table({"Besoin", "Intitulé", "Soutiens", "Événement"});
  for (const auto& name : programme.needs()) {
    const auto& need = needs[name];
    table.Add({ShortId(name), need.title(), std::to_string(need.supporters_size()),
               need.event().empty() ? "" : ShortId(need.event())});
  }
  table.Print();
  return {};
}

int Show(const Context& context, const Options& options) {
  Platform platform;
  v1::GetProgrammeRequest request;
  request.set_name(context.Name("programmes", options.year));
  auto programme = platform.network().Call<v1::Programme>(Method("GetProgramme"), request);
  if (const int exit = Print(context, programme); exit != kDone || context.json) return exit;
  if (!programme->notes().empty()) fmt::print("{}\n", programme->notes());
  fmt::print("\n");
  if (auto printed = PrintEvents(platform, context, *programme); !printed) return Explain(printed.error());
  if (programme->needs().empty()) return kDone;
  fmt::print("\n");
  if (auto printed = PrintNeeds(platform, context, *programme); !printed) return Explain(printed.error());
  return kDone;
}

void Fill(const Context& context, const Options& options, v1::Programme& programme) {
  programme.set_title(options.title);
  programme.set_notes(options.notes);
  for (const auto& each : options.needs) programme.add_needs(context.Name("needs", each));
}

int Create(const Context& context, const Options& options) {
  Platform platform;
  v1::CreateProgrammeRequest request;
  request.set_parent(context.Parent());
  request.set_programme_id(options.year);
  Fill(context, options, *request.mutable_programme());
  return Print(context, platform.network().Call<v1::Programme>(Method("CreateProgramme"), request));
}

/// `given`: which of title, notes and needs the command line names.
int Update(const Context& context, const Options& options, const std::vector<std::string>& given) {
  Platform platform;
  v1::UpdateProgrammeRequest request;
  request.mutable_programme()->set_name(context.Name("programmes", options.year));
  Fill(context, options, *request.mutable_programme());
  for (const auto& each : given) request.mutable_update_mask()->add_paths(each);
  return Print(context, platform.network().Call<v1::Programme>(Method("UpdateProgramme"), request));
}

int Publish(const Context& context, const Options& options) {
  Platform platform;
  v1::PublishProgrammeRequest request;
  request.set_name(context.Name("programmes", options.year));
  request.set_publish_events(options.with_events);
  return Print(context, platform.network().Call<v1::Programme>(Method("PublishProgramme"), request));
}

int Close(const Context& context, const Options& options) {
  Platform platform;
  v1::CloseProgrammeRequest request;
  request.set_name(context.Name("programmes", options.year));
  return Print(context, platform.network().Call<v1::Programme>(Method("CloseProgramme"), request));
}

/// A subcommand about one year.
CLI::App* AddYear(CLI::App& programme, const std::string& name, const std::string& help,
                  const std::shared_ptr<Options>& options) {
  auto* command = programme.add_subcommand(name, help);
  command->add_option("year", options->year, "L’année : 2026")->required();
  return command;
}

/// Options and the fields that they change.
constexpr std::pair<const char*, const char*> kFields[] = {
    {"--title", "title"}, {"--notes", "notes"}, {"--need", "needs"}};

void AddWhatItSays(CLI::App& command, Options& options) {
  command.add_option("--title", options.title, "Son titre");
  command.add_option("--notes", options.notes, "Ce qui guide l’année");
  command.add_option("--need", options.needs, "Les besoins auxquels il répond : leurs identifiants");
}

}  // namespace

void AddProgramme(CLI::App& app, Context& context) {
  auto* programme = app.add_subcommand("programme", "Le programme d’une année");
  programme->require_subcommand(1);
  auto filter = std::make_shared<std::string>();
  auto* list = programme->add_subcommand("list", "Les programmes, par année");
  list->add_option("--filter", *filter, "Par exemple : state = \"PUBLISHED\"");
  list->callback([&context, filter] { context.run = [&context, filter] { return List(context, *filter); }; });

  auto options = std::make_shared<Options>();
  AddYear(*programme, "show", "Le programme d’une année, ses événements et ses besoins", options)
      ->callback([&context, options] { context.run = [&context, options] { return Show(context, *options); }; });

  auto* create = AddYear(*programme, "create", "Commencer le programme d’une année : un brouillon", options);
  AddWhatItSays(*create, *options);
  create->callback([&context, options] { context.run = [&context, options] { return Create(context, *options); }; });

  auto* update = AddYear(*programme, "update", "Modifier un programme : ce qui n’est pas donné reste", options);
  auto* what = update->add_option_group("Ce qui change");
  AddWhatItSays(*what, *options);
  what->require_option(1, 0);
  update->callback([&context, options, what] {
    std::vector<std::string> given;
    for (const auto& [option, path] : kFields) {
      if (what->count(option) > 0) given.emplace_back(path);
    }
    context.run = [&context, options, given] { return Update(context, *options, given); };
  });

  auto* publish = AddYear(*programme, "publish",
                          "Publier : tout le réseau peut le lire ; aucun courriel ne part pour autant", options);
  publish->add_flag("--with-events", options->with_events,
                    "Publie aussi ses événements encore en brouillon : leurs rappels commencent");
  publish->callback([&context, options] { context.run = [&context, options] { return Publish(context, *options); }; });

  AddYear(*programme, "close", "Clore : plus aucun événement ne s’ajoute à l’année ; publish la rouvre", options)
      ->callback([&context, options] { context.run = [&context, options] { return Close(context, *options); }; });
}

}  // namespace maillage::cli
