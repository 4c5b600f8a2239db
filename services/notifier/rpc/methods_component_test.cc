#include <thread>

#include "maillage/notifier/v1/notification.pb.h"
#include "maillage/notifier/v1/reminder.pb.h"
#include "maillage/notifier/v1/rule.pb.h"
#include "notifier/domain/rules.h"
#include "notifier/engine/testing.h"
#include "notifier/rpc/handlers.h"

/// The notifier's methods, called as the rpc adapter calls them, on a real engine and database.
namespace maillage::notifier::rpc {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Methods : public testing::EngineOnDatabase {
 protected:
  Methods() {
    ServeReminders(router_, database_, *engine_);
    ServeRules(router_, database_, *engine_);
    ServeNotifications(router_, database_, *engine_, watchers_);
    engine_->OnSent([this](const SentMail& mail) { watchers_.Tell(mail); });
  }

  Call CallOf(const std::string& method, const google::protobuf::Message& request, const std::string& caf) const {
    Call call;
    call.method = "maillage.notifier.v1." + method;
    call.now = clock_.Now();
    call.caf = caf;
    call.caller.subject = "cafs/95/people/pilot";
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    call.trace = Trace::New();
    call.request_digest = Sha256Hex(request.SerializeAsString());
    const auto* id = request.GetDescriptor()->FindFieldByName("request_id");
    if (id != nullptr) call.request_id = request.GetReflection()->GetString(request, id);
    return call;
  }
  template <class Response>
  Result<Response> Ask(const std::string& method, const google::protobuf::Message& request,
                       const std::string& caf = "95") {
    const auto call = CallOf(method, request, caf);
    auto answer = router_.Find(call.method)->unary(call, request);
    if (!answer) return Propagate(answer);
    Response response;
    response.ParseFromString(*answer);
    return response;
  }
  using EngineOnDatabase::Ask;

