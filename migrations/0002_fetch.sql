-- When a source is asked next, where it has moved to, and its pages that are looked at again as they age.

alter table source add column pace text; -- how often it has news, as JSON
alter table source add column moved text; -- where its permanent redirects lead, as JSON

-- When a host's wish was noted: a clock that was set back since must not make the wait longer.
alter table busy add column noted integer not null default 0;

-- robots.txt of an origin as it came, for a day (RFC 9309, 2.4); longer while the site cannot be reached.
create table robots (
    origin text primary key,
    body blob not null,
    fetched integer not null
) strict, without rowid;

-- A page that is a document is looked at again: soon, then ever rarer.
alter table validator add column source text; -- whose entry led to it
alter table validator add column entry text; -- that entry
alter table validator add column first integer; -- when it became a document
alter table validator add column due integer; -- when to look again; null where never
create index validator_due on validator (source, due) where due is not null;

-- Pages that were stored before this was kept.
update validator set source = e.source, entry = e.id, first = checked, due = checked
from (select source, id, entry ->> 'url' as url from entry where document is not null) e
where e.url = validator.url;

-- What belongs to the evidence besides the last answer: the redirects on the way, the secure connection, the entry.
alter table capture add column hops text not null default '[]'; -- each as JSON: status, headers both ways, address, time
alter table capture add column tls text; -- version and SHA-256 of the certificate, as JSON
alter table capture add column entry text; -- id of the source's entry that led here
