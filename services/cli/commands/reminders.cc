#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "cli/base/output.h"
#include "cli/base/platform.h"
#include "cli/commands/commands.h"
#include "maillage/notifier/v1/reminder.pb.h"

namespace maillage::cli {
namespace {

namespace v1 = maillage::notifier::v1;

struct Options {
  std::string filter;
  std::string event;
  std::string rule;
  std::string reminder;
};

std::string ShortId(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string StateInFrench(v1::Reminder::State state) {
  switch (state) {
    case v1::Reminder::PLANNED:
      return "prévu";
    case v1::Reminder::CLAIMED:
      return "en cours";
    case v1::Reminder::SENT:
      return "envoyé";
    case v1::Reminder::FAILED:
      return "refusé";
    case v1::Reminder::UNKNOWN:
      return "incertain";
    case v1::Reminder::CANCELLED:
      return "annulé";
    case v1::Reminder::NOT_APPLICABLE:
      return "sans objet";
    case v1::Reminder::MISSED:
      return "manqué";
    case v1::Reminder::SUPPRESSED:
      return "retenu";
    default:
      return "";
  }
}

void AddRow(Table& table, const v1::Reminder& reminder) {
  const auto& when = reminder.has_sent_time() ? reminder.sent_time() : reminder.leave_time();
  table.Add({Local(when), reminder.rule(),
             reminder.recipient_name().empty() ? ShortId(reminder.recipient()) : reminder.recipient_name(),
             reminder.subject_title().empty() ? ShortId(reminder.subject()) : reminder.subject_title(),
             StateInFrench(reminder.state()), DetailInFrench(reminder.detail()), ShortId(reminder.name())});
}

Table Reminders() { return Table({"Quand", "Règle", "À qui", "À propos de", "État", "Motif", "Rappel"}); }

int List(const Context& context, const Options& options) {
  Platform platform;
  v1::ListRemindersRequest request;
  request.set_parent(context.Parent());
  request.set_filter(options.filter);
  request.set_page_size(1000);
  auto table = Reminders();
  for (;;) {
    auto page = platform.notifier().Call<v1::ListRemindersResponse>(
        "maillage.notifier.v1.ReminderService/ListReminders", request);
    if (!page) return Explain(page.error());
    for (const auto& reminder : page->reminders()) {
      if (context.json) {
        PrintJson(reminder);
      } else {
        AddRow(table, reminder);
      }
    }
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  if (!context.json) table.Print();
  return kDone;
}

int Count(const Context& context) {
  Platform platform;
  v1::CountRemindersRequest request;
  request.set_parent(context.Parent());
  auto counts = platform.notifier().Call<v1::CountRemindersResponse>(
      "maillage.notifier.v1.ReminderService/CountReminders", request);
  if (!counts) return Explain(counts.error());
  if (context.json) {
    PrintJson(*counts);
    return kDone;
  }
  std::map<std::string, std::map<v1::Reminder::State, std::int64_t>> by_rule;
  std::map<v1::Reminder::State, std::int64_t> totals;
  for (const auto& count : counts->counts()) {
    by_rule[count.rule()][count.state()] += count.count();
    totals[count.state()] += count.count();
  }
  std::vector<std::string> header{"Règle"};
  for (const auto& [state, total] : totals) header.push_back(StateInFrench(state));
  Table table(header);
  const auto add = [&](const std::string& title, const std::map<v1::Reminder::State, std::int64_t>& row) {
    std::vector<std::string> cells{title};
    for (const auto& [state, total] : totals) {
      const auto found = row.find(state);
      cells.push_back(found == row.end() ? "·" : std::to_string(found->second));
    }
    table.Add(cells);
  };
  for (const auto& [rule, row] : by_rule) add(rule, row);
  add("Total", totals);
  table.Print();
  return kDone;
}

int Why(const Context& context, const std::string& id, bool resend) {
  Platform platform;
  Result<v1::Reminder> reminder = [&] {
    if (resend) {
      v1::ResendReminderRequest request;
      request.set_name(context.Name("reminders", id));
      return platform.notifier().Call<v1::Reminder>("maillage.notifier.v1.ReminderService/ResendReminder", request);
    }
    v1::GetReminderRequest request;
    request.set_name(context.Name("reminders", id));
    return platform.notifier().Call<v1::Reminder>("maillage.notifier.v1.ReminderService/GetReminder", request);
  }();
  if (!reminder) return Explain(reminder.error());
  if (context.json) {
    PrintJson(*reminder);
    return kDone;
  }
  const auto line = [](const char* title, const std::string& value) {
    if (!value.empty()) fmt::print("{:<22}{}\n", title, value);
  };
  line("Règle", reminder->rule());
  line("À qui", reminder->recipient_name() + " (" + reminder->recipient() + ")");
  line("À propos de", reminder->subject_title() + " (" + reminder->subject() + ")");
  line("Référence", reminder->reference());
  line("État", StateInFrench(reminder->state()));
  line("Motif", DetailInFrench(reminder->detail()));
  line("Voulu depuis", Local(reminder->since_time()));
  line("Échéance", Local(reminder->due_time()));
  line("Départ prévu", Local(reminder->leave_time()));
  line("Plus jamais après", Local(reminder->until_time()));
  line("Parti", Local(reminder->sent_time()));
  line("Message-ID", reminder->message_id());
  line("Réponse du serveur", reminder->server_answer());
  return kDone;
}

int Preview(const Context& context, const Options& options) {
  Platform platform;
  v1::PreviewRemindersRequest request;
  request.set_parent(context.Parent());
  if (!options.event.empty()) request.set_event(context.Name("events", options.event));
  request.set_rule(options.rule);
  auto preview = platform.notifier().Call<v1::PreviewRemindersResponse>(
      "maillage.notifier.v1.ReminderService/PreviewReminders", request);
  if (!preview) return Explain(preview.error());
  auto table = Reminders();
  for (const auto& reminder : preview->reminders()) {
    if (context.json) {
      PrintJson(reminder);
    } else {
      AddRow(table, reminder);
    }
  }
  if (!context.json) table.Print();
  return kDone;
}

}  // namespace

void AddReminders(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  auto* preview = app.add_subcommand("preview", "Qui va recevoir quoi, et quand (rien n’est envoyé ni écrit)");
  preview->add_option("--event", options->event, "Seulement cet événement");
  preview->add_option("--rule", options->rule, "Seulement cette règle");
  preview->callback([&context, options] { context.run = [&context, options] { return Preview(context, *options); }; });

  auto* reminders = app.add_subcommand("reminders", "Le registre des rappels");
  reminders->require_subcommand(1);
  auto* list = reminders->add_subcommand("list", "Les rappels, par date");
  list->add_option("--filter", options->filter, "Par exemple : state = \"MISSED\" AND rule = \"meeting.eve\"");
  list->callback([&context, options] { context.run = [&context, options] { return List(context, *options); }; });
  reminders->add_subcommand("count", "Combien, par règle et par état")->callback([&context] {
    context.run = [&context] { return Count(context); };
  });
  const auto one = [&](const char* name, const char* help, bool resend) {
    auto* command = reminders->add_subcommand(name, help);
    command->add_option("reminder", options->reminder, "Le rappel : dernière colonne de la liste")->required();
    command->callback([&context, options, resend] {
      context.run = [&context, options, resend] { return Why(context, options->reminder, resend); };
    });
  };
  one("why", "Pourquoi ce rappel est parti, ou pas", false);
  one("send", "Renvoyer à la main un rappel manqué ou refusé", true);
}

}  // namespace maillage::cli
