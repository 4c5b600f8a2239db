#include "network/web/prospect.h"

#include <fmt/format.h>

#include "network/web/french.h"
#include "network/web/survey_form.h"

namespace maillage::network::web {
namespace {

using std::string;

constexpr const char* kAsk = "Une question ? Répondez à l’un de nos courriels : le Pôle ressources vous aidera.";

Prospect Nothing(string title, std::vector<string> paragraphs, const Event& event, const SessionId& session) {
  Prospect prospect;
  prospect.page.title = std::move(title);
  prospect.page.paragraphs = std::move(paragraphs);
  prospect.page.paragraphs.emplace_back(kAsk);
  prospect.page.facts = FactsOf(event, session);
  return prospect;
}

Prospect Click(string title, std::vector<string> paragraphs, string button, const Event& event,
               const SessionId& session) {
  Prospect prospect;
  prospect.page.title = std::move(title);
  prospect.page.paragraphs = std::move(paragraphs);
  prospect.page.facts = FactsOf(event, session);
  prospect.page.button = std::move(button);
  prospect.possible = true;
  return prospect;
}

/// Where the person stands, in one sentence.
string Standing(const Event& event, const Registration& registration) {
  switch (registration.state) {
    case RegistrationState::kConfirmed:
      return "Votre place est réservée.";
    case RegistrationState::kOffered:
      return fmt::format("Une place vous est proposée jusqu’au {}.",
                         MomentIn(event.details().zone, *registration.offer_expires_at));
    case RegistrationState::kWaitlisted:
      return fmt::format("Vous êtes en liste d’attente, au rang {}.", event.WithRank(registration).waiting_rank);
    case RegistrationState::kLapsed:
      return "La place qui vous était proposée ne l’est plus : le délai de réponse est passé.";
    case RegistrationState::kCancelled:
      return "Votre inscription est annulée.";
  }
  return "";
}

SessionId PoolOf(const Request& request, const Event& event) {
  if (event.IsSequence()) return {};
  if (request.session.empty()) return event.sessions().front().id;
  return request.session;
}

/// Why nobody can take a seat there now; empty: somebody can.
string ClosedBecause(const Event& event, const SessionId& pool, Instant now) {
  if (event.details().state == EventState::kCancelled) return "Cet événement est annulé.";
  if (event.details().state == EventState::kDraft) return "Cet événement n’est pas encore publié.";
  const Session* session = pool.empty() ? nullptr : event.FindSession(pool);
  if (!pool.empty() && !session) return "Cette session n’existe plus.";
  if (session && session->cancelled) return "Cette session est annulée.";
  const auto start = pool.empty() ? event.FirstStart() : std::optional(session->start());
  if (!start || *start <= now) return "Il est trop tard : la rencontre a commencé.";
  if (!event.IsWindowOpen(now)) return "Les inscriptions ne sont pas ouvertes aujourd’hui.";
  return "";
}

Prospect ForeseeRegister(const Request& request, const Event& event, Instant now) {
  const auto pool = PoolOf(request, event);
  const auto* active = event.ActiveRegistration(request.person, now);
  const auto closed = ClosedBecause(event, pool, now);
  const bool waits_here = active && active->state == RegistrationState::kWaitlisted && active->session == pool;
  const bool seat = closed.empty() && event.GivesSeat(pool, now);
  if (waits_here && seat) {
    return Click("Prendre la place libre", {"Une place s’est libérée. Un clic vous la réserve."},
                 "Je prends cette place", event, pool);
  }
  if (active) return Nothing("Vous êtes déjà inscrit·e", {Standing(event, *active)}, event, active->session);
  if (!closed.empty()) return Nothing("L’inscription n’est pas possible", {closed}, event, pool);
  if (seat) {
    return Click("M’inscrire", {"Un clic vous réserve une place. Vous recevrez une confirmation par courriel."},
                 "Je m’inscris", event, pool);
  }
  return Click("M’inscrire en liste d’attente",
               {"Il n’y a plus de place libre. Un clic vous inscrit en liste d’attente : dès qu’une place se libère, "
                "elle vous est proposée "
                "par courriel."},
               "Je m’inscris en liste d’attente", event, pool);
}

Prospect ForeseeDecline(const Request& request, const Event& event, Instant now) {
  if (event.details().state != EventState::kPublished) {
    return Nothing("Il n’y a rien à répondre", {"Cet événement est annulé."}, event, {});
  }
  if (const auto* active = event.ActiveRegistration(request.person, now)) {
    return Nothing(
        "Vous êtes inscrit·e",
        {Standing(event, *active), "Pour vous désister, utilisez le lien d’annulation de votre confirmation."}, event,
        active->session);
  }
  if (event.HasDeclined(request.person)) {
    return Nothing("C’est noté",
                   {"Vous avez déjà répondu que vous n’êtes pas disponible. Nous ne vous relancerons pas."}, event, {});
  }
  return Click("Je ne suis pas disponible",
               {"Un clic nous dit que vous ne viendrez pas. Nous ne vous relancerons plus pour cette date."},
               "Je ne suis pas disponible", event, {});
}

Prospect ForeseeCancel(const Request& request, const Event& event, Instant now) {
  const auto* active = event.ActiveRegistration(request.person, now);
  if (!active) return Nothing("Vous n’êtes pas inscrit·e", {"Il n’y a pas d’inscription à annuler."}, event, {});
  const auto start =
      active->session.empty() ? event.FirstStart() : std::optional(event.FindSession(active->session)->start());
  if (!start || *start <= now) {
    return Nothing("Il est trop tard pour annuler", {"La rencontre a commencé."}, event, active->session);
  }
  return Click(
      "Annuler mon inscription",
      {Standing(event, *active), "Un clic annule votre inscription et libère la place pour quelqu’un d’autre."},
      "J’annule mon inscription", event, active->session);
}

Prospect ForeseeSwitch(const Request& request, const Event& event, Instant now) {
  const auto* active = event.ActiveRegistration(request.person, now);
  const auto pool = PoolOf(request, event);
  if (!active) return Nothing("Vous n’êtes pas inscrit·e", {"Il n’y a pas d’inscription à déplacer."}, event, pool);
  if (active->session == pool) return Nothing("C’est déjà votre session", {Standing(event, *active)}, event, pool);
  const auto* present = event.FindSession(active->session);
  auto closed = ClosedBecause(event, pool, now);
  if (closed.empty() && (event.IsSequence() || !present || present->HasStarted(now))) {
    closed = "Il est trop tard : la session à laquelle vous êtes inscrit·e a commencé.";
  }
  if (closed.empty() && !event.GivesSeat(pool, now)) closed = "Il n’y a plus de place libre dans cette session.";
  if (!closed.empty())
    return Nothing("Le changement n’est pas possible", {closed, "Rien n’a changé."}, event, active->session);
  auto prospect = Click("Changer de session", {"Un clic déplace votre inscription vers la session ci-dessous."},
                        "Je change de session", event, pool);
  prospect.page.facts.emplace_back("À la place de", SpanOf(*present));
  return prospect;
}

Prospect ForeseeOffer(const Request& request, const Event& event, Instant now) {
  const auto* active = event.ActiveRegistration(request.person, now);
  if (!active || active->state != RegistrationState::kOffered) {
    const string standing =
        active ? Standing(event, *active) : "Le délai de réponse est passé, ou vous avez déjà répondu.";
    return Nothing("Aucune place ne vous est proposée", {standing}, event, active ? active->session : SessionId());
  }
  if (request.act == Act::kAccept) {
    return Click("Prendre la place proposée", {Standing(event, *active), "Un clic vous réserve cette place."},
                 "Je prends cette place", event, active->session);
  }
  return Click("Laisser la place proposée",
               {Standing(event, *active), "Un clic la laisse à la personne suivante de la liste d’attente."},
               "Je laisse cette place", event, active->session);
}

Prospect ForeseeSurvey(const Request& request, const Event& event) {
  if (!event.Attended(request.person)) {
    return Nothing("Ce questionnaire n’est pas pour vous", {"Il s’adresse aux personnes qui ont participé."}, event,
                   {});
  }
  auto prospect = Click("Votre avis sur la rencontre",
                        {"Deux questions et un mot si vous le souhaitez. Une nouvelle réponse remplace la précédente."},
                        "J’envoie mon avis", event, {});
  prospect.page.fields = SurveyFields();
  return prospect;
}

}  // namespace

Prospect Foresee(const Request& request, const Event& event, const store::KnownPerson& person, Instant now) {
  if (!person.present) {
    return Nothing("Ce lien n’est plus pour vous", {"Vous ne faites plus partie du réseau."}, event, {});
  }
  switch (request.act) {
    case Act::kRegister:
      return ForeseeRegister(request, event, now);
    case Act::kDecline:
      return ForeseeDecline(request, event, now);
    case Act::kCancel:
      return ForeseeCancel(request, event, now);
    case Act::kSwitch:
      return ForeseeSwitch(request, event, now);
    case Act::kAccept:
    case Act::kRefuse:
      return ForeseeOffer(request, event, now);
    case Act::kSurvey:
      return ForeseeSurvey(request, event);
  }
  return {};
}

Page Outcome(const Request& request, const Event& event, const store::KnownPerson& person, Instant now) {
  Page page;
  page.title = "C’est fait";
  const auto* active = event.ActiveRegistration(request.person, now);
  switch (request.act) {
    case Act::kSurvey:
      page.title = "Merci " + person.given_name;
      page.paragraphs = {"Votre avis est enregistré. Il aide à préparer les prochaines rencontres."};
      break;
    case Act::kDecline:
      page.paragraphs = {
          "Nous avons noté que vous n’êtes pas disponible. Nous ne vous relancerons plus pour cette date."};
      break;
    case Act::kCancel:
      page.paragraphs = {"Votre inscription est annulée. Merci d’avoir libéré la place."};
      break;
    case Act::kRefuse:
      page.paragraphs = {"La place est laissée à la personne suivante. Merci de votre réponse."};
      break;
    default:
      page.paragraphs = {active ? Standing(event, *active) : string("Votre réponse est enregistrée.")};
  }
  page.facts = FactsOf(event, active ? active->session : SessionId());
  return page;
}

Page UsedAlready(const Request& request, const Event& event, Instant now) {
  const auto* active = event.ActiveRegistration(request.person, now);
  Page page;
  page.title = "Ce lien a déjà servi";
  page.paragraphs = {active ? Standing(event, *active) : string("Vous n’êtes pas inscrit·e en ce moment."),
                     "Rien n’a changé.", kAsk};
  page.facts = FactsOf(event, active ? active->session : SessionId());
  return page;
}

Page Refusal(const Request& request, const Event& event, const std::string& reason) {
  Page page;
  page.status = 409;
  page.title = "Ce n’était plus possible";
  page.paragraphs = {reason == "NO_SEAT"
                         ? "La dernière place vient d’être prise. Rien n’a changé."
                         : "La situation a changé entre-temps. Rouvrez le lien pour voir où vous en êtes.",
                     kAsk};
  page.facts = FactsOf(event, request.session);
  return page;
}

std::vector<std::pair<std::string, std::string>> FactsOf(const Event& event, const SessionId& session) {
  std::vector<std::pair<string, string>> facts{{"Événement", event.details().title}};
  for (const auto& each : event.sessions()) {
    if (each.cancelled || (!session.empty() && each.id != session)) continue;
    facts.emplace_back("Quand", SpanOf(each));
    if (!each.place.empty()) facts.emplace_back("Où", each.place);
    if (each.place.empty() && !each.link.empty()) facts.emplace_back("Où", each.link);
  }
  return facts;
}

}  // namespace maillage::network::web
