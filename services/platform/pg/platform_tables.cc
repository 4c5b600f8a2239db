#include "platform/pg/platform_tables.h"

namespace maillage::pg {

// The event's payload and headers as they will be sent; `lane` is hash(key) modulo a number that the relay's lane count
// divides. A tenant may add events and see none; only the relay (scope `*`) reads them.
static constexpr char kOutbox[] = R"sql(
create table public.outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null,
  topic text not null,
  key text not null,
  lane int not null,
  type text not null,
  caf text not null,
  time timestamptz not null,
  traceparent text not null,
  payload bytea not null,
  appended_at timestamptz not null default clock_timestamp()
);
create index outbox_by_lane on public.outbox (lane, id);
alter table public.outbox enable row level security;
alter table public.outbox force row level security;
create policy append on public.outbox for insert with check (true);
create policy relay on public.outbox using (current_setting('maillage.caf', true) = '*');
-- Its rows live for milliseconds: without this the planner takes the table of a moment for its usual size.
alter table public.outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 1000000);
)sql";

static constexpr char kInbox[] = R"sql(
create table public.inbox (
  consumer text not null,
  event_id text not null,
  received_at timestamptz not null default clock_timestamp(),
  primary key (consumer, event_id)
);
alter table public.inbox enable row level security;
alter table public.inbox force row level security;
create policy consumer on public.inbox using (current_setting('maillage.caf', true) = '*');
)sql";

static constexpr char kIdempotency[] = R"sql(
create table public.idempotency (
  caf text not null,
  request_id text not null,
  method text not null,
  digest text not null,
  response bytea,
  created_at timestamptz not null,
  primary key (caf, request_id)
) with (fillfactor = 70);
alter table public.idempotency enable row level security;
alter table public.idempotency force row level security;
create policy tenant on public.idempotency
  using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
)sql";

// Who asked for what of a Caf that they have nothing to do with. `at` is of the platform's clock, `cafs` those of the
// token. A tenant may add rows, and nobody changes them.
static constexpr char kAudit[] = R"sql(
create table public.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  subject text not null,
  cafs text[] not null,
  method text not null,
  resource text not null,
  trace text not null
);
alter table public.audit enable row level security;
alter table public.audit force row level security;
create policy append on public.audit for insert with check (true);
create policy operator on public.audit for select using (current_setting('maillage.caf', true) = '*');
)sql";

// What is past its time is found by the order in which it came in: an index of a few pages, and hardly a cost for a
// write. How far each consumer had applied its partitions when ids were last removed from its inbox
// (inbox/forgotten.h).
static constexpr char kRetention[] = R"sql(
create index idempotency_by_age on public.idempotency using brin (created_at) with (autosummarize = on);
create index inbox_by_age on public.inbox using brin (received_at) with (autosummarize = on);
create table public.inbox_position (
  consumer text not null,
  topic text not null,
  partition int not null,
  next_offset bigint not null,
  noted_at timestamptz not null,
  forgotten_before timestamptz,
  primary key (consumer, topic, partition)
);
alter table public.inbox_position enable row level security;
alter table public.inbox_position force row level security;
create policy consumer on public.inbox_position using (current_setting('maillage.caf', true) = '*');
)sql";

// A row of the audit can be removed when it is half a year old, and not before, whoever asks.
static constexpr char kAuditRetention[] = R"sql(
create index audit_by_age on public.audit using brin (at) with (autosummarize = on);
create policy past_its_time on public.audit for delete
  using (current_setting('maillage.caf', true) = '*' and at < now() - interval '180 days');
)sql";

// Each event is looked for and entered: by its id, which tells it apart at the first comparison, byte by byte.
static constexpr char kInboxOrder[] = R"sql(
alter table public.inbox drop constraint inbox_pkey;
alter table public.inbox alter column consumer type text collate "C", alter column event_id type text collate "C";
alter table public.inbox add primary key (event_id, consumer);
)sql";

// The scope is asked for once a statement, not once a row. And the relay reads along the primary key: an index by lane
// is of no use to it.
static constexpr char kCheaperOutbox[] = R"sql(
drop index public.outbox_by_lane;
alter policy relay on public.outbox using ((select current_setting('maillage.caf', true)) = '*');
alter policy consumer on public.inbox using ((select current_setting('maillage.caf', true)) = '*');
)sql";

const std::vector<Migration>& PlatformMigrations() {
  static const std::vector<Migration> kMigrations{
      {"platform/0001_outbox", kOutbox},           {"platform/0002_inbox", kInbox},
      {"platform/0003_idempotency", kIdempotency}, {"platform/0004_audit", kAudit},
      {"platform/0005_retention", kRetention},     {"platform/0006_audit_retention", kAuditRetention},
      {"platform/0007_inbox_order", kInboxOrder},  {"platform/0008_cheaper_outbox", kCheaperOutbox}};
  return kMigrations;
}

}  // namespace maillage::pg
