-- What a page of answers reads of its rows, told from indexes alone.

create index quotation_current on quotation (document) where gone is null and hidden = 0;
drop index quotation_utterance;
create index quotation_utterance on quotation (utterance, gone, hidden, said, id, appeared);

-- Questions that are asked again and again, by name.
create table saved (
    name text primary key,
    question text not null,
    shape text not null, -- what its answers are: documents, quotations, events
    zone text not null, -- in which its dates are read
    hook text, -- where its news are posted to; to standard output where null
    made integer not null
) strict, without rowid;

-- Answers that were told of, or were there before the question was saved.
create table told (
    saved text not null references saved (name) on delete cascade,
    result text not null,
    primary key (saved, result)
) strict, without rowid;

-- News on the way: written together with `told`, and gone when somebody has them.
create table outbox (
    n integer primary key autoincrement,
    id text not null unique, -- by which whoever gets it twice knows
    saved text not null references saved (name) on delete cascade,
    hook text,
    body text not null,
    attempts integer not null default 0,
    next integer not null -- not before this time
) strict;