  maillage::rpc::Router router_;
  Watchers watchers_;
};

class Ledger : public Methods {
 protected:
  Result<v1::ListRemindersResponse> List(const std::string& filter, int size = 0, const std::string& token = "") {
    v1::ListRemindersRequest request;
    request.set_parent("cafs/95");
    request.set_filter(filter);
    request.set_page_size(size);
    request.set_page_token(token);
    return Ask<v1::ListRemindersResponse>("ReminderService/ListReminders", request);
  }
  Result<v1::Reminder> Resend(const std::string& name, const std::string& request_id = "") {
    v1::ResendReminderRequest request;
    request.set_name(name);
    request.set_request_id(request_id);
    return Ask<v1::Reminder>("ReminderService/ResendReminder", request);
  }
  Result<v1::PreviewRemindersResponse> Preview(const std::string& event, const std::string& rule = "") {
    v1::PreviewRemindersRequest request;
    request.set_parent("cafs/95");
    request.set_event(event);
    request.set_rule(rule);
    return Ask<v1::PreviewRemindersResponse>("ReminderService/PreviewReminders", request);
  }
};

TEST_F(Ledger, IsReadListedAndCounted) {
  HaveOneDue();
  ASSERT_TRUE(engine_->Dispatch());
  const auto sent = List("state = \"SENT\"").value();
  ASSERT_EQ(sent.reminders_size(), 1);
  EXPECT_EQ(sent.reminders(0).rule(), "registration.confirmed");
  EXPECT_EQ(sent.reminders(0).recipient_name(), "Aïcha Morel");
  EXPECT_EQ(sent.reminders(0).subject_title(), "Rencontre r1");
  EXPECT_EQ(sent.reminders(0).server_answer(), "250 OK");
  v1::GetReminderRequest get;
  get.set_name(sent.reminders(0).name());
  EXPECT_EQ(Ask<v1::Reminder>("ReminderService/GetReminder", get)->SerializeAsString(),
            sent.reminders(0).SerializeAsString());
  get.set_name("cafs/95/reminders/00");
  EXPECT_EQ(Ask<v1::Reminder>("ReminderService/GetReminder", get).error().reason, "NOT_FOUND");

  std::vector<std::string> names, paged;
  const auto all = List("").value();
  for (const auto& each : all.reminders()) names.push_back(each.name());
  ASSERT_GT(names.size(), 2u);
  std::string token;
  do {
    const auto page = List("", 2, token).value();
    EXPECT_LE(page.reminders_size(), 2);
    for (const auto& each : page.reminders()) paged.push_back(each.name());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged, names);

  std::int64_t counted = 0;
  v1::CountRemindersRequest count;
  count.set_parent("cafs/95");
  const auto counts = Ask<v1::CountRemindersResponse>("ReminderService/CountReminders", count).value();
  for (const auto& each : counts.counts()) counted += each.count();
  EXPECT_EQ(counted, static_cast<std::int64_t>(names.size()));
}

TEST_F(Ledger, ComparesWithEqualsOnly) {
  EXPECT_EQ(List("state != \"SENT\"").error().reason, "INVALID_FILTER");
  EXPECT_EQ(List("address = \"x\"").error().reason, "INVALID_FILTER");
}

TEST_F(Ledger, PreviewsWithoutWritingAnything) {
  HaveOneDue();
  ASSERT_TRUE(engine_->Dispatch());
  const auto before =
      Ask("select name || state || detail || coalesce(leave_at::text, '') as value from reminder "
          "order by name");
  const auto preview = Preview("cafs/95/events/r1").value();
  std::vector<std::string> rules;
  for (const auto& each : preview.reminders()) {
    rules.push_back(each.rule());
    EXPECT_EQ(each.state(), v1::Reminder::PLANNED);
  }
  EXPECT_THAT(rules, ElementsAre("meeting.week", "meeting.eve"));
  EXPECT_EQ(Preview("", "meeting.eve")->reminders_size(), 1);
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(Ask("select name || state || detail || coalesce(leave_at::text, '') as value from reminder order by name"),
            before);
  EXPECT_THAT(server_.given, SizeIs(1));
  EXPECT_EQ(Preview("cafs/95/events/r9").error().reason, "NOT_FOUND");
  EXPECT_EQ(Preview("", "meeting.lunch").error().reason, "NOT_FOUND");
}

TEST_F(Ledger, SendsAgainWhatWasMissedAndARepeatOfTheRequestIsHarmless) {
  HaveOneDue();
  clock_.AdvanceTo(testing::InParis("2026-03-03 10:00"));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(StateOf("registration.confirmed"), "MISSED");
  const auto name = List("rule = \"registration.confirmed\"")->reminders(0).name();
  const auto again = Resend(name, "request-1");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->state(), v1::Reminder::PLANNED);
  EXPECT_EQ(again->recipient_name(), "Aïcha Morel");
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
  EXPECT_EQ(Resend(name, "request-1")->SerializeAsString(), again->SerializeAsString()) << "the first answer";
  EXPECT_EQ(Resend(name, "request-2").error().reason, "REMINDER_STATE");
  EXPECT_EQ(Resend("cafs/95/reminders/00").error().reason, "NOT_FOUND");
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, SizeIs(1));
}

TEST_F(Ledger, ForgetsAnActThatCouldNotBeSaved) {
  HaveOneDue();
  clock_.AdvanceTo(testing::InParis("2026-03-03 10:00"));
  ASSERT_TRUE(engine_->Dispatch());
  const auto name = List("rule = \"registration.confirmed\"")->reminders(0).name();
  // It can be read, and not be written.
  database_server_.Script("create rule no_writing as on insert to reminder do instead select 1/0");
  EXPECT_FALSE(Resend(name));
  database_server_.Script("drop rule no_writing on reminder");
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, IsEmpty());
  EXPECT_EQ(StateOf("registration.confirmed"), "MISSED");
}

class Rules : public Methods {
 protected:
  Result<v1::Rule> Update(const std::function<void(v1::Rule&)>& change, const std::string& id = "meeting.eve") {
    v1::UpdateRuleRequest request;
    request.mutable_rule()->set_name("cafs/95/rules/" + id);
    change(*request.mutable_rule());
    return Ask<v1::Rule>("RuleService/UpdateRule", request);
  }
  static std::vector<std::string> Fields(const Result<v1::Rule>& result) {
    std::vector<std::string> fields;
    if (result) return {"accepted"};
    for (const auto& fault : result.error().faults) fields.push_back(fault.field);
    return fields;
  }
  std::vector<std::string> LeavesOfEve() {
    return EngineOnDatabase::Ask(
        "select state || coalesce(' ' || to_char(leave_at at time zone 'Europe/Paris', 'YYYY-MM-DD HH24:MI'), '') as "
        "value from reminder where rule = 'meeting.eve'");
  }
};

