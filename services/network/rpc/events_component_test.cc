#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/registration.pb.h"
#include "network/rpc/testing.h"

/// EventService and RegistrationService, from the message to the row and back.
namespace maillage::network {
namespace {

class NetworkMethods : public testing::Methods {
 protected:
  v1::CreateEventRequest EventOf(const std::string& id, v1::Event::Format format = v1::Event::SPLIT) {
    v1::CreateEventRequest request;
    request.set_parent("cafs/95");
    request.set_event_id(id);
    auto& event = *request.mutable_event();
    event.set_kind(v1::Event::NETWORK_MEETING);
    event.set_format(format);
    event.set_title("R1 : Poste et positionnement");
    event.set_zone("Europe/Paris");
    event.add_audience(v1::Event::OFFICER);
    for (const auto* session : {"s1", "s2"}) {
      auto& each = *event.add_sessions();
      each.set_name(session);
      each.set_starts_at(std::string("2026-02-0") + (session[1] == '1' ? "3" : "5") + "T09:30");
      each.set_ends_at(std::string("2026-02-0") + (session[1] == '1' ? "3" : "5") + "T16:30");
      each.set_minutes(360);
      each.set_capacity(1);
      each.set_place("Eaubonne");
    }
    return request;
  }

  void Publish(const std::string& id) {
    v1::PublishEventRequest request;
    request.set_name("cafs/95/events/" + id);
    ASSERT_TRUE(Ask<v1::Event>("EventService/PublishEvent", request));
  }

  void Have(const std::string& id) {
    ASSERT_TRUE(Ask<v1::Event>("EventService/CreateEvent", EventOf(id)));
    Publish(id);
  }

  Result<v1::Registration> Register(const std::string& person, const std::string& session) {
    v1::CreateRegistrationRequest request;
    request.set_parent("cafs/95/events/r1");
    request.mutable_registration()->set_person("cafs/95/people/" + person);
    request.mutable_registration()->set_session("cafs/95/events/r1/sessions/" + session);
    return Ask<v1::Registration>("RegistrationService/CreateRegistration", request);
  }

  Result<v1::Attendance> Mark(const std::string& person, v1::Attendance::Mark mark) {
    v1::MarkAttendanceRequest request;
    request.set_session("cafs/95/events/r1/sessions/s1");
    request.set_person("cafs/95/people/" + person);
    request.set_mark(mark);
    return Ask<v1::Attendance>("RegistrationService/MarkAttendance", request);
  }
};

TEST_F(NetworkMethods, AnEventIsMadeReadChangedAndListed) {
  auto made = Ask<v1::Event>("EventService/CreateEvent", EventOf("r1"));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->name(), "cafs/95/events/r1");
  EXPECT_EQ(made->state(), v1::Event::DRAFT);
  EXPECT_EQ(made->sessions(1).name(), "cafs/95/events/r1/sessions/s2");
  EXPECT_EQ(made->sessions(0).start_time().seconds(), 1770107400) << "09:30 in Paris";
  EXPECT_EQ(made->year(), 2026);

  v1::UpdateEventRequest update;
  update.mutable_event()->set_name(made->name());
  update.mutable_event()->set_title("R1 bis");
  update.mutable_event()->set_goals("not in the mask");
  update.mutable_event()->set_etag(made->etag());
  update.mutable_update_mask()->add_paths("title");
  auto updated = Ask<v1::Event>("EventService/UpdateEvent", update);
  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(updated->title(), "R1 bis");
  EXPECT_EQ(updated->goals(), "");
  EXPECT_EQ(Ask<v1::Event>("EventService/UpdateEvent", update).error().reason, "ETAG_MISMATCH");
  update.mutable_update_mask()->add_paths("sessions");
  EXPECT_EQ(Ask<v1::Event>("EventService/UpdateEvent", update).error().faults.at(0).field, "update_mask");

  for (const auto* id : {"r2", "r3"}) ASSERT_TRUE(Ask<v1::Event>("EventService/CreateEvent", EventOf(id)));
  v1::ListEventsRequest list;
  list.set_parent("cafs/95");
  list.set_page_size(2);
  list.set_filter("kind = \"NETWORK_MEETING\" AND year = 2026");
  auto first = Ask<v1::ListEventsResponse>("EventService/ListEvents", list);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->events_size(), 2);
  list.set_page_token(first->next_page_token());
  auto second = Ask<v1::ListEventsResponse>("EventService/ListEvents", list);
  ASSERT_EQ(second->events_size(), 1);
  EXPECT_EQ(second->events(0).name(), "cafs/95/events/r3");
  EXPECT_EQ(second->next_page_token(), "");
  list.set_filter("");
  EXPECT_EQ(Ask<v1::ListEventsResponse>("EventService/ListEvents", list).error().reason, "INVALID_PAGE_TOKEN");
}

