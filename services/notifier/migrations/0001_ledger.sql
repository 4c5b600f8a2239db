-- What the notifier knows of others, as documents: its own copy, made from events, which can be made again from them.
create table known (
  caf text not null,
  kind text not null,         -- caf, person, post, event, registration, attendance, answer, decline, override
  key text not null,          -- resource name; for what has none: the names it is about, joined by a blank
  document jsonb not null,
  primary key (caf, kind, key)
);

-- Up to where the dates of a Caf have been accounted for.
create table cursor (
  caf text primary key,
  accounted_until timestamptz not null
);

-- The ledger: one row a reminder, unique by (caf, rule, recipient, subject, reference, channel); `name` is derived from that key.
create table reminder (
  caf text not null,
  name text primary key,
  rule text not null,
  recipient text not null,
  subject text not null,
  reference text not null,
  channel text not null,
  state text not null,
  detail text not null,
  due_at timestamptz,
  leave_at timestamptz,
  until_at timestamptz,
  since_at timestamptz,
  capped boolean not null,
  by_hand boolean not null,
  about text not null,
  claimed_at timestamptz,
  claim text not null,
  sent_at timestamptz,
  address text not null,
  message_id text not null,
  server_answer text not null,
  unique (caf, rule, recipient, subject, reference, channel)
);
create index reminder_by_leave on reminder (caf, leave_at, name);
create index reminder_by_state on reminder (caf, state, leave_at);

-- What was sent to a person, as they saw it: for the live stream and for support.
create table mail (
  caf text not null,
  message_id text not null,
  recipient text not null,
  sent_at timestamptz not null,
  title text not null,
  text text not null,
  reminders text[] not null,
  primary key (caf, message_id)
);
create index mail_by_recipient on mail (caf, recipient, sent_at desc);

-- Hard bounces of an address, over all Cafs: three block it until it is corrected.
create table address (
  address text primary key,
  hard_bounces integer not null,
  blocked_at timestamptz,
  last_answer text not null
);

alter table known enable row level security;
alter table known force row level security;
create policy tenant on known using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
alter table cursor enable row level security;
alter table cursor force row level security;
create policy tenant on cursor using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
alter table reminder enable row level security;
alter table reminder force row level security;
create policy tenant on reminder using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
alter table mail enable row level security;
alter table mail force row level security;
create policy tenant on mail using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
