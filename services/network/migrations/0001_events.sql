-- What network knows of Cafs and people, from maillage.directory.events.
create table cafs (
  caf text primary key,
  display_name text not null,
  zone text not null
);

create table people (
  caf text not null,
  person text not null,
  given_name text not null,
  family_name text not null,
  organisation text not null,
  organisation_name text not null,
  access_needs text not null,
  role text not null,
  present boolean not null,
  primary key (caf, person)
);

create table events (
  caf text not null,
  event text not null,
  kind text not null,
  format text not null,
  title text not null,
  goals text not null,
  themes text[] not null,
  audience text[] not null,
  zone text not null,
  registration_opens_on date,
  registration_closes_on date,
  prerequisites boolean not null,
  needs text[] not null,
  documents text[] not null,
  year int not null,
  agenda text not null,
  state text not null,
  published_at timestamptz,
  documents_shared_at timestamptz,
  minutes_published_at timestamptz,
  minutes_uri text not null,
  version int not null,
  -- When the next open offer ends: what the due loop waits for.
  next_due timestamptz,
  primary key (caf, event)
);
create index events_due on events (next_due) where next_due is not null;

-- Wall-clock times and their zone: instants are derived, never stored.
create table sessions (
  caf text not null,
  event text not null,
  session text not null,
  ordinal int not null,
  title text not null,
  starts_at timestamp not null,
  ends_at timestamp not null,
  zone text not null,
  minutes int not null,
  capacity int not null,
  minimum int not null,
  place text not null,
  access text not null,
  link text not null,
  insee text not null,
  deliverable text not null,
  deliverable_due_on date,
  cancelled boolean not null,
  primary key (caf, event, session),
  foreign key (caf, event) references events
);

create table registrations (
  caf text not null,
  event text not null,
  registration text not null,
  number int not null,
  person text not null,
  session text not null,  -- empty: the whole SEQUENCE
  state text not null,
  registered_at timestamptz not null,
  offered_at timestamptz,
  offer_expires_at timestamptz,
  cancel_cause text not null,
  changed_at timestamptz not null,
  came_unregistered boolean not null,
  version int not null,
  primary key (caf, event, registration),
  unique (caf, event, number),
  foreign key (caf, event) references events
);
create index registrations_by_person on registrations (caf, person);

create table attendance (
  caf text not null,
  event text not null,
  session text not null,
  person text not null,
  mark text not null,
  minutes int not null,
  marked_at timestamptz not null,
  primary key (caf, event, session, person),
  foreign key (caf, event, session) references sessions
);

create table declines (
  caf text not null,
  event text not null,
  person text not null,
  declined_at timestamptz not null,
  event_date date,
  primary key (caf, event, person),
  foreign key (caf, event) references events
);

create table survey_answers (
  caf text not null,
  event text not null,
  person text not null,
  satisfaction int not null,
  recommendation int not null,
  comment text not null,
  answered_at timestamptz not null,
  primary key (caf, event, person),
  foreign key (caf, event) references events
);

do $$
declare
  each text;
begin
  foreach each in array array['cafs', 'people', 'events', 'sessions', 'registrations', 'attendance', 'declines', 'survey_answers'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
    execute format($policy$create policy tenant on %I using
      (caf = current_setting('maillage.caf', true) or current_setting('maillage.caf', true) = '*')$policy$, each);
  end loop;
end
$$;

-- One event with everything the aggregate is made of, in one row: one statement loads it. The caller's rights apply.
create view event_documents with (security_invoker = true) as
select e.caf, e.event, e.kind, e.format, e.state, e.year,
  json_build_object(
    'event', to_json(e),
    'sessions', (select coalesce(json_agg(s), '[]') from sessions s where s.caf = e.caf and s.event = e.event),
    'registrations', (select coalesce(json_agg(json_build_object('row', r, 'organisation', coalesce(p.organisation, ''))), '[]')
                      from registrations r left join people p on p.caf = r.caf and p.person = r.person
                      where r.caf = e.caf and r.event = e.event),
    'attendance', (select coalesce(json_agg(a), '[]') from attendance a where a.caf = e.caf and a.event = e.event),
    'declines', (select coalesce(json_agg(d), '[]') from declines d where d.caf = e.caf and d.event = e.event)
  )::text as document
from events e;
