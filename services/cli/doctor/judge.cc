#include "cli/doctor/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace maillage::cli::doctor {
namespace {

constexpr double kDay = 86400;

/// « 42 s », « 12 min », « 3 h », « 5 jours ».
std::string Span(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 2 * 3600) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 2 * kDay) return fmt::format("{:.0f} h", seconds / 3600);
  return fmt::format("{:.0f} jours", seconds / kDay);
}

/// `watch` from one limit on, `trouble` from another; nullopt below both.
std::optional<Severity> Grade(double value, double watch, double trouble) {
  if (value >= trouble) return Severity::kTrouble;
  if (value >= watch) return Severity::kWatch;
  return std::nullopt;
}

/// The judgements about one service that answers; each adds what it finds.
class OneService {
 public:
  OneService(const ServiceSeen& seen, std::vector<Finding>& findings) : seen_(seen), findings_(findings) {}

  void Judge() {
    Dependencies();
    Outbox();
    Consumers();
    Pool();
    Schema();
    DueWork();
    Clock();
    Key();
    Mails();
  }

 private:
  double Now(const std::string& name, const Labels& labels = {}) const {
    return seen_.now->Sum(name, labels).value_or(0);
  }
  /// How much a counter rose between the two looks.
  double Rise(const std::string& name, const Labels& labels = {}) const {
    return Now(name, labels) - seen_.before->Sum(name, labels).value_or(0);
  }
  void Add(Severity severity, const char* alert, std::string what, std::string advice) {
    findings_.push_back({severity, alert, seen_.service, std::move(what), std::move(advice)});
  }

  void Dependencies() {
    for (const auto& [dependency, up] : seen_.now->By("dependency", "maillage_dependency_up")) {
      if (up > 0) continue;
      if (dependency == "postgresql") {
        Add(Severity::kTrouble, "postgresql-unreachable", "PostgreSQL ne répond pas à ce service.",
            "Ses appels échouent ; rien de ce qui a été confirmé n’est perdu. Relancer PostgreSQL : le service se "
            "reconnecte seul.");
      } else if (dependency == "kafka") {
        Add(Severity::kTrouble, "kafka-unreachable", "Kafka ne répond pas à ce service.",
            "Les inscriptions sont prises ; les mails qui en découlent attendent. Relancer Kafka : tout part ensuite, "
            "dans l’ordre.");
      } else {
        Add(Severity::kWatch, "redis-unreachable", fmt::format("{} ne répond pas à ce service.", dependency),
            "Les mails partent plus lentement. Le relancer ; rien d’important n’y est gardé.");
      }
    }
  }

  void Outbox() {
    const double age = Now("maillage_outbox_oldest_age_seconds");
    if (const auto severity = Grade(age, 10, 60)) {
      Add(*severity, "outbox-stuck",
          fmt::format("{:.0f} événement(s) attendent de partir vers Kafka, le plus ancien depuis {}.",
                      Now("maillage_outbox_depth"), Span(age)),
          "Kafka est arrêté ou lent : le vérifier d’abord. Rien n’est perdu.");
    }
  }

  void Consumers() {
    for (const auto& [group, lag] : seen_.now->By("group", "maillage_consumer_lag")) {
      const Labels labels{{"group", group}};
      const bool waited = seen_.before->Sum("maillage_consumer_lag", labels).value_or(0) > 0;
      const bool moves = Rise("maillage_consumer_applied_total", labels) > 0;
      if (lag > 0 && waited && !moves) {
        Add(Severity::kTrouble, "consumer-behind",
            fmt::format("{:.0f} événement(s) à lire, et la lecture n’avance pas.", lag),
            "Regarder pourquoi dans son journal (« a batch of events was not applied ») ; souvent sa base ne répond "
            "pas.");
      } else if (lag > 1000) {
        Add(Severity::kWatch, "consumer-behind", fmt::format("{:.0f} événement(s) à lire ; la lecture avance.", lag),
            "Attendre et regarder si cela diminue.");
      }
    }
  }

  void Pool() {
    if (Rise("maillage_pg_pool_exhausted_total") > 0) {
      Add(Severity::kTrouble, "pool-exhausted", "Des appels n’obtiennent pas de connexion à la base.",
          "Chercher la requête qui les retient ; ne pas augmenter POOL_SIZE avant.");
    }
  }

  void Schema() {
    if (const double missing = Now("maillage_migrations_missing"); missing > 0) {
      Add(Severity::kTrouble, "schema-differs",
          fmt::format("Sa base est plus ancienne que lui : {:.0f} migration(s) n’y ont pas été appliquées.", missing),
          "Le relancer avec MAILLAGE_DATABASE_OWNER_URL : il les applique en démarrant.");
    }
    if (const double unknown = Now("maillage_migrations_unknown"); unknown > 0) {
      Add(Severity::kWatch, "schema-differs",
          fmt::format("Sa base est plus récente que lui : il ne connaît pas {:.0f} de ses migrations.", unknown),
          "Le mettre à la même version que celui qui les a appliquées, et le relancer.");
    }
  }

  void DueWork() {
    for (const auto& [loop, failures] : seen_.now->By("loop", "maillage_due_loop_failures_total")) {
      if (Rise("maillage_due_loop_failures_total", {{"loop", loop}}) <= 0) continue;
      Add(Severity::kTrouble, "due-work-failing", fmt::format("Ce qui est dû échoue, et est retenté (« {} »).", loop),
          "Lire la cause dans son journal.");
    }
  }

