#include <atomic>
#include <thread>

#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "maillage/network/v1/import.pb.h"
#include "maillage/network/v1/need.pb.h"
#include "maillage/network/v1/programme.pb.h"
#include "maillage/network/v1/registration.pb.h"
#include "maillage/platform/v1/import.pb.h"
#include "network/rpc/testing.h"

/// ProgrammeService, what a closed year refuses and what it does not, and needs planned into events.
namespace maillage::network {
namespace {

class Programmes : public testing::Methods {
 protected:
  Result<v1::Programme> Create(const std::string& year, const std::vector<std::string>& needs = {}) {
    v1::CreateProgrammeRequest request;
    request.set_parent("cafs/95");
    request.set_programme_id(year);
    for (const auto& each : needs) request.mutable_programme()->add_needs(each);
    return Ask<v1::Programme>("ProgrammeService/CreateProgramme", request);
  }

  Result<v1::Programme> Get(int year) {
    v1::GetProgrammeRequest request;
    request.set_name(Name(year));
    return Ask<v1::Programme>("ProgrammeService/GetProgramme", request);
  }

  Result<v1::Programme> Publish(int year, bool events = false) {
    v1::PublishProgrammeRequest request;
    request.set_name(Name(year));
    request.set_publish_events(events);
    return Ask<v1::Programme>("ProgrammeService/PublishProgramme", request);
  }

  Result<v1::Programme> Close(int year) {
    v1::CloseProgrammeRequest request;
    request.set_name(Name(year));
    return Ask<v1::Programme>("ProgrammeService/CloseProgramme", request);
  }

  void HaveClosed(int year) {
    ASSERT_TRUE(Create(std::to_string(year)));
    ASSERT_TRUE(Publish(year));
    ASSERT_TRUE(Close(year));
  }

  Result<v1::ListProgrammesResponse> List(const std::string& filter = "", int size = 0, const std::string& token = "") {
    v1::ListProgrammesRequest request;
    request.set_parent("cafs/95");
    request.set_filter(filter);
    request.set_page_size(size);
    request.set_page_token(token);
    return Ask<v1::ListProgrammesResponse>("ProgrammeService/ListProgrammes", request);
  }

  /// Of one session, on `date`, which gives its year.
  Result<v1::Event> Plan(const std::string& id, const std::string& date) {
    v1::CreateEventRequest request;
    request.set_parent("cafs/95");
    request.set_event_id(id);
    auto& event = *request.mutable_event();
    event.set_kind(v1::Event::NETWORK_MEETING);
    event.set_format(v1::Event::SINGLE);
    event.set_title("Rencontre " + id);
    event.set_zone("Europe/Paris");
    auto& session = *event.add_sessions();
    session.set_name("s1");
    session.set_starts_at(date + "T09:30");
    session.set_ends_at(date + "T16:30");
    session.set_minutes(360);
    session.set_capacity(10);
    session.set_place("Eaubonne");
    return Ask<v1::Event>("EventService/CreateEvent", request);
  }

  v1::Event Event(const std::string& id) {
    v1::GetEventRequest request;
    request.set_name("cafs/95/events/" + id);
    return Ask<v1::Event>("EventService/GetEvent", request).value();
  }

  void CancelEvent(const std::string& id) {
    v1::CancelEventRequest request;
    request.set_name("cafs/95/events/" + id);
    ASSERT_TRUE(Ask<v1::Event>("EventService/CancelEvent", request));
  }

  /// Raised by amina, and qualified.
  void HaveNeed(const std::string& id) {
    AddPerson("amina");
    v1::RaiseNeedRequest raise;
    raise.set_parent("cafs/95");
    raise.set_need_id(id);
    raise.mutable_need()->set_origin("OFFICER");
    raise.mutable_need()->set_author("cafs/95/people/amina");
    raise.mutable_need()->set_title("Clarifier ma place");
    ASSERT_TRUE(Ask<v1::Need>("NeedService/RaiseNeed", raise));
    v1::QualifyNeedRequest qualify;
    qualify.set_name("cafs/95/needs/" + id);
    qualify.set_urgency("HIGH");
    ASSERT_TRUE(Ask<v1::Need>("NeedService/QualifyNeed", qualify));
  }

