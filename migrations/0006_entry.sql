-- Entries hold whole texts. In a table that is its own index each of them overflowed onto a page of its own.
create table entry_rows (
    n integer primary key,
    source text not null,
    id text not null,
    place integer not null,
    current integer not null,
    attempts integer not null default 0,
    document integer references document (n),
    entry text not null,
    unique (source, id)
) strict;
insert into entry_rows (source, id, place, current, attempts, document, entry)
    select source, id, place, current, attempts, document, entry from entry order by source, id;
drop table entry;
alter table entry_rows rename to entry;
create index entry_document on entry (document) where document is not null;
-- What has still to become a document is asked for at every visit.
create index entry_waiting on entry (source) where document is null;
