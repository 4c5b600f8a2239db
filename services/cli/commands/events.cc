#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <vector>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/base/words.h"
#include "cli/commands/commands.h"
#include "maillage/network/v1/event.pb.h"

namespace maillage::cli {
namespace {

namespace v1 = maillage::network::v1;

std::string ShortId(const std::string& name) { return name.substr(name.rfind('/') + 1); }

/// All of them, by the start of their first session; those without one come last.
Result<std::vector<v1::Event>> EventsByDate(const Context& context, const std::string& filter) {
  Platform platform;
  v1::ListEventsRequest request;
  request.set_parent(context.Parent());
  request.set_filter(filter);
  request.set_page_size(1000);
  std::vector<v1::Event> events;
  do {
    auto page = platform.network().Call<v1::ListEventsResponse>("maillage.network.v1.EventService/ListEvents", request);
    if (!page) return Propagate(page);
    std::move(page->mutable_events()->begin(), page->mutable_events()->end(), std::back_inserter(events));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  const auto start = [](const v1::Event& event) {
    return event.sessions().empty() ? std::numeric_limits<std::int64_t>::max()
                                    : event.sessions(0).start_time().seconds();
  };
  std::ranges::stable_sort(events, {}, start);
  return events;
}

int List(const Context& context, const std::string& filter) {
  const auto events = EventsByDate(context, filter);
  if (!events) return Explain(events.error());
  Table table({"Événement", "Nature", "Titre", "État", "Début", "Séances"});
  for (const auto& event : *events) {
    if (context.json) {
      PrintJson(event);
      continue;
    }
    table.Add({ShortId(event.name()), InFrench(event.kind()), event.title(), InFrench(event.state()),
               event.sessions().empty() ? "" : Local(event.sessions(0).start_time(), event.sessions(0).zone()),
               std::to_string(event.sessions_size())});
  }
  if (!context.json) table.Print();
  return kDone;
}

int Print(const Context& context, const Result<v1::Event>& event) {
  if (!event) return Explain(event.error());
  if (context.json) {
    PrintJson(*event);
    return kDone;
  }
  fmt::print("{} – {} ({}, {})\n", ShortId(event->name()), event->title(), InFrench(event->kind()),
             InFrench(event->state()));
  if (!event->registration_opens_on().empty() || !event->registration_closes_on().empty()) {
    fmt::print("Inscriptions du {} au {}\n", event->registration_opens_on(), event->registration_closes_on());
  }
  fmt::print("\n");
  Table table({"Séance", "Début", "Lieu", "Places", "Inscrit·es", "Proposées", "En attente", "État"});
  for (const auto& session : event->sessions()) {
    table.Add({ShortId(session.name()), Local(session.start_time(), session.zone()), session.place(),
               std::to_string(session.capacity()), std::to_string(session.confirmed()),
               std::to_string(session.offered()), std::to_string(session.waiting()),
               session.cancelled() ? "annulée" : ""});
  }
  table.Print();
  return kDone;
}

template <class Request>
int Act(const Context& context, const std::string& method, const std::string& id) {
  Platform platform;
  Request request;
  request.set_name(context.Name("events", id));
  return Print(context, platform.network().Call<v1::Event>("maillage.network.v1.EventService/" + method, request));
}

template <class Request>
void AddAct(CLI::App& events, Context& context, const std::string& name, const std::string& help,
            const std::string& method) {
  auto id = std::make_shared<std::string>();
  auto* command = events.add_subcommand(name, help);
  command->add_option("event", *id, "L’événement : son identifiant")->required();
  command->callback(
      [&context, id, method] { context.run = [&context, id, method] { return Act<Request>(context, method, *id); }; });
}

}  // namespace

void AddEvents(CLI::App& app, Context& context) {
  auto* events = app.add_subcommand("events", "Les événements du réseau");
  events->require_subcommand(1);
  auto filter = std::make_shared<std::string>();
  auto* list = events->add_subcommand("list", "Tous les événements, par date");
  list->add_option("--filter", *filter, "Par exemple : kind = \"WELCOME\" AND year = 2026");
  list->callback([&context, filter] { context.run = [&context, filter] { return List(context, *filter); }; });
  AddAct<v1::GetEventRequest>(*events, context, "show", "Un événement et ses séances", "GetEvent");
  AddAct<v1::PublishEventRequest>(*events, context, "publish", "Publier : les rappels commencent", "PublishEvent");
  AddAct<v1::CancelEventRequest>(*events, context, "cancel",
                                 "Annuler : les personnes concernées sont prévenues aussitôt", "CancelEvent");
  AddAct<v1::ShareDocumentsRequest>(*events, context, "share-documents", "Partager les documents avec qui a participé",
                                    "ShareDocuments");
  AddAct<v1::PublishMinutesRequest>(*events, context, "publish-minutes", "Publier le compte rendu", "PublishMinutes");
}

}  // namespace maillage::cli