TEST_F(Rules, ThatACafChangesMakeThePlanAnew) {
  HaveOneDue();
  EXPECT_THAT(LeavesOfEve(), ElementsAre("PLANNED 2026-03-02 09:00"));
  const auto changed = Update([](v1::Rule& rule) {
    rule.set_offset_days(-4);
    rule.set_hour("08:30");
    rule.set_wording("À très vite.");
  });
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->hour(), "08:30");
  EXPECT_EQ(changed->offset_days(), -4);
  EXPECT_THAT(LeavesOfEve(), ElementsAre("PLANNED 2026-02-27 08:30"));
  ASSERT_TRUE(Update([](v1::Rule& rule) { rule.set_off(true); }));
  EXPECT_THAT(LeavesOfEve(), ElementsAre(::testing::StartsWith("CANCELLED")));
  ASSERT_TRUE(Update([](v1::Rule&) {}));
  EXPECT_THAT(LeavesOfEve(), ElementsAre("PLANNED 2026-03-02 09:00")) << "all overrides are replaced";
}

TEST_F(Rules, AreListedByIdWithWhatTheCafChanges) {
  AddCaf();
  ASSERT_TRUE(Update([](v1::Rule& rule) { rule.set_off(true); }));
  v1::ListRulesRequest request;
  request.set_parent("cafs/95");
  const auto rules = Ask<v1::ListRulesResponse>("RuleService/ListRules", request).value();
  EXPECT_EQ(rules.rules_size(), static_cast<int>(kRuleCount));
  std::vector<std::string> off;
  for (int index = 0; index < rules.rules_size(); ++index) {
    if (rules.rules(index).off()) off.push_back(rules.rules(index).name());
    if (index > 0) {
      EXPECT_LT(rules.rules(index - 1).name(), rules.rules(index).name());
    }
    EXPECT_NE(rules.rules(index).description(), "");
  }
  EXPECT_THAT(off, ElementsAre("cafs/95/rules/meeting.eve"));
}

TEST_F(Rules, TellEveryFaultAtOnceWithItsField) {
  AddCaf();
  EXPECT_THAT(Fields(Update([](v1::Rule& rule) {
                rule.set_offset_days(2);
                rule.set_hour("24:00");
                rule.set_wording(std::string(1001, 'x'));
              })),
              ElementsAre("rule.offset_days", "rule.hour", "rule.wording"));
  EXPECT_THAT(Fields(Update(
                  [](v1::Rule& rule) {
                    rule.set_off(true);
                    rule.set_offset_days(-1);
                    rule.set_hour("10:00");
                  },
                  "registration.confirmed")),
              ElementsAre("rule.off", "rule.offset_days", "rule.hour"))
      << "it is transactional";
  for (const auto* hour : {"9:00", "09h00", "09:60", "-1:00", "09:00:00", " 9:00"})
    EXPECT_THAT(Fields(Update([&](v1::Rule& rule) { rule.set_hour(hour); })), ElementsAre("rule.hour")) << hour;
  for (const int days : {0, 1, -367})
    EXPECT_THAT(Fields(Update([&](v1::Rule& rule) { rule.set_offset_days(days); })), ElementsAre("rule.offset_days"));
  EXPECT_EQ(Update([](v1::Rule& rule) { rule.set_hour("25:00"); }).error().reason, "INVALID_REQUEST");
}

TEST_F(Rules, ThatNobodyKnowsAreNotFound) {
  AddCaf();
  EXPECT_EQ(Update([](v1::Rule&) {}, "meeting.lunch").error().reason, "NOT_FOUND");
  EXPECT_EQ(Update([](v1::Rule& rule) { rule.set_name("cafs/95/reminders/meeting.eve"); }).error().reason, "NOT_FOUND");
  v1::UpdateRuleRequest elsewhere;
  elsewhere.mutable_rule()->set_name("cafs/75/rules/meeting.eve");
  EXPECT_EQ(Ask<v1::Rule>("RuleService/UpdateRule", elsewhere, "75").error().reason, "NOT_FOUND")
      << "a Caf that is unknown";
}

