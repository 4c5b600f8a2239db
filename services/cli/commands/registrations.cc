#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/commands/commands.h"
#include "maillage/network/v1/registration.pb.h"

namespace maillage::cli {
namespace {

namespace v1 = maillage::network::v1;

struct Options {
  std::string event;
  std::string person;
  std::string session;
  std::string filter;
  bool by_pilot = false;
  bool refuse = false;
};

std::string StateInFrench(v1::Registration::State state) {
  switch (state) {
    case v1::Registration::CONFIRMED:
      return "confirmée";
    case v1::Registration::WAITLISTED:
      return "en attente";
    case v1::Registration::OFFERED:
      return "place proposée";
    case v1::Registration::LAPSED:
      return "offre expirée";
    case v1::Registration::CANCELLED:
      return "annulée";
    default:
      return "";
  }
}

std::string ShortId(const std::string& name) { return name.substr(name.rfind('/') + 1); }

int Print(const Context& context, const Result<v1::Registration>& registration) {
  if (!registration) return Explain(registration.error());
  if (context.json) {
    PrintJson(*registration);
  } else {
    fmt::print("{} : inscription {}", ShortId(registration->person()), StateInFrench(registration->state()));
    if (registration->waiting_rank() > 0) fmt::print(" (rang {})", registration->waiting_rank());
    if (registration->state() == v1::Registration::OFFERED)
      fmt::print(" jusqu’au {}", Local(registration->offer_expires_at()));
    fmt::print("\n");
  }
  return kDone;
}

int List(const Context& context, const Options& options) {
  Platform platform;
  v1::ListRegistrationsRequest request;
  request.set_parent(context.Name("events", options.event.empty() ? "-" : options.event));
  request.set_filter(options.filter);
  request.set_page_size(1000);
  Table table({"Événement", "Séance", "Personne", "État", "Rang", "Depuis"});
  for (;;) {
    auto page = platform.network().Call<v1::ListRegistrationsResponse>(
        "maillage.network.v1.RegistrationService/ListRegistrations", request);
    if (!page) return Explain(page.error());
    for (const auto& registration : page->registrations()) {
      if (context.json) {
        PrintJson(registration);
        continue;
      }
      const auto event = registration.name().substr(0, registration.name().find("/registrations/"));
      table.Add({ShortId(event), registration.session().empty() ? "tous les modules" : ShortId(registration.session()),
                 ShortId(registration.person()), StateInFrench(registration.state()),
                 registration.waiting_rank() > 0 ? std::to_string(registration.waiting_rank()) : "",
                 Local(registration.changed_at())});
    }
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  if (!context.json) table.Print();
  return kDone;
}

CLI::App* AddAct(CLI::App& registrations, const std::string& name, const std::string& help,
                 const std::shared_ptr<Options>& options) {
  auto* command = registrations.add_subcommand(name, help);
  command->add_option("event", options->event, "L’événement")->required();
  command->add_option("person", options->person, "La personne")->required();
  return command;
}

template <class Request>
Request About(const Context& context, const Options& options) {
  Request request;
  request.set_parent(context.Name("events", options.event));
  request.set_person(context.Name("people", options.person));
  return request;
}

}  // namespace

void AddRegistrations(CLI::App& app, Context& context) {
  auto* registrations = app.add_subcommand("registrations", "Les inscriptions : places, liste d’attente, offres");
  registrations->require_subcommand(1);
  auto options = std::make_shared<Options>();
  const auto call = [&context](const std::string& method, const google::protobuf::Message& request) {
    Platform platform;
    return Print(context, platform.network().Call<v1::Registration>("maillage.network.v1.RegistrationService/" + method,
                                                                    request));
  };

  auto* list = registrations->add_subcommand("list", "Les inscriptions d’un événement, ou de tous");
  list->add_option("event", options->event, "L’événement ; rien : tous");
  list->add_option("--filter", options->filter, "Par exemple : state = \"WAITLISTED\"");
  list->callback([&context, options] { context.run = [&context, options] { return List(context, *options); }; });

  auto* add = AddAct(*registrations, "add", "Inscrire une personne", options);
  add->add_option("--session", options->session, "La séance, s’il y en a plusieurs au choix");
  add->callback([&context, options, call] {
    context.run = [&context, options, call] {
      v1::CreateRegistrationRequest request;
      request.set_parent(context.Name("events", options->event));
      request.mutable_registration()->set_person(context.Name("people", options->person));
      if (!options->session.empty())
        request.mutable_registration()->set_session(request.parent() + "/sessions/" + options->session);
      return call("CreateRegistration", request);
    };
  });

  auto* cancel = AddAct(*registrations, "cancel", "Annuler une inscription", options);
  cancel->add_flag("--by-pilot", options->by_pilot, "C’est le Pôle ressources qui annule");
  cancel->callback([&context, options, call] {
    context.run = [&context, options, call] {
      auto request = About<v1::CancelRegistrationRequest>(context, *options);
      request.set_by_pilot(options->by_pilot);
      return call("CancelRegistration", request);
    };
  });

  auto* change = AddAct(*registrations, "switch", "Changer de séance", options);
  change->add_option("session", options->session, "La nouvelle séance")->required();
  change->callback([&context, options, call] {
    context.run = [&context, options, call] {
      auto request = About<v1::SwitchRegistrationRequest>(context, *options);
      request.set_session(request.parent() + "/sessions/" + options->session);
      return call("SwitchRegistration", request);
    };
  });

  auto* answer = AddAct(*registrations, "answer-offer", "Accepter (ou refuser) la place proposée", options);
  answer->add_flag("--refuse", options->refuse, "Refuser");
  answer->callback([&context, options, call] {
    context.run = [&context, options, call] {
      auto request = About<v1::AnswerOfferRequest>(context, *options);
      request.set_accept(!options->refuse);
      return call("AnswerOffer", request);
    };
  });

  AddAct(*registrations, "decline", "Noter qu’une personne n’est pas disponible", options)
      ->callback([&context, options] {
        context.run = [&context, options] {
          Platform platform;
          const auto request = About<v1::DeclineEventRequest>(context, *options);
          auto decline =
              platform.network().Call<v1::Decline>("maillage.network.v1.RegistrationService/DeclineEvent", request);
          if (!decline) return Explain(decline.error());
          if (context.json) {
            PrintJson(*decline);
          } else {
            fmt::print("Noté : {} n’est pas disponible.\n", options->person);
          }
          return static_cast<int>(kDone);
        };
      });
}

}  // namespace maillage::cli
