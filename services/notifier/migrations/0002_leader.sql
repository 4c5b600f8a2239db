-- Which notifier plans and sends: the one that raised the epoch last. Every transaction that saves checks it, so one that lost its lock
-- without noticing can write nothing any more.
create table leader (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into leader (epoch) values (0);
