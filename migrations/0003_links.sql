-- From statement to coverage and back: copies, wordings, and what a person decides.

-- What linking itself changed is news for the index, and not for linking.
alter table change add column linked integer not null default 0;

-- Copies. The smallest hashes of a text's shingles, and bands of them by which likely copies find each other.
create table sketch (
    document integer primary key references document (n) on delete cascade,
    minima blob not null
) strict;
create table band (
    key integer not null,
    document integer not null references document (n) on delete cascade,
    primary key (key, document)
) strict, without rowid;

-- Pairs of documents that are alike, both ways, with the share of their shingles that they have in common.
create table likeness (
    a integer not null references document (n) on delete cascade,
    b integer not null references document (n) on delete cascade,
    share real not null,
    primary key (a, b)
) strict, without rowid;

-- The first of the documents that this one is a copy of; null for a first one, and for one without copies.
alter table document add column copy_of integer references document (n) on delete set null;
create index document_copy_of on document (copy_of) where copy_of is not null;
-- The agency that the text credits.
alter table document add column credit text;

-- The same words in the same order, wherever quoted. Common phrases are told apart by who said them, and when.
create table wording (
    n integer primary key,
    id text not null unique,
    utterance text not null, -- the smallest id of the wordings that are one utterance
    pieces text not null
) strict;
create index wording_utterance on wording (utterance);
alter table quotation add column wording integer references wording (n);
create index quotation_wording on quotation (wording);
-- The revision in which it stood first.
alter table quotation add column appeared integer references revision (n);
update quotation set appeared = revision;
-- How the words differ from the primary, else the longest text.
alter table quotation add column difference text;

-- Who names whom: documents of one affair share names.
create index name_name on name (name);

-- Pairs of wordings that are the same words, both ways.
create table same (
    a integer not null references wording (n),
    b integer not null references wording (n),
    primary key (a, b)
) strict, without rowid;

-- Hashes of the words of quotations are those of wordings from here on; all is linked anew.
delete from gram;
delete from position where name = 'linked';

-- What a person set right by hand: apart from extraction, in the order in which it was decided.
create table decision (
    n integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    subject text not null, -- id of the quotation, document or speaker
    value text not null, -- JSON; its shape is the kind's
    made integer not null,
    by text,
    undone integer,
    undone_by text
) strict;
create index decision_subject on decision (subject);

-- Quotations as they were decided to be: `decided` is the quotation where it is not as it was extracted, `marks` what was
-- decided. The speaker and the date in columns of their own follow it.
alter table quotation add column decided text;
alter table quotation add column marks text;
alter table quotation add column hidden integer not null default 0;
alter table quotation add column added integer not null default 0; -- by hand

-- What a revision changed, as JSON; `noise` where none of it matters.
alter table revision add column revised text;
alter table revision add column noise integer not null default 0;
