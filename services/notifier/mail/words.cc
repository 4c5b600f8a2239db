#include "notifier/mail/words.h"

#include <ctemplate/template.h>

#include "notifier/mail/clean.h"
#include "notifier/mail/french.h"
#include "platform/calendar/zone.h"

namespace maillage::notifier::mail {
namespace {

constexpr std::size_t kTitle = 200;
constexpr std::size_t kName = 80;
constexpr std::size_t kProse = 600;
constexpr int kSurveyDays = 14;

/// A kind with its articles: `la rencontre de réseau`, `à la …`, `de la …`.
struct KindWords {
  const char* bare;
  const char* the;
  const char* to_the;
  const char* of_the;
};

KindWords WordsOf(EventKind kind) {
  switch (kind) {
    case EventKind::kNetworkMeeting:
      return {"rencontre de réseau", "la rencontre de réseau", "à la rencontre de réseau", "de la rencontre de réseau"};
    case EventKind::kWelcome:
      return {"rencontre d’accueil", "la rencontre d’accueil", "à la rencontre d’accueil", "de la rencontre d’accueil"};
    case EventKind::kSeminar:
      return {"séminaire départemental", "le séminaire départemental", "au séminaire départemental",
              "du séminaire départemental"};
    case EventKind::kTraining:
      return {"formation", "la formation", "à la formation", "de la formation"};
    case EventKind::kActionTraining:
      return {"formation-action", "la formation-action", "à la formation-action", "de la formation-action"};
  }
  return {"événement", "l’événement", "à l’événement", "de l’événement"};
}

/// The articles as they stand before a title: one that says itself what the event is needs no more.
KindWords Named(KindWords kind, const std::string& title) {
  const std::string_view bare(kind.bare);
  if (!BeginsWithWord(title, bare.substr(0, bare.find_first_of(" -")))) return kind;
  return {kind.bare, "", "à", "de"};
}

CivilDate DateOf(LocalTime time) { return CivilDate{date::floor<date::days>(time)}; }

Zone ZoneOf(const std::string& name) { return Zone::Named(name).value_or(Zone::Utc()); }

void ShowIf(ctemplate::TemplateDictionary& words, bool holds, const char* yes, const char* no = nullptr) {
  if (holds) {
    words.ShowSection(yes);
  } else if (no != nullptr) {
    words.ShowSection(no);
  }
}

void SetIfKnown(ctemplate::TemplateDictionary& words, const std::string& value, const char* name, const char* known) {
  words.SetValue(name, value);
  ShowIf(words, !value.empty(), known);
}

/// A button for a seat: one a session when there is a choice, else one for the event.
void AddSeat(ctemplate::TemplateDictionary& words, const char* name, const std::string& url, const std::string& label) {
  auto* seat = words.AddSectionDictionary(name);
  seat->SetValue("URL", SafeUrl(url));
  seat->SetValue("LABEL", label);
}

void FillSeats(ctemplate::TemplateDictionary& words, const Section& section) {
  if (section.event.format == EventFormat::kSplit && section.sessions.size() > 1) {
    for (const auto& session : section.sessions)
      AddSeat(words, "SEAT", session.register_url, "Je viens le " + DayOf(DateOf(session.starts_at)));
  } else {
    const bool of_session = section.links.enrol.empty() && section.sessions.size() == 1;
    AddSeat(words, "SEAT", of_session ? section.sessions.front().register_url : section.links.enrol, "Je m’inscris");
  }
  for (const auto& session : section.alternatives) {
    AddSeat(words, "OTHER_SEAT", session.register_url, "Je m’inscris le " + DayOf(DateOf(session.starts_at)));
  }
}

void FillDates(ctemplate::TemplateDictionary& words, const Mail& mail, const Section& section) {
  std::vector<CivilDate> dates;
  for (const auto& session : section.sessions) dates.push_back(DateOf(session.starts_at));
  const bool choice = section.event.format == EventFormat::kSplit;
  words.SetValue("WHEN", Dates(dates, "le ", choice ? "ou" : "et"));
  words.SetValue("WHEN_BARE", Dates(dates, "", choice ? "ou" : "et"));
  ShowIf(words, choice && dates.size() > 1, "CHOICE");
  ShowIf(words, section.event.format == EventFormat::kSequence && dates.size() > 1, "MODULES");
  ShowIf(words, dates.size() <= 1, "ONE");
  if (section.sessions.empty()) return;

  const auto& session = section.sessions.front();
  const auto near = NearDay(DateOf(session.starts_at), ZoneOf(session.zone).DateOf(mail.sent));
  words.SetValue("DAY", DayOf(DateOf(session.starts_at)));
  words.SetValue("NEAR", near);
  words.SetValue("NEAR_CAPITAL", Capitalised(near));
  words.SetValue("HOUR", Hour(session.starts_at));
  words.SetValue("SPAN", WhenOf(session));
  words.SetValue("SURVEY_ENDS", LongDate(PlusDays(DateOf(section.sessions.back().ends_at), kSurveyDays)));
  SetIfKnown(words, OneLine(session.title, kTitle), "MODULE", "MODULE_KNOWN");
  SetIfKnown(words, OneLine(session.place, kTitle), "PLACE", "PLACE_KNOWN");
  ShowIf(words, session.place.empty() && !session.link.empty(), "ONLINE", "ON_SITE");
}

void FillPrevious(ctemplate::TemplateDictionary& words, const Section& section) {
  if (!section.previous) return words.SetValue("OF_WHAT", "de date");
  words.ShowSection("PREVIOUS_KNOWN");
  words.SetValue("PREVIOUS_SPAN", WhenOf(*section.previous));
  words.SetValue("PREVIOUS_DAY", DayOf(DateOf(section.previous->starts_at)));
  const bool same_day =
      !section.sessions.empty() && DateOf(section.sessions.front().starts_at) == DateOf(section.previous->starts_at);
  words.SetValue("OF_WHAT", same_day ? "d’horaire" : "de date");
  SetIfKnown(words, OneLine(section.previous->place, kTitle), "PREVIOUS_PLACE", "PREVIOUS_PLACE_KNOWN");
}

void FillRegistration(ctemplate::TemplateDictionary& words, const Mail& mail, const Section& section) {
  if (section.offer_ends) {
    const auto local = ZoneOf(mail.to.zone).ToLocal(*section.offer_ends);
    words.SetValue("OFFER_ENDS", DayOf(DateOf(local)) + " à " + Hour(local));
  }
  words.SetValue("RANK", Ordinal(section.waiting_rank));
  ShowIf(words, section.waiting_rank > 0, "RANK_KNOWN");
  ShowIf(words, section.standing == Standing::kConfirmed, "CONFIRMED");
  ShowIf(words, section.standing == Standing::kWaiting, "WAITING");
  ShowIf(words, section.standing == Standing::kOffered, "OFFERED");
  ShowIf(words, section.cancel_cause == CancelCause::kPerson, "BY_PERSON");
  ShowIf(words, section.cancel_cause == CancelCause::kPilot, "BY_PILOT");
  ShowIf(words, section.cancel_cause == CancelCause::kOfferTurnedDown, "TURNED_DOWN", "ENDED");
  ShowIf(words, section.held_seat, "HELD_SEAT", "HELD_NONE");
  ShowIf(words, section.event.format == EventFormat::kSequence, "IN_SEQUENCE", "NOT_IN_SEQUENCE");
  ShowIf(words, !section.alternatives.empty(), "OTHER_DATES");
  ShowIf(words, mail.calendar.has_value(), "WITH_CALENDAR");
  bool below = false;
  for (const auto& session : section.sessions) below = below || session.seats.confirmed < session.seats.minimum;
  ShowIf(words, below, "BELOW_MINIMUM", "MINIMUM_REACHED");
}

void FillLinks(ctemplate::TemplateDictionary& words, const Links& links) {
  words.SetValue("REGISTER", SafeUrl(links.enrol));
  words.SetValue("DECLINE", SafeUrl(links.decline));
  words.SetValue("CANCEL", SafeUrl(links.cancel));
  words.SetValue("ACCEPT", SafeUrl(links.accept));
  words.SetValue("REFUSE", SafeUrl(links.refuse));
  words.SetValue("SURVEY", SafeUrl(links.survey));
  words.SetValue("MANAGE", SafeUrl(links.manage));
  words.SetValue("FEED", SafeUrl(links.feed));
  ShowIf(words, SafeUrl(links.survey).empty(), "NO_SURVEY_LINK");
  ShowIf(words, !SafeUrl(links.enrol).empty(), "REGISTER_POSSIBLE", "REGISTER_IMPOSSIBLE");
}

}  // namespace

void FillWords(const Mail& mail, const Section& section, ctemplate::TemplateDictionary& words) {
  const auto title = TitleOf(section.event);
  const auto kind = Named(WordsOf(section.event.kind), title);
  words.SetValue("TITLE", title);
  words.SetValue("THE_KIND_CAPITAL", Capitalised(kind.the));
  words.SetValue("TO_THE_KIND", kind.to_the);
  words.SetValue("OF_THE_KIND", kind.of_the);
  SetIfKnown(words, OneLine(section.event.goals, kProse), "GOALS", "GOALS_KNOWN");
  if (section.event.registration_closes_on) {
    words.SetValue("CLOSES", DayOf(*section.event.registration_closes_on));
    words.ShowSection("CLOSES_KNOWN");
  }
  const auto person = OneLine(section.person, kName);
  words.SetValue("PERSON", person);
  words.SetValue("OF_PERSON", Of(person));
  ShowIf(words, person.empty(), "SELF", "COPY");
  if (section.in_post_since) words.SetValue("SINCE", PlainDate(*section.in_post_since));
  FillDates(words, mail, section);
  FillPrevious(words, section);
  FillRegistration(words, mail, section);
  FillLinks(words, section.links);
  FillSeats(words, section);
}

std::string TitleOf(const Event& event) {
  auto title = OneLine(event.title, kTitle);
  return title.empty() ? Capitalised(WordsOf(event.kind).bare) : title;
}

std::string WhenOf(const Session& session) {
  const bool one_day = DateOf(session.starts_at) == DateOf(session.ends_at);
  return (one_day ? "le " : "") + Span(session.starts_at, session.ends_at);
}

std::string ZoneNote(const Session& session, const std::string& recipient_zone) {
  const auto there = ZoneOf(session.zone);
  const auto local = ZoneOf(recipient_zone).ToLocal(there.ToInstant(session.starts_at));
  if (local == session.starts_at) return "";
  const bool same_day = DateOf(local) == DateOf(session.starts_at);
  return Capitalised(ZoneName(session.zone)) + ", soit " + (same_day ? "" : "le " + DayOf(DateOf(local)) + " à ") +
         Hour(local) + ", " + ZoneName(recipient_zone);
}

std::string ReferenceInWords(const Section& section, const std::string& zone) {
  if (const auto day = ParseDate(section.reference)) return PlainDate(*day);
  if (const auto instant = ParseInstant(section.reference)) {
    const auto local = ZoneOf(zone).ToLocal(*instant);
    return PlainDate(DateOf(local)) + " à " + Hour(local);
  }
  return OneLine(section.reference, kName);
}

}  // namespace maillage::notifier::mail
