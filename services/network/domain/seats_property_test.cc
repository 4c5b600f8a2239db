#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "network/domain/testing.h"

/// Random acts at random instants, and what must hold after each (REMINDERS.md §4; marks, which know no capacity,
/// aside).
namespace maillage::network {
namespace {

using testing::At;

struct World {
  Event event;
  Instant now;
  bool is_sequence;

  std::string Session() const { return is_sequence ? "" : *rc::gen::element<std::string>("s1", "s2"); }
  PersonId Person() const { return PersonId("p" + std::to_string(*rc::gen::inRange(0, 8))); }
};

World NewWorld() {
  const bool is_sequence = *rc::gen::arbitrary<bool>();
  const int capacity = *rc::gen::inRange(1, 4);
  auto event = testing::Published(is_sequence ? Format::kSequence : Format::kSplit,
                                  {testing::SessionOf("s1", "2026-02-10T09:00", capacity),
                                   testing::SessionOf("s2", "2026-02-14T09:00", *rc::gen::inRange(1, 3))});
  return {std::move(event), At("2026-01-05T00:00"), is_sequence};
}

void Act(World& world) {
  auto& event = world.event;
  const auto person = world.Person();
  const auto session = *rc::gen::element<std::string>("s1", "s2");
  switch (*rc::gen::inRange(0, 10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      (void)event.Register({person, "org" + std::to_string(*rc::gen::inRange(0, 4)), SessionId(world.Session()), {}},
                           world.now);
      break;
    case 4:
      (void)event.CancelRegistration(person, CancelCause::kPerson, world.now);
      break;
    case 5:
      (void)event.Switch(person, SessionId(session), world.now);
      break;
    case 6:
      (void)event.AnswerOffer(person, *rc::gen::arbitrary<bool>(), world.now);
      break;
    case 7:
      event.Leave(person, world.now);
      break;
    case 8:
      (void)event.Resize(SessionId(session), *rc::gen::inRange(1, 5), world.now);
      break;
    default: {
      const auto day = fmt::format("2026-02-{:02}T", *rc::gen::inRange(8, 27));
      (void)event.Reschedule(SessionId(session), day + "09:00", day + "17:00", "", world.now);
    }
  }
}

std::vector<SessionId> Pools(const World& world) {
  if (world.is_sequence) return {SessionId()};
  return {SessionId("s1"), SessionId("s2")};
}

/// A freed seat makes exactly one offer: never more (no seat is taken twice), never none (nobody waits beside a free
/// seat).
void CheckInvariants(const World& world) {
  const auto& event = world.event;
  for (const auto& pool : Pools(world)) {
    RC_ASSERT(event.FreeSeats(pool) >= 0);
    const auto start = pool.empty() ? event.FirstStart() : event.FindSession(pool)->start();
    const bool somebody_waits = std::any_of(
        event.registrations().begin(), event.registrations().end(),
        [&](const auto& each) { return each.session == pool && each.state == RegistrationState::kWaitlisted; });
    if (*start - world.now >= std::chrono::hours(24)) {
      RC_ASSERT(!(somebody_waits && event.FreeSeats(pool) > 0));
    }
  }
  std::map<PersonId, int> active;
  for (const auto& each : event.registrations()) active[each.person] += event.IsActive(each, world.now);
  for (const auto& [person, count] : active) RC_ASSERT(count <= 1);
  RC_ASSERT(!event.NextDue() || *event.NextDue() > world.now);
}

RC_GTEST_PROP(SeatsProperty, CapacityHoldsAndEveryFreedSeatIsOfferedOnceWhateverPeopleDo, ()) {
  auto world = NewWorld();
  const int acts = *rc::gen::inRange(1, 60);
  for (int i = 0; i < acts; ++i) {
    world.now += std::chrono::hours(*rc::gen::inRange(0, 40));
    world.event.RunDue(world.now);
    Act(world);
    CheckInvariants(world);
  }
}

}  // namespace
}  // namespace maillage::network