TEST_F(NetworkMethods, EveryBadFieldIsNamedByItsPath) {
  auto request = EventOf("Not An Id");
  request.mutable_event()->set_title("a\r\nBcc: b");
  request.mutable_event()->mutable_sessions(1)->set_capacity(0);
  const auto made = Ask<v1::Event>("EventService/CreateEvent", request);
  ASSERT_FALSE(made);
  std::set<std::string> fields;
  for (const auto& fault : made.error().faults) fields.insert(fault.field);
  EXPECT_EQ(fields, (std::set<std::string>{"event_id", "event.title", "event.sessions[1].capacity"}));
}

TEST_F(NetworkMethods, ASeatGoesFromRegisteringOverTheLineToAnOffer) {
  for (const auto* each : {"amina", "bruno", "chloe"}) AddPerson(each, std::string("org-") + each);
  AddPerson("gone", "", false);
  Have("r1");
  EXPECT_EQ(Register("amina", "s1")->state(), v1::Registration::CONFIRMED);
  EXPECT_EQ(Register("bruno", "s1")->waiting_rank(), 1);
  EXPECT_EQ(Register("gone", "s1").error().reason, "PERSON_NOT_PRESENT");
  EXPECT_EQ(Register("nobody", "s1").error().reason, "NOT_FOUND");

  v1::CancelRegistrationRequest cancel;
  cancel.set_parent("cafs/95/events/r1");
  cancel.set_person("cafs/95/people/amina");
  cancel.set_by_pilot(true);
  EXPECT_EQ(Ask<v1::Registration>("RegistrationService/CancelRegistration", cancel)->cancel_cause(),
            v1::Registration::PILOT);

  v1::ListRegistrationsRequest list;
  list.set_parent("cafs/95/events/-");
  list.set_filter("state = \"OFFERED\"");
  auto offered = Ask<v1::ListRegistrationsResponse>("RegistrationService/ListRegistrations", list);
  ASSERT_TRUE(offered) << offered.error().message;
  ASSERT_EQ(offered->registrations_size(), 1);
  EXPECT_EQ(offered->registrations(0).person(), "cafs/95/people/bruno");

  v1::GetRegistrationRequest get;
  get.set_name(offered->registrations(0).name());
  EXPECT_TRUE(Ask<v1::Registration>("RegistrationService/GetRegistration", get)->has_offer_expires_at());

  v1::AnswerOfferRequest answer;
  answer.set_parent("cafs/95/events/r1");
  answer.set_person("cafs/95/people/bruno");
  answer.set_accept(true);
  EXPECT_EQ(Ask<v1::Registration>("RegistrationService/AnswerOffer", answer)->state(), v1::Registration::CONFIRMED);

  v1::SwitchRegistrationRequest change;
  change.set_parent("cafs/95/events/r1");
  change.set_person("cafs/95/people/bruno");
  change.set_session("cafs/95/events/r1/sessions/s2");
  EXPECT_EQ(Ask<v1::Registration>("RegistrationService/SwitchRegistration", change)->session(),
            "cafs/95/events/r1/sessions/s2");
  change.set_session("cafs/95/events/other/sessions/s2");
  EXPECT_EQ(Ask<v1::Registration>("RegistrationService/SwitchRegistration", change).error().reason, "INVALID_REQUEST");

  v1::DeclineEventRequest decline;
  decline.set_parent("cafs/95/events/r1");
  decline.set_person("cafs/95/people/chloe");
  EXPECT_TRUE(Ask<v1::Decline>("RegistrationService/DeclineEvent", decline));
}