  Result<v1::Need> PlanNeed(const std::string& need, const std::string& event) {
    v1::PlanNeedRequest request;
    request.set_name("cafs/95/needs/" + need);
    request.set_event("cafs/95/events/" + event);
    return Ask<v1::Need>("NeedService/PlanNeed", request);
  }

  platform::v1::ImportReport ImportProgramme(const std::string& rows) {
    v1::ImportProgrammeRequest request;
    request.set_parent("cafs/95");
    request.set_content("event_ref,session_ref,kind,format,title,starts_at,ends_at,zone,capacity\n" + rows);
    return Ask<platform::v1::ImportReport>("NetworkImportService/ImportProgramme", request).value();
  }

  /// Types of the facts about this resource, in the order in which they leave.
  std::vector<std::string> Facts(const std::string& key) {
    static constexpr pg::Statement kFacts{"test_facts", "select type from public.outbox where key = $1 order by id"};
    return database_
        .Read<std::vector<std::string>>(pg::Scope::Internal(),
                                        [&](pg::Transaction& tx) -> Result<std::vector<std::string>> {
                                          auto rows = tx.Query(kFacts, key);
                                          if (!rows) return Propagate(rows);
                                          std::vector<std::string> types;
                                          for (const auto row : *rows) {
                                            const auto type = row.Get<std::string>("type");
                                            types.push_back(type.substr(type.rfind('.') + 1));
                                          }
                                          return types;
                                        })
        .value();
  }

  static std::string Name(int year) { return "cafs/95/programmes/" + std::to_string(year); }
  template <class Repeated>
  static std::vector<std::string> Texts(const Repeated& field) {
    return {field.begin(), field.end()};
  }
  using Strings = std::vector<std::string>;
};

TEST_F(Programmes, AYearIsBegunChangedPublishedClosedAndOpenedAgain) {
  auto created = Create("2026");
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->name(), Name(2026));
  EXPECT_EQ(created->year(), 2026);
  EXPECT_EQ(created->title(), "Programme 2026");
  EXPECT_EQ(created->state(), v1::Programme::DRAFT);
  EXPECT_EQ(created->etag(), "1");
  EXPECT_EQ(Create("2026").error().reason, "ALREADY_EXISTS");
  EXPECT_EQ(Close(2026).error().reason, "PROGRAMME_NOT_PUBLISHED");

  auto published = Publish(2026);
  ASSERT_TRUE(published) << published.error().message;
  EXPECT_EQ(published->state(), v1::Programme::PUBLISHED);
  EXPECT_EQ(published->published_at().seconds(), 1768039200);
  EXPECT_EQ(Publish(2026).error().reason, "PROGRAMME_PUBLISHED");

  v1::UpdateProgrammeRequest update;
  update.mutable_programme()->set_name(Name(2026));
  update.mutable_programme()->set_title("Une année avec les habitant·es");
  update.mutable_programme()->set_notes("not in the mask");
  update.mutable_programme()->set_etag(published->etag());
  update.mutable_update_mask()->add_paths("title");
  auto updated = Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update);
  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(updated->title(), "Une année avec les habitant·es");
  EXPECT_EQ(updated->notes(), "");
  EXPECT_EQ(updated->etag(), "3");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update).error().reason, "ETAG_MISMATCH");
  update.mutable_programme()->clear_etag();
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update)->etag(), "3") << "the same values again";

  now_ += std::chrono::hours(24);
  EXPECT_EQ(Close(2026)->closed_at().seconds(), 1768125600);
  EXPECT_EQ(Close(2026).error().reason, "PROGRAMME_CLOSED");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update).error().reason, "PROGRAMME_CLOSED");

  auto opened = Publish(2026);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->state(), v1::Programme::PUBLISHED);
  EXPECT_EQ(opened->published_at().seconds(), 1768039200) << "the first time";
  EXPECT_FALSE(opened->has_closed_at());
  EXPECT_EQ(Facts(Name(2026)), (Strings{"ProgrammeCreated", "ProgrammePublished", "ProgrammeChanged", "ProgrammeClosed",
                                        "ProgrammePublished"}));
}

