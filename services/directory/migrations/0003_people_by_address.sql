-- The address first: an index that begins with the Caf is as good as the primary key to a planner that has no statistics yet (a table that
-- has just been made), and a person was then looked for among all of the Caf's.
drop index people_by_address;
create index people_by_address on people (lower(email), caf);
