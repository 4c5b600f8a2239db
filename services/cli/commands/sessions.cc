#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/commands/commands.h"
#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/registration.pb.h"

namespace maillage::cli {
namespace {

namespace v1 = maillage::network::v1;

struct Options {
  std::string event;
  std::string session;
  std::string starts_at;
  std::string ends_at;
  std::string zone;
  std::string place;
  std::string person;
  std::string mark;
  int capacity = 0;
  int minutes = 0;
};

std::string SessionName(const Context& context, const Options& options) {
  return context.Name("events", options.event) + "/sessions/" + options.session;
}

template <class Response>
int Send(const Context& context, const std::string& method, const google::protobuf::Message& request) {
  Platform platform;
  auto response = platform.network().Call<Response>("maillage.network.v1." + method, request);
  if (!response) return Explain(response.error());
  if (context.json) {
    PrintJson(*response);
  } else {
    fmt::print("Fait.\n");
  }
  return kDone;
}

CLI::App* AddAct(CLI::App& sessions, const std::string& name, const std::string& help,
                 const std::shared_ptr<Options>& options) {
  auto* command = sessions.add_subcommand(name, help);
  command->add_option("event", options->event, "L’événement")->required();
  command->add_option("session", options->session, "La séance")->required();
  return command;
}

std::string RegistrationInFrench(const std::string& state) {
  if (state == "CONFIRMED") return "confirmée";
  if (state == "WAITLISTED") return "en attente";
  if (state == "OFFERED") return "place proposée";
  if (state == "LAPSED") return "offre expirée";
  if (state == "CANCELLED") return "annulée";
  return state;
}

std::string AttendanceInFrench(const std::string& mark) {
  if (mark == "ATTENDED") return "présent·e";
  if (mark == "PARTIAL") return "en partie";
  if (mark == "EXCUSED") return "excusé·e";
  if (mark == "NO_SHOW") return "absent·e";
  return mark;
}

int Roster(const Context& context, const std::string& event) {
  Platform platform;
  v1::GetRosterRequest request;
  request.set_name(context.Name("events", event));
  auto roster = platform.network().Call<v1::Roster>("maillage.network.v1.EventService/GetRoster", request);
  if (!roster) return Explain(roster.error());
  if (context.json) {
    PrintJson(*roster);
    return kDone;
  }
  Table table({"Séance", "Personne", "Organisme", "Inscription", "Présence", "Besoins d’accès"});
  for (const auto& line : roster->lines()) {
    table.Add({line.session().substr(line.session().rfind('/') + 1), line.display_name(), line.organisation_name(),
               RegistrationInFrench(line.registration_state()), AttendanceInFrench(line.attendance()),
               line.access_needs()});
  }
  table.Print();
  return kDone;
}

}  // namespace

void AddSessions(CLI::App& app, Context& context) {
  auto* sessions = app.add_subcommand("sessions", "Les séances : déplacer, annuler, émarger");
  sessions->require_subcommand(1);
  auto options = std::make_shared<Options>();

  auto* reschedule = AddAct(*sessions, "reschedule", "Déplacer dans le temps", options);
  reschedule->add_option("--starts-at", options->starts_at, "2026-02-10T09:30, heure du lieu")->required();
  reschedule->add_option("--ends-at", options->ends_at, "2026-02-10T16:30, heure du lieu")->required();
  reschedule->add_option("--zone", options->zone, "Fuseau, s’il change");
  reschedule->callback([&context, options] {
    context.run = [&context, options] {
      v1::RescheduleSessionRequest request;
      request.set_name(SessionName(context, *options));
      request.set_starts_at(options->starts_at);
      request.set_ends_at(options->ends_at);
      request.set_zone(options->zone);
      return Send<v1::Event>(context, "EventService/RescheduleSession", request);
    };
  });

  auto* relocate = AddAct(*sessions, "relocate", "Changer de lieu", options);
  relocate->add_option("--place", options->place, "Le nouveau lieu")->required();
  relocate->callback([&context, options] {
    context.run = [&context, options] {
      v1::RelocateSessionRequest request;
      request.set_name(SessionName(context, *options));
      request.set_place(options->place);
      return Send<v1::Event>(context, "EventService/RelocateSession", request);
    };
  });

  auto* resize = AddAct(*sessions, "resize", "Changer le nombre de places", options);
  resize->add_option("--capacity", options->capacity, "Nombre de places")->required();
  resize->callback([&context, options] {
    context.run = [&context, options] {
      v1::ResizeSessionRequest request;
      request.set_name(SessionName(context, *options));
      request.set_capacity(options->capacity);
      return Send<v1::Event>(context, "EventService/ResizeSession", request);
    };
  });

  AddAct(*sessions, "cancel", "Annuler la séance", options)->callback([&context, options] {
    context.run = [&context, options] {
      v1::CancelSessionRequest request;
      request.set_name(SessionName(context, *options));
      return Send<v1::Event>(context, "EventService/CancelSession", request);
    };
  });

  auto* mark = AddAct(*sessions, "mark", "Émarger une personne", options);
  mark->add_option("person", options->person, "La personne")->required();
  mark->add_option("attendance", options->mark, "ATTENDED, PARTIAL, EXCUSED ou NO_SHOW")
      ->required()
      ->check(CLI::IsMember({"ATTENDED", "PARTIAL", "EXCUSED", "NO_SHOW"}));
  mark->add_option("--minutes", options->minutes, "Minutes de présence (PARTIAL)");
  mark->callback([&context, options] {
    context.run = [&context, options] {
      v1::MarkAttendanceRequest request;
      request.set_session(SessionName(context, *options));
      request.set_person(context.Name("people", options->person));
      request.set_mark(static_cast<v1::Attendance::Mark>(
          v1::Attendance::Mark_descriptor()->FindValueByName(options->mark)->number()));
      request.set_minutes(options->minutes);
      return Send<v1::Attendance>(context, "RegistrationService/MarkAttendance", request);
    };
  });

  auto* roster = sessions->add_subcommand("roster", "La feuille d’émargement d’un événement");
  roster->add_option("event", options->event, "L’événement")->required();
  roster->callback(
      [&context, options] { context.run = [&context, options] { return Roster(context, options->event); }; });
}

}  // namespace maillage::cli
