-- Texts that are past their time are found by the order in which mails were sent: an index of a few pages.
create index mail_by_age on mail using brin (sent_at) with (autosummarize = on);