class Notifications : public Methods {
 protected:
  /// What a client of the stream sees; it goes after so many answers.
  class Sink : public maillage::rpc::StreamSink {
   public:
    Sink(std::size_t most, std::function<void(std::size_t)> seen) : most_(most), seen_(std::move(seen)) {}
    bool Write(const google::protobuf::Message& message) override {
      ids.push_back(static_cast<const v1::Notification&>(message).message_id());
      seen_(ids.size());
      return ids.size() < most_;
    }
    bool Open(std::chrono::milliseconds) override { return true; }
    std::vector<std::string> ids;

   private:
    std::size_t most_;
    std::function<void(std::size_t)> seen_;
  };

  Status Watch(const std::string& person, Sink& sink) {
    v1::WatchNotificationsRequest request;
    request.set_person(person);
    const auto call = CallOf("NotificationService/WatchNotifications", request, "95");
    return router_.Find(call.method)->stream(call, request, sink);
  }
  /// One more confirmation for aicha.
  void SendOne() {
    const auto event = "r" + std::to_string(++events_);
    Publish(event, "2026-03-03 09:30");
    Register("aicha", event);
    clock_.AdvanceTo(clock_.Now() + std::chrono::minutes(1));
    ASSERT_TRUE(engine_->Dispatch());
  }
  Result<v1::ReportBounceResponse> Report(const std::string& address, bool hard = true) {
    v1::ReportBounceRequest request;
    request.set_address(address);
    request.set_hard(hard);
    request.set_answer("550 gone");
    return Ask<v1::ReportBounceResponse>("NotificationService/ReportBounce", request, "*");
  }
  std::vector<std::string> Blocked(const std::string& caf = "95") {
    v1::ListBlockedAddressesRequest request;
    request.set_parent("cafs/" + caf);
    std::vector<std::string> blocked;
    const auto response =
        Ask<v1::ListBlockedAddressesResponse>("NotificationService/ListBlockedAddresses", request, caf).value();
    for (const auto& each : response.addresses())
      blocked.push_back(each.address() + " " + each.person() + " " + each.last_answer());
    return blocked;
  }
  int events_ = 0;
};

TEST_F(Notifications, AreTheLastTenThenWhatIsSentOnceEach) {
  AddCaf();
  Join("aicha");
  Join("bruno");
  for (int count = 0; count < 12; ++count) SendOne();
  // While the past is shown two more leave; they come after it.
  Sink sink(12, [this](std::size_t seen) {
    if (seen == 3 || seen == 5) SendOne();
  });
  ASSERT_TRUE(Watch("cafs/95/people/aicha", sink));
  std::vector<std::string> sent;
  for (const auto& mail : server_.given) sent.push_back(mail.message_id);
  ASSERT_THAT(sent, SizeIs(14));
  EXPECT_EQ(sink.ids, std::vector<std::string>(sent.begin() + 2, sent.end())) << "oldest first";
}

TEST_F(Notifications, OfSomebodyUnknownAreNotFound) {
  AddCaf();
  Sink sink(1, [](std::size_t) {});
  EXPECT_EQ(Watch("cafs/95/people/nobody", sink).error().reason, "NOT_FOUND");
}

TEST_F(Notifications, StopForAnAddressAfterThreeHardBounces) {
  AddCaf();
  AddCaf("75");
  Join("aicha");
  EXPECT_FALSE(Report("aicha@example.org", false)->blocked()) << "a soft one does not count";
  EXPECT_FALSE(Report("aicha@example.org")->blocked());
  EXPECT_FALSE(Report("aicha@example.org")->blocked());
  EXPECT_THAT(Blocked(), IsEmpty());
  EXPECT_TRUE(Report("aicha@example.org")->blocked());
  EXPECT_THAT(Blocked(), ElementsAre("aicha@example.org cafs/95/people/aicha 550 gone"));
  EXPECT_THAT(Blocked("75"), IsEmpty()) << "it has nobody there";
  const auto fault = Report("aicha");
  ASSERT_FALSE(fault);
  ASSERT_THAT(fault.error().faults, SizeIs(1));
  EXPECT_EQ(fault.error().faults[0].field, "address");
}

}  // namespace
}  // namespace maillage::notifier::rpc