TEST_F(Programmes, EveryBadFieldIsNamedByItsPath) {
  v1::CreateProgrammeRequest request;
  request.set_parent("cafs/95");
  request.set_programme_id("next year");
  request.mutable_programme()->set_title("a\r\nBcc: b");
  request.mutable_programme()->add_needs("cafs/974/needs/b-1");
  const auto made = Ask<v1::Programme>("ProgrammeService/CreateProgramme", request);
  ASSERT_FALSE(made);
  std::set<std::string> fields;
  for (const auto& fault : made.error().faults) fields.insert(fault.field);
  EXPECT_EQ(fields, (std::set<std::string>{"programme_id", "programme.title", "programme.needs[0]"}));
  EXPECT_EQ(Create("2026", {"cafs/95/needs/nothing"}).error().faults.at(0).field, "programme.needs[0]");

  v1::GetProgrammeRequest get;
  get.set_name("cafs/95/programmes/first");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/GetProgramme", get).error().reason, "INVALID_REQUEST");
  EXPECT_EQ(Get(2026).error().reason, "NOT_FOUND");
  ASSERT_TRUE(Create("2026"));
  v1::UpdateProgrammeRequest update;
  update.mutable_programme()->set_name(Name(2026));
  update.mutable_update_mask()->add_paths("state");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update).error().faults.at(0).field, "update_mask");
}

TEST_F(Programmes, AreListedByYearAPageAfterTheOther) {
  for (const auto* year : {"2027", "2025", "2026"}) ASSERT_TRUE(Create(year));
  ASSERT_TRUE(Publish(2026));
  auto first = List("", 2);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(first->programmes_size(), 2);
  EXPECT_EQ(first->programmes(0).year(), 2025);
  EXPECT_EQ(first->programmes(1).year(), 2026);
  auto second = List("", 2, first->next_page_token());
  ASSERT_EQ(second->programmes_size(), 1);
  EXPECT_EQ(second->programmes(0).year(), 2027);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(List("state = \"PUBLISHED\"")->programmes_size(), 1);
  EXPECT_EQ(List("state = \"OPEN\"").error().reason, "INVALID_FILTER");
}

TEST_F(Programmes, ADraftIsForThoseWhoMakeIt) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Create("2027"));
  ASSERT_TRUE(Publish(2027));
  for (const auto& role : {"OFFICER", "DECIDER", "GUEST"}) {
    roles_ = {role};
    EXPECT_EQ(Get(2026).error().reason, "NOT_FOUND") << role;
    EXPECT_EQ(List()->programmes_size(), 1) << role;
    EXPECT_TRUE(Get(2027)) << role;
  }
  roles_ = {"CAF"};
  EXPECT_TRUE(Get(2026));
  EXPECT_EQ(List()->programmes_size(), 2);
}

TEST_F(Programmes, OneCafNeitherSeesNorChangesAnothers) {
  ASSERT_TRUE(Create("2026"));
  caf_ = "974";
  v1::GetProgrammeRequest get;
  get.set_name("cafs/974/programmes/2026");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/GetProgramme", get).error().reason, "NOT_FOUND");
  EXPECT_EQ(Get(2026).error().reason, "INVALID_REQUEST") << "a name of the other Caf";
  v1::CreateProgrammeRequest create;
  create.set_parent("cafs/974");
  create.set_programme_id("2026");
  EXPECT_TRUE(Ask<v1::Programme>("ProgrammeService/CreateProgramme", create)) << "each has its own 2026";
  const auto stolen = database_.Write<int>(
      pg::Scope("974", std::chrono::steady_clock::now() + std::chrono::seconds(60)),
      [&](pg::Transaction& tx) -> Result<int> {
        static constexpr pg::Statement kSteal{"test_steal", "update programmes set title = 'mine' where caf = '95'"};
        auto rows = tx.Query(kSteal);
        if (!rows) return Propagate(rows);
        return static_cast<int>(rows->affected());
      });
  EXPECT_EQ(*stolen, 0) << "row-level security, whatever the SQL";
}

