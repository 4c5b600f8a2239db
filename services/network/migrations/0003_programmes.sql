-- The programme of a year. Its events are those of `events.year`.
create table programmes (
  caf text not null,
  year int not null,
  title text not null,
  notes text not null,
  needs text[] not null,  -- ids
  state text not null,
  published_at timestamptz,
  closed_at timestamptz,
  version int not null,
  primary key (caf, year)
);

alter table programmes enable row level security;
alter table programmes force row level security;
create policy tenant on programmes
  using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');

create index events_by_year on events (caf, year);
