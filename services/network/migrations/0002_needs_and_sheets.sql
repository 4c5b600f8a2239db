create table needs (
  caf text not null,
  need text not null,
  origin text not null,
  author text not null,
  theme text not null,
  mission text not null,
  urgency text not null,
  title text not null,
  description text not null,
  supporters text[] not null,
  state text not null,
  event text not null,
  merged_into text not null,
  declined_reason text not null,
  raised_on date,
  answered_at timestamptz,
  version int not null,
  primary key (caf, need)
);

create table sheets (
  caf text not null,
  sheet text not null,
  collection text not null,
  title text not null,
  edition_month text not null,
  contributors text[] not null,
  source_events text[] not null,
  quotes text[] not null,
  body text not null,
  state text not null,
  published_at timestamptz,
  version int not null,
  primary key (caf, sheet)
);

alter table needs enable row level security;
alter table needs force row level security;
create policy tenant on needs
  using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
alter table sheets enable row level security;
alter table sheets force row level security;
create policy tenant on sheets
  using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