TEST_F(Programmes, ShowsTheEventsOfItsYearByTheirFirstSession) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Plan("a-late", "2026-10-06"));
  ASSERT_TRUE(Plan("b-early", "2026-02-03"));
  ASSERT_TRUE(Plan("c-next", "2027-02-03"));
  CancelEvent("a-late");
  EXPECT_EQ(Texts(Get(2026)->events()), (Strings{"cafs/95/events/b-early", "cafs/95/events/a-late"}));
  EXPECT_EQ(Texts(List()->programmes(0).events()).size(), 2u);
  EXPECT_EQ(Get(2026)->etag(), "1") << "events are no part of its version";
}

TEST_F(Programmes, PublishedByItselfPublishesNoEventAndSoNoReminderBegins) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  ASSERT_TRUE(Publish(2026));
  EXPECT_EQ(Event("r1").state(), v1::Event::DRAFT);
  EXPECT_EQ(Facts("cafs/95/events/r1"), Strings{"EventPlanned"});
}

TEST_F(Programmes, PublishedWithItsEventsPublishesTheDraftsOfItsYear) {
  ASSERT_TRUE(Create("2026"));
  for (const auto* id : {"r1", "r2", "gone"}) ASSERT_TRUE(Plan(id, "2026-02-03"));
  ASSERT_TRUE(Plan("next", "2027-02-03"));
  CancelEvent("gone");
  ASSERT_TRUE(Publish(2026, true));
  EXPECT_EQ(Event("r1").state(), v1::Event::PUBLISHED);
  EXPECT_EQ(Event("r2").published_at().seconds(), 1768039200);
  EXPECT_EQ(Event("gone").state(), v1::Event::CANCELLED);
  EXPECT_EQ(Event("next").state(), v1::Event::DRAFT);
  EXPECT_EQ(Facts("cafs/95/events/r1"), (Strings{"EventPlanned", "EventPublished"}));
  // One that cannot be published publishes none of its events.
  ASSERT_TRUE(Plan("r3", "2026-02-03"));
  EXPECT_EQ(Publish(2026, true).error().reason, "PROGRAMME_PUBLISHED");
  EXPECT_EQ(Event("r3").state(), v1::Event::DRAFT);
}

TEST_F(Programmes, AnEventNeitherEntersNorLeavesAClosedYear) {
  ASSERT_TRUE(Plan("old", "2025-11-03"));
  ASSERT_TRUE(Plan("new", "2026-02-03"));
  HaveClosed(2025);
  EXPECT_EQ(Plan("late", "2025-12-01").error().reason, "PROGRAMME_CLOSED");
  EXPECT_TRUE(Plan("r2", "2026-03-03")) << "a year without a programme needs none";
  v1::UpdateEventRequest update;
  update.mutable_update_mask()->add_paths("year");
  update.mutable_event()->set_name("cafs/95/events/new");
  update.mutable_event()->set_year(2025);
  EXPECT_EQ(Ask<v1::Event>("EventService/UpdateEvent", update).error().reason, "PROGRAMME_CLOSED");
  update.mutable_event()->set_name("cafs/95/events/old");
  update.mutable_event()->set_year(2026);
  EXPECT_EQ(Ask<v1::Event>("EventService/UpdateEvent", update).error().reason, "PROGRAMME_CLOSED");
  EXPECT_EQ(Event("old").year(), 2025);
  ASSERT_TRUE(Publish(2025)) << "opened again";
  EXPECT_TRUE(Ask<v1::Event>("EventService/UpdateEvent", update));
  EXPECT_TRUE(Plan("late", "2025-12-01"));
}

