// A durable create: directory's CreatePerson as its handler does it (checks, rule, row, event, record of the request),
// and pgbench, which inserts the same three rows in one statement. Both commit to the same disk.

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "bench/benches.h"
#include "bench/child.h"
#include "directory/rpc/services.h"
#include "maillage/directory/v1/events.pb.h"
#include "maillage/directory/v1/person.pb.h"
#include "platform/clock/clock.h"
#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/pg/test_database.h"

namespace maillage::bench {
namespace {

using directory::v1::CreatePersonRequest;

constexpr int kCallers = 64;
const std::string kMethod = "maillage.directory.v1.PersonService/CreatePerson";

directory::v1::Person Somebody(const std::string& id) {
  directory::v1::Person person;
  person.set_given_name("Aïcha");
  person.set_family_name("Morel");
  person.set_email(id + "@example.org");
  person.set_phone("+33130000000");
  person.set_kind(directory::v1::Person::OFFICER);
  person.set_role(directory::v1::Person::ROLE_OFFICER);
  person.set_job_title("Chargée de coopération CTG");
  person.set_organisation_name("Communauté de communes");
  return person;
}

/// What one create writes, as text for pgbench: the same columns and sizes.
std::string Statement() {
  const auto person = Somebody("p-0123456789abcdef");
  directory::v1::PersonAdded added;
  *added.mutable_person() = person;
  added.mutable_person()->set_name("cafs/95/people/p-0123456789abcdef");
  const auto hex = [](const std::string& bytes) {
    std::string text = "\\x";
    for (unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
  };
  const auto payload = hex(added.SerializeAsString());
  const auto answer = hex(added.person().SerializeAsString());
  return fmt::format(
      "with chosen as (select gen_random_uuid()::text as id), "
      "claim as (insert into public.idempotency (caf, request_id, method, digest, response, created_at) "
      "select '95', id, '{}', repeat('a', 64), '{}', now() from chosen), "
      "person as (insert into people (caf, id, given_name, family_name, email, phone, kind, caf_staff_kind, "
      "speciality, role, organisation, organisation_name, job_title, portfolio, zone, channels, access_needs, state, "
      "reminders_muted, version) select '95', 'p-' || id, '{}', '{}', id || '@example.org', '{}', 'OFFICER', 'NONE', "
      "'', "
      "'OFFICER', '', '{}', '{}', '{{}}', '', '{{}}', '', 'ACTIVE', false, 1 from chosen) "
      "insert into public.outbox (event_id, topic, key, lane, type, caf, time, traceparent, payload) "
      "select gen_random_uuid(), 'maillage.directory.events', 'cafs/95/people/p-' || id, 7, "
      "'maillage.directory.v1.PersonAdded', '95', now(), '{}', '{}' from chosen;\n",
      kMethod, answer, person.given_name(), person.family_name(), person.phone(), person.organisation_name(),
      person.job_title(), Trace::New().ToTraceparent(), payload);
}

class Creates {
 public:
  Creates() {
    database_.Script("insert into cafs values ('95', 'Caf du Val-d’Oise', '{95}', 'Europe/Paris', 1)");
    directory::rpc::ServePeople(router_, service_);
    script_ = "/tmp/" + database_.name() + ".sql";
    std::ofstream(script_) << Statement();
  }
  ~Creates() { std::remove(script_.c_str()); }

  /// Creates a second, by so many callers for so many seconds.
  double Ours(int callers, double seconds) {
    Empty();
    const auto* method = router_.Find(kMethod);
    std::atomic<int> done{0};
    const auto began = std::chrono::steady_clock::now();
    const auto until =
        began + std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([&] {
        while (std::chrono::steady_clock::now() < until) {
          if (!Once(*method)) return;
          ++done;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    Require(!failed_, "a create failed");
    return done / took;
  }

  double Bare(int callers, double seconds) {
    Empty();
    const auto text = OutputOf({"pgbench", "-n", "-M", "prepared", "-c", std::to_string(callers), "-j",
                                std::to_string(std::min(callers, 2)), "-T", fmt::format("{:.0f}", seconds), "-f",
                                script_, database_.url() + "?options=-c%20maillage.caf%3D95"});
    const auto at = text.find("tps = ");
    Require(at != std::string::npos, text);
    return std::stod(text.substr(at + 6));
  }

 private:
  void Empty() const {
    database_.Script("truncate people, public.outbox, public.idempotency cascade");
    database_.Script("checkpoint");
  }

  bool Once(const rpc::Router::Method& method) {
    const auto id = NewUuid();
    CreatePersonRequest request;
    request.set_parent("cafs/95");
    request.set_person_id("p-" + id);
    *request.mutable_person() = Somebody(id);
    Call call;
    call.now = clock_.Now();
    call.caf = "95";
    call.method = kMethod;
    call.request_id = id;
    call.request_digest = Sha256Hex(request.SerializeAsString());
    call.caller = {"cafs/95/people/pilot", {{"95", {"PILOT"}}}, {}};
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    call.trace = Trace::New();
    auto answer = method.unary(call, request);
    if (!answer && !failed_.exchange(true)) fmt::print(stderr, "{}\n", answer.error().message);
    return answer.has_value();
  }

  pg::TestDatabase database_{"create", MAILLAGE_SOURCE_DIR "/services/directory/migrations"};
  pg::Database service_{{database_.url()}};
  SystemClock clock_;
  rpc::Router router_;
  std::string script_;
  std::atomic<bool> failed_ = false;
};

}  // namespace

void Create(const Size& size, Report& report) {
  Creates creates;
  const double seconds = size.quick ? 3 : 5;  // pgbench counts its connecting
  creates.Ours(kCallers, 1);
  report.AtLeast("create.64",
                 Alternate(
                     size.pairs(), [&] { return creates.Ours(kCallers, seconds); },
                     [&] { return creates.Bare(kCallers, seconds); }),
                 "creates/s", 1.0);

  const auto single = Alternate(
      size.pairs(), [&] { return 1000 / creates.Ours(1, seconds); }, [&] { return 1000 / creates.Bare(1, seconds); });
  report.Figure("create.1.ours", single.ours, "ms");
  report.Figure("create.1.bare", single.bare, "ms");
  report.Judged("create.1", single.Ratios(), "of bare", Report::Bound::kAtMost, 1.5);
}

}  // namespace maillage::bench