TEST_F(NetworkMethods, TheRosterAndTheSurveyTellWhoWasThere) {
  for (const auto* each : {"amina", "bruno"}) AddPerson(each);
  Have("r1");
  ASSERT_TRUE(Register("amina", "s1"));
  ASSERT_TRUE(Register("bruno", "s1"));
  now_ = ParseInstant("2026-02-03T16:00:00Z").value();
  EXPECT_EQ(Mark("bruno", v1::Attendance::NO_SHOW).error().reason, "NOT_CONFIRMED");
  EXPECT_EQ(Mark("amina", v1::Attendance::ATTENDED)->minutes(), 360);

  v1::GetRosterRequest get;
  get.set_name("cafs/95/events/r1");
  auto roster = Ask<v1::Roster>("EventService/GetRoster", get);
  ASSERT_TRUE(roster) << roster.error().message;
  ASSERT_EQ(roster->lines_size(), 2);
  EXPECT_EQ(roster->lines(0).display_name(), "Aïcha Morel-amina");
  EXPECT_EQ(roster->lines(0).attendance(), "ATTENDED");
  EXPECT_EQ(roster->lines(1).registration_state(), "WAITLISTED");

  v1::AnswerSurveyRequest survey;
  survey.set_parent("cafs/95/events/r1");
  survey.mutable_answer()->set_person("cafs/95/people/amina");
  for (const int score : {2, 4}) {
    survey.mutable_answer()->set_satisfaction(score);
    survey.mutable_answer()->set_recommendation(9);
    ASSERT_TRUE(Ask<v1::SurveyAnswer>("RegistrationService/AnswerSurvey", survey));
  }
  v1::ListSurveyAnswersRequest list;
  list.set_parent("cafs/95/events/r1");
  auto answers = Ask<v1::ListSurveyAnswersResponse>("RegistrationService/ListSurveyAnswers", list);
  ASSERT_EQ(answers->answers_size(), 1) << "the second answer replaced the first";
  EXPECT_EQ(answers->attended(), 1);
  EXPECT_DOUBLE_EQ(answers->mean_satisfaction(), 4);
  EXPECT_EQ(answers->net_promoter_score(), 100);
  survey.mutable_answer()->set_person("cafs/95/people/bruno");
  EXPECT_EQ(Ask<v1::SurveyAnswer>("RegistrationService/AnswerSurvey", survey).error().reason, "NOT_ATTENDED");
}

TEST_F(NetworkMethods, SessionsAreMovedResizedAndCancelled) {
  Have("r1");
  v1::RescheduleSessionRequest move;
  move.set_name("cafs/95/events/r1/sessions/s1");
  move.set_starts_at("2026-02-10T09:30");
  move.set_ends_at("2026-02-10T12:30");
  EXPECT_EQ(Ask<v1::Event>("EventService/RescheduleSession", move)->sessions(0).starts_at(), "2026-02-10T09:30");
  v1::ResizeSessionRequest resize;
  resize.set_name("cafs/95/events/r1/sessions/s1");
  resize.set_capacity(30);
  EXPECT_EQ(Ask<v1::Event>("EventService/ResizeSession", resize)->sessions(0).capacity(), 30);
  v1::RelocateSessionRequest relocate;
  relocate.set_name("cafs/95/events/r1/sessions/s1");
  relocate.set_place("Cergy");
  EXPECT_EQ(Ask<v1::Event>("EventService/RelocateSession", relocate)->sessions(0).place(), "Cergy");
  v1::AddSessionRequest add;
  add.set_parent("cafs/95/events/r1");
  add.set_session_id("s3");
  *add.mutable_session() = EventOf("x").event().sessions(0);
  EXPECT_EQ(Ask<v1::Event>("EventService/AddSession", add)->sessions(2).ordinal(), 3);
  v1::CancelSessionRequest cancel;
  cancel.set_name("cafs/95/events/r1/sessions/s1");
  EXPECT_TRUE(Ask<v1::Event>("EventService/CancelSession", cancel)->sessions(0).cancelled());
  v1::CancelEventRequest all;
  all.set_name("cafs/95/events/r1");
  EXPECT_EQ(Ask<v1::Event>("EventService/CancelEvent", all)->state(), v1::Event::CANCELLED);
  EXPECT_EQ(Ask<v1::Event>("EventService/CancelEvent", all).error().reason, "EVENT_CANCELLED");
  v1::ShareDocumentsRequest share;
  share.set_name("cafs/95/events/r1");
  EXPECT_TRUE(Ask<v1::Event>("EventService/ShareDocuments", share));
  EXPECT_EQ(Ask<v1::Event>("EventService/ShareDocuments", share).error().reason, "DOCUMENTS_SHARED");
}

}  // namespace
}  // namespace maillage::network