TEST_F(Programmes, WhatIsPlannedGoesOnInAClosedYear) {
  AddPerson("amina");
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  HaveClosed(2026);
  v1::PublishEventRequest publish;
  publish.set_name("cafs/95/events/r1");
  ASSERT_TRUE(Ask<v1::Event>("EventService/PublishEvent", publish));
  v1::RescheduleSessionRequest move;
  move.set_name("cafs/95/events/r1/sessions/s1");
  move.set_starts_at("2026-02-04T09:30");
  move.set_ends_at("2026-02-04T16:30");
  EXPECT_TRUE(Ask<v1::Event>("EventService/RescheduleSession", move));
  v1::CreateRegistrationRequest seat;
  seat.set_parent("cafs/95/events/r1");
  seat.mutable_registration()->set_person("cafs/95/people/amina");
  EXPECT_TRUE(Ask<v1::Registration>("RegistrationService/CreateRegistration", seat));
  v1::UpdateEventRequest title;
  title.mutable_event()->set_name("cafs/95/events/r1");
  title.mutable_event()->set_title("R1 bis");
  title.mutable_update_mask()->add_paths("title");
  EXPECT_TRUE(Ask<v1::Event>("EventService/UpdateEvent", title));
  now_ = ParseInstant("2026-02-04T17:00:00Z").value();
  v1::MarkAttendanceRequest mark;
  mark.set_session("cafs/95/events/r1/sessions/s1");
  mark.set_person("cafs/95/people/amina");
  mark.set_mark(v1::Attendance::ATTENDED);
  EXPECT_TRUE(Ask<v1::Attendance>("RegistrationService/MarkAttendance", mark));
  v1::PublishMinutesRequest minutes;
  minutes.set_name("cafs/95/events/r1");
  EXPECT_TRUE(Ask<v1::Event>("EventService/PublishMinutes", minutes));
}

TEST_F(Programmes, AnImportBeginsThemOnceAndFillsAClosedOneToo) {
  const std::string r1 = "r1,s1,NETWORK_MEETING,SINGLE,R1,2026-02-03T09:30,2026-02-03T16:30,Europe/Paris,10\n";
  const std::string r2 = "r2,s1,NETWORK_MEETING,SINGLE,R2,2026-04-02T09:30,2026-04-02T16:30,Europe/Paris,10\n";
  const std::string next = "n1,s1,WELCOME,SINGLE,Accueil,2027-01-21T09:30,2027-01-21T12:30,Europe/Paris,10\n";
  EXPECT_EQ(ImportProgramme(r1 + next).created(), 2);
  EXPECT_EQ(Get(2026)->state(), v1::Programme::DRAFT);
  EXPECT_EQ(Texts(Get(2026)->events()), Strings{"cafs/95/events/r1"});
  EXPECT_EQ(Texts(Get(2027)->events()), Strings{"cafs/95/events/n1"});
  ASSERT_TRUE(Publish(2026));
  ASSERT_TRUE(Close(2026));
  EXPECT_EQ(ImportProgramme(r1 + r2).created(), 1) << "what was is not refused";
  EXPECT_EQ(Get(2026)->events_size(), 2);
  EXPECT_EQ(Get(2026)->state(), v1::Programme::CLOSED);
  EXPECT_EQ(Facts(Name(2026)), (Strings{"ProgrammeCreated", "ProgrammePublished", "ProgrammeClosed"}));
  EXPECT_EQ(ImportProgramme("r3,s1,WELCOME,SINGLE,,2028-02-03T09:30,2028-02-03T16:30,Europe/Paris,10\n").faults_size(),
            1);
  EXPECT_EQ(Get(2028).error().reason, "NOT_FOUND") << "a faulty file changes nothing";
}

TEST_F(Programmes, APlannedNeedIsNamedByItsEventAndTheProgrammeOfItsYear) {
  HaveNeed("b-1");
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  ASSERT_TRUE(Create("2026"));
  const auto planned = PlanNeed("b-1", "r1");
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_EQ(planned->state(), v1::Need::PLANNED);
  EXPECT_EQ(planned->event(), "cafs/95/events/r1");
  EXPECT_EQ(Texts(Event("r1").needs()), Strings{"cafs/95/needs/b-1"});
  EXPECT_EQ(Event("r1").etag(), "2");
  EXPECT_EQ(Texts(Get(2026)->needs()), Strings{"cafs/95/needs/b-1"});

  const auto again = PlanNeed("b-1", "r1");
  ASSERT_TRUE(again) << "into the same event again: nothing changes";
  EXPECT_EQ(again->etag(), planned->etag());
  EXPECT_EQ(Event("r1").etag(), "2");
  EXPECT_EQ(Get(2026)->etag(), "2");
  EXPECT_EQ(Facts("cafs/95/events/r1"), (Strings{"EventPlanned", "EventChanged"}));
  EXPECT_EQ(Facts("cafs/95/needs/b-1"), (Strings{"NeedRaised", "NeedChanged", "NeedChanged"}));
  EXPECT_EQ(Facts(Name(2026)), (Strings{"ProgrammeCreated", "ProgrammeChanged"}));
}

