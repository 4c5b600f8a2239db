#include "platform/rpc/references.h"

#include <gmock/gmock.h>

#include "rpc/testing/echo.pb.h"

namespace maillage::rpc {
namespace {

using platform::testing::CreateEchoRequest;
using platform::testing::ListEchoesRequest;
using testing::Eq;
using testing::Optional;

const Caller kOurs{"cafs/95/people/pilot", {{"95", {"PILOT"}}}, {}};
const Caller kEverywhere{"services/network", {{"*", {"SERVICE"}}}, {}};

TEST(References, AreLookedForInEveryFieldThatIsAName) {
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  request.mutable_echo()->set_person("cafs/95/people/p-1");
  (*request.mutable_labels())["host"] = "cafs/95/people/p-2";
  EXPECT_EQ(ForeignReference(request, kOurs), std::nullopt);

  auto nested = request;
  nested.mutable_echo()->set_person("cafs/974/people/p-1");
  EXPECT_THAT(ForeignReference(nested, kOurs), Optional(Eq("cafs/974/people/p-1")));
  auto listed = request;
  listed.add_guests("cafs/95/people/p-3");
  listed.add_guests("cafs/974");
  EXPECT_THAT(ForeignReference(listed, kOurs), Optional(Eq("cafs/974")));
  auto mapped = request;
  (*mapped.mutable_labels())["host"] = "cafs/974/people/p-2";
  EXPECT_THAT(ForeignReference(mapped, kOurs), Optional(Eq("cafs/974/people/p-2")));
}

TEST(References, AreNotSeenInWhatPeopleWrite) {
  CreateEchoRequest request;
  for (const auto* text : {"see cafs/974/people/p-1", "cafs/974/people/", "cafs/974/people/p 1", "cafs//people/p-1",
                           "/cafs/974", "cafs/974/1/x", "cafs/974/people", "cafs"}) {
    request.mutable_echo()->set_text(text);
    EXPECT_EQ(ForeignReference(request, kOurs), std::nullopt) << text;
  }
}

TEST(References, AreSeenInFilters) {
  ListEchoesRequest request;
  request.set_filter(R"(person = "cafs/95/people/p-1" AND event = cafs/95/events/e-1)");
  EXPECT_EQ(ForeignReference(request, kOurs), std::nullopt);
  request.set_filter(R"(person = "cafs/95/people/p-1" AND event = "cafs/974/events/e-1")");
  EXPECT_THAT(ForeignReference(request, kOurs), Optional(Eq("cafs/974/events/e-1")));
  request.set_filter("event=cafs/974/events/e-1 AND person = x");
  EXPECT_THAT(ForeignReference(request, kOurs), Optional(Eq("cafs/974/events/e-1")));
}

TEST(References, OfEveryCafAreFineForWhoHasARoleEverywhere) {
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  request.add_guests("cafs/974/people/p-1");
  EXPECT_EQ(ForeignReference(request, kEverywhere), std::nullopt);
}

}  // namespace
}  // namespace maillage::rpc
