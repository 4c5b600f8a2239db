-- A row of the ledger is written three times: planned, claimed, marked. What a claim and an outcome change is in no index, and each page
-- has room, so these two writes stay on the page (heap-only tuples) instead of touching every index. A list by state reads its Caf's
-- part of the index by leave time.
drop index reminder_by_state;
drop index reminder_by_leave;
create index reminder_by_leave on reminder (caf, coalesce(leave_at, 'epoch'::timestamptz), name);
alter table reminder set (fillfactor = 50);
