#include "notifier/web/unsubscribe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "maillage/directory/v1/person.pb.h"
#include "platform/auth/test_keys.h"
#include "platform/core/reasons.h"
#include "platform/rpc/server.h"

/// The one-click unsubscription, with a directory of the test's making.
namespace maillage::notifier::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Unsubscribe : public ::testing::Test {
 protected:
  Unsubscribe() {
    router_.Unary<directory::v1::MuteRemindersRequest, directory::v1::Person>(
        "maillage.directory.v1.PersonService/MuteReminders",
        [this](const Call&, const directory::v1::MuteRemindersRequest& request) -> Result<directory::v1::Person> {
          muted_.push_back(request.name());
          if (gone_) return NotFound(request.name());
          return directory::v1::Person();
        });
    directory_.emplace(maillage::rpc::ServerConfig(), clock_, verifier_, router_);
    if (!directory_->Start()) throw std::runtime_error("no directory");
    client_.emplace("127.0.0.1:" + std::to_string(directory_->port()), [this] {
      return auth::Signer(keys_.private_pem)
          .Sign({"services/notifier", {{"*", {"SERVICE"}}}, {}}, std::chrono::hours(1));
    });
    ServeUnsubscribe(pages_, signer_, clock_, *client_);
    if (!pages_.Start()) throw std::runtime_error("no pages");
  }

  std::string LinkOf(const std::string& act = "unsubscribe") const {
    return "/u/" +
           signer_.Sign({{"act", act}, {"person", "cafs/95/people/aicha"}}, clock_.Now() + std::chrono::hours(1));
  }
  httplib::Client Browser() const { return httplib::Client("127.0.0.1", pages_.port()); }

  StepClock clock_{Instant(std::chrono::seconds(1'770'000'000))};
  auth::TestKeys keys_ = auth::TestKeys::Make();
  auth::Verifier verifier_{keys_.public_pem};
  auth::LinkSigner signer_{"0123456789012345678901234567890123456789"};
  maillage::rpc::Router router_;
  std::optional<maillage::rpc::Server> directory_;
  std::optional<maillage::rpc::Client> client_;
  http::Server pages_{"127.0.0.1:0"};
  std::vector<std::string> muted_;
  bool gone_ = false;
};

TEST_F(Unsubscribe, ShowsAButtonAndChangesNothing) {
  const auto page = Browser().Get(LinkOf());
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_THAT(page->body, HasSubstr("<form method=\"post\">"));
  EXPECT_THAT(muted_, IsEmpty());
}

TEST_F(Unsubscribe, MutesThePersonInDirectoryByOneClickOfAMailProgram) {
  const auto page = Browser().Post(LinkOf(), "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_THAT(page->body, HasSubstr("C’est noté"));
  EXPECT_THAT(muted_, ElementsAre("cafs/95/people/aicha"));
}

TEST_F(Unsubscribe, TakesNoOtherLinkThanItsOwn) {
  auto altered = LinkOf();
  altered[20] = altered[20] == 'a' ? 'b' : 'a';
  for (const auto& link : {LinkOf("feed"), LinkOf("register"), altered}) {
    EXPECT_EQ(Browser().Get(link)->status, 410);
    EXPECT_EQ(Browser().Post(link)->status, 410);
  }
  const auto link = LinkOf();
  clock_.AdvanceTo(clock_.Now() + std::chrono::hours(1));
  EXPECT_EQ(Browser().Post(link)->status, 410) << "its time is over";
  EXPECT_THAT(muted_, IsEmpty());
}

TEST_F(Unsubscribe, SaysSoWhenDirectoryKnowsNobodyOfThatName) {
  gone_ = true;
  EXPECT_EQ(Browser().Post(LinkOf())->status, 410);
}

}  // namespace
}  // namespace maillage::notifier::web