TEST_F(Programmes, ANeedIsNotPlannedIntoWhatIsCancelledOrClosedAndNothingIsHalfDone) {
  HaveNeed("b-1");
  ASSERT_TRUE(Plan("gone", "2026-02-03"));
  CancelEvent("gone");
  EXPECT_EQ(PlanNeed("b-1", "gone").error().reason, "EVENT_CANCELLED");
  ASSERT_TRUE(Plan("old", "2025-11-03"));
  HaveClosed(2025);
  EXPECT_EQ(PlanNeed("b-1", "old").error().reason, "PROGRAMME_CLOSED");
  EXPECT_EQ(PlanNeed("nothing", "old").error().reason, "NOT_FOUND");
  EXPECT_EQ(Event("old").needs_size(), 0);
  v1::GetNeedRequest get;
  get.set_name("cafs/95/needs/b-1");
  EXPECT_EQ(Ask<v1::Need>("NeedService/GetNeed", get)->state(), v1::Need::QUALIFIED);
  EXPECT_EQ(Facts("cafs/95/events/old"), Strings{"EventPlanned"});
}

TEST_F(Programmes, TakesUpWhatItsEventsAnswerAlready) {
  HaveNeed("b-1");
  HaveNeed("b-2");
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  ASSERT_TRUE(PlanNeed("b-2", "r1")) << "a year needs no programme";
  const auto created = Create("2026", {"cafs/95/needs/b-1"});
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(Texts(created->needs()), (Strings{"cafs/95/needs/b-1", "cafs/95/needs/b-2"}));
}

TEST_F(Programmes, ImportedNeedsAreNamedByTheirEventsToo) {
  AddPerson("amina");
  ImportProgramme("r1,s1,NETWORK_MEETING,SINGLE,R1,2026-02-03T09:30,2026-02-03T16:30,Europe/Paris,10\n");
  v1::ImportNeedsRequest needs;
  needs.set_parent("cafs/95");
  needs.set_content(
      "ref,raised_on,origin,author_ref,theme,mission,urgency,title,description,supporter_refs,state,event_ref,"
      "merged_into_ref,declined_reason,answered_on\n"
      "b-1,2025-04-14,MEETING,amina,,,HIGH,Clarifier ma place,,,PLANNED,r1,,,\n"
      "b-2,2025-04-14,MEETING,amina,,,,Autre chose,,,NEW,,,,\n");
  auto report = Ask<platform::v1::ImportReport>("NetworkImportService/ImportNeeds", needs);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->faults_size(), 0) << report->faults(0).message();
  EXPECT_EQ(Texts(Event("r1").needs()), Strings{"cafs/95/needs/b-1"});
  EXPECT_EQ(Texts(Get(2026)->needs()), Strings{"cafs/95/needs/b-1"});
  EXPECT_EQ(Ask<platform::v1::ImportReport>("NetworkImportService/ImportNeeds", needs)->unchanged(), 2);
  EXPECT_EQ(Event("r1").etag(), "2") << "the same file again changes nothing";
  EXPECT_EQ(Get(2026)->etag(), "2");
}

TEST_F(Programmes, WhoPlansAndWhoClosesAtOnceNeitherBlockNorSlipThrough) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Publish(2026));
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  for (int i = 0; i < 4; ++i) HaveNeed(fmt::format("b-{}", i));
  std::vector<std::thread> callers;  // as many as the pool has connections
  std::atomic<int> planned = 0, made = 0;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&, i] { planned += PlanNeed(fmt::format("b-{}", i), "r1").has_value(); });
    if (i < 3) callers.emplace_back([&, i] { made += Plan(fmt::format("e-{}", i), "2026-03-03").has_value(); });
  }
  callers.emplace_back([&] { EXPECT_TRUE(Close(2026)); });
  for (auto& each : callers) each.join();
  const auto closed = Get(2026);
  EXPECT_EQ(closed->state(), v1::Programme::CLOSED);
  EXPECT_EQ(closed->needs_size(), planned) << "whoever was answered is in it";
  EXPECT_EQ(Event("r1").needs_size(), planned);
  EXPECT_EQ(closed->events_size(), made + 1);
}

}  // namespace
}  // namespace maillage::network