  void Clock() {
    const double skew = Now("maillage_clock_skew_seconds");
    if (const auto severity = Grade(std::abs(skew), 2, 30)) {
      Add(*severity, "clock-skew",
          fmt::format("Son horloge et celle de PostgreSQL diffèrent de {}.", Span(std::abs(skew))),
          "Remettre la synchronisation en route (chrony ou systemd-timesyncd) sur la machine qui se trompe. À 30 s, "
          "les jetons sont refusés.");
    }
  }

  void Key() {
    const auto left = seen_.now->Sum("maillage_signing_key_expires_seconds");
    if (!left) return;
    if (const auto severity = Grade(-*left, -30 * kDay, -3 * kDay)) {
      Add(*severity, "signing-key-ends",
          *left > 0 ? fmt::format("La clé qui signe les jetons prend fin dans {}.", Span(*left))
                    : "La clé qui signe les jetons a pris fin : ses jetons sont refusés.",
          "La remplacer, en deux temps : scripts/keys.");
    }
  }

  void Mails() {
    if (const auto severity = Grade(Now("maillage_smtp_failures_in_a_row"), 1, 5)) {
      Add(*severity, "mail-server-failing",
          fmt::format("Le serveur de mail n’a pas pris les {:.0f} derniers envois.",
                      Now("maillage_smtp_failures_in_a_row")),
          "Ils sont retentés. Vérifier ce serveur, et ce qu’il répond (journal : « mail not accepted »).");
    }
    if (const auto severity = Grade(Now("maillage_reminder_overdue_seconds"), 30, 120)) {
      Add(*severity, "reminders-late",
          fmt::format("Un rappel devait partir il y a {}.", Span(Now("maillage_reminder_overdue_seconds"))),
          "Voir d’abord si Kafka, PostgreSQL et le serveur de mail répondent.");
    }
    if (const double missed = Now("maillage_reminders_missed_recently"); missed > 0) {
      Add(Severity::kWatch, "reminders-missed",
          fmt::format("{:.0f} rappel(s) manqué(s) depuis sept jours : personne ne les a reçus.", missed),
          "maillage reminders list --filter 'state = \"MISSED\"', puis reminders send pour ceux qui servent encore.");
    }
  }

  const ServiceSeen& seen_;
  std::vector<Finding>& findings_;
};

void JudgeLife(const ServiceSeen& seen, std::vector<Finding>& findings) {
  const auto add = [&](std::string what, std::string advice) {
    findings.push_back({Severity::kTrouble, "service-down", seen.service, std::move(what), std::move(advice)});
  };
  if (!seen.now && !seen.serving) {
    add(fmt::format("Ne répond pas ({}).", seen.address),
        fmt::format("scripts/service start {} ; s’il s’arrête aussitôt, la fin de son journal dit pourquoi.",
                    seen.service));
  } else if (!seen.serving || !*seen.serving) {
    add("Tourne, mais n’est pas prêt à répondre.", "Il démarre ou s’arrête ; sinon lire son journal.");
  } else if (!seen.now) {
    add(fmt::format("Répond, mais pas à {} : on ne voit plus comment il va.", seen.address),
        "Vérifier MAILLAGE_METRICS_LISTEN et l’adresse qui est demandée.");
  }
}

void JudgeNotifiers(const std::vector<ServiceSeen>& services, std::vector<Finding>& findings) {
  std::optional<double> active;
  for (const auto& seen : services) {
    if (!seen.now) continue;
    if (const auto one = seen.now->Sum("maillage_notifier_active")) active = active.value_or(0) + *one;
  }
  if (!active || *active < 1) {
    findings.push_back({Severity::kTrouble, "no-active-notifier", "",
                        "Aucun notifier n’est actif : aucun mail ne part.",
                        "scripts/service start notifier. Ce qui était dû part à son retour."});
  } else if (*active > 1) {
    findings.push_back({Severity::kTrouble, "two-active-notifiers", "",
                        fmt::format("{:.0f} notifiers se disent actifs.", *active),
                        "Arrêter le plus ancien ; la base l’empêche déjà d’écrire."});
  }
}

void JudgeLetters(const Observations& seen, std::vector<Finding>& findings) {
  if (seen.kafka_answers && !*seen.kafka_answers) {
    findings.push_back({Severity::kTrouble, "kafka-unreachable", "", "Kafka ne répond pas d’ici.",
                        "Les inscriptions sont prises ; les mails qui en découlent attendent. Le relancer."});
  }
  for (const auto& [group, open] : seen.open_letters) {
    if (open == 0) continue;
    findings.push_back({Severity::kWatch, "dead-letters", group,
                        fmt::format("{} événement(s) mis de côté, à traiter : il ne connaît pas ces faits.", open),
                        "maillage dead-letters list, puis show ; la cause réparée, replay."});
  }
}

}  // namespace

std::vector<Finding> Judge(const Observations& seen) {
  std::vector<Finding> findings;
  for (const auto& service : seen.services) {
    JudgeLife(service, findings);
    if (service.now && service.before) OneService(service, findings).Judge();
  }
  JudgeNotifiers(seen.services, findings);
  JudgeLetters(seen, findings);
  std::ranges::stable_sort(findings, std::greater(), &Finding::severity);
  return findings;
}

}  // namespace maillage::cli::doctor
