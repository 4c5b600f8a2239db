#include "maillage/notifier/v1/notification.pb.h"
#include "notifier/rpc/testing.h"

/// NotificationService: the live stream, and addresses that mail cannot reach.
namespace maillage::notifier::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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
