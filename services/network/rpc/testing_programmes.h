#pragma once

#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/events.pb.h"
#include "maillage/network/v1/import.pb.h"
#include "maillage/network/v1/need.pb.h"
#include "maillage/network/v1/programme.pb.h"
#include "maillage/platform/v1/import.pb.h"
#include "network/rpc/testing.h"

namespace maillage::network::testing {

/// Programmes of years, with the events and needs that fill them, in few words.
class Programmes : public Methods {
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

}  // namespace maillage::network::testing
