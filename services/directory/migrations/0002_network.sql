-- Cafs, and what belongs to each: its rows are seen by its own calls only.
create table cafs (
  caf text collate "C" primary key,
  display_name text not null,
  departements text[] not null,
  zone text not null,
  version bigint not null
);
alter table cafs enable row level security;
alter table cafs force row level security;
create policy tenant on cafs using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');

create table people (
  caf text collate "C" not null references cafs,
  id text collate "C" not null,
  given_name text not null,
  family_name text not null,
  email text not null, -- empty once anonymised
  phone text not null,
  kind text not null,
  caf_staff_kind text not null,
  speciality text not null,
  role text not null,
  organisation text not null,
  organisation_name text not null,
  job_title text not null,
  portfolio text[] not null,
  zone text not null,
  channels text[] not null,
  access_needs text not null,
  joined_on date,
  welcomed_on date,
  state text not null check (state in ('INVITED', 'ACTIVE', 'LEFT', 'ANONYMISED')),
  left_at timestamptz,
  reminders_muted boolean not null,
  version bigint not null,
  primary key (caf, id)
);
-- Several people may share an address (the one mailbox of a small town hall). The same human in two Cafs is two persons.
create index people_by_address on people (caf, lower(email));
alter table people enable row level security;
alter table people force row level security;
create policy tenant on people using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');

create table posts (
  caf text collate "C" not null references cafs,
  id text collate "C" not null,
  convention text not null,
  employer_siren text not null,
  employer_name text not null,
  title text not null,
  fte_hundredths int not null,
  org_position text not null,
  job_frame text not null,
  category text not null,
  is_lead boolean not null,
  has_other_duties boolean not null,
  funded boolean not null,
  coordinator int not null,
  facilitator int not null,
  advisor int not null,
  mobiliser int not null,
  themes text[] not null,
  opened_on date,
  closed_on date,
  version bigint not null,
  primary key (caf, id)
);
create unique index posts_one_lead on posts (caf, convention) where is_lead and closed_on is null;
create index posts_by_convention on posts (caf, convention, id);
alter table posts enable row level security;
alter table posts force row level security;
create policy tenant on posts using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');

create table assignments (
  caf text collate "C" not null,
  post text collate "C" not null,
  from_on date not null,
  to_on date, -- null: the end is not known
  person text collate "C" not null,
  fte_hundredths int not null,
  primary key (caf, post, from_on),
  foreign key (caf, post) references posts,
  foreign key (caf, person) references people,
  check (to_on is null or to_on >= from_on)
);
create index assignments_by_person on assignments (caf, person);
alter table assignments enable row level security;
alter table assignments force row level security;
create policy tenant on assignments using (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*');
