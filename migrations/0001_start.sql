-- The nouns of a timeline. Integer keys are local to this file and never leave it; `id` columns are derived from
-- content and are what the world sees. Nested nouns (dates, spans) are JSON as the answers have them; what questions
-- and joins need stands beside them in columns of its own. Instants are whole seconds since 1970, UTC.

-- One response or imported file, immutable. Its bytes lie in blobs/ under their SHA-256.
create table capture (
    n integer primary key,
    id text not null unique,
    source text,
    asked text not null,
    chain text not null,
    status integer not null,
    request text not null,
    response text not null,
    address text,
    fetched integer not null,
    sha256 text not null,
    length integer not null
) strict;
create index capture_asked on capture (asked, fetched);

create table document (
    n integer primary key,
    id text not null unique,
    kind text not null,
    role text not null,
    source text,
    tags text not null,
    url text,
    revision integer -- the current one
) strict;

-- Every URL that led to a document, its key among them.
create table alias (
    url text primary key,
    document integer not null references document (n)
) strict, without rowid;
create index alias_document on alias (document);

create table revision (
    n integer primary key,
    id text not null unique,
    document integer not null references document (n),
    ordinal integer not null,
    capture integer not null references capture (n),
    changed text, -- the date of the change as JSON; null for the first
    title text,
    canonical text,
    authors text not null,
    publisher text,
    language text,
    published text,
    modified text,
    about text not null, -- section, keywords, picture, access
    words integer not null,
    body text not null,
    parts text not null, -- headings, entries, boilerplate … within the body
    unique (document, ordinal)
) strict;

create table speaker (
    n integer primary key,
    id text not null unique,
    kind text not null,
    name text not null
) strict;

-- Names in the current revision of a document, with the aliases they have there.
create table name (
    document integer not null references document (n),
    ordinal integer not null,
    kind text not null,
    name text not null,
    aliases text not null,
    role text,
    organization text,
    mentions text not null,
    primary key (document, ordinal)
) strict, without rowid;

-- A quotation keeps its id through revisions; `gone` is the revision that no longer has it.
create table quotation (
    n integer primary key,
    id text not null unique,
    document integer not null references document (n),
    revision integer not null references revision (n),
    gone integer references revision (n),
    start integer not null,
    kind text not null,
    quote text not null,
    speaker integer references speaker (n),
    context text not null,
    utterance text not null,
    said integer,
    fidelity text,
    primary_document integer references document (n) -- the primary document that holds the words
) strict;
create index quotation_document on quotation (document, start);
create index quotation_utterance on quotation (utterance);
create index quotation_primary on quotation (primary_document) where primary_document is not null;

-- Dated sentences of the current revision.
create table happening (
    n integer primary key,
    id text not null unique,
    document integer not null references document (n),
    start integer not null,
    sentence text not null
) strict;
create index happening_document on happening (document, start);

-- Three words in a row, hashed: where a quotation's words may stand (of = 'q': quotation.n, 'p': a primary document.n).
create table gram (
    hash integer not null,
    of text not null,
    n integer not null,
    primary key (hash, of, n)
) strict, without rowid;
create index gram_primary on gram (n) where of = 'p'; -- a primary text that changed loses its old words

-- How a source fares at its address; at another one it is as never asked.
create table source (
    name text primary key,
    url text not null,
    asked integer,
    good integer,
    failures integer not null default 0,
    reason text,
    not_before integer,
    gone integer not null default 0
) strict, without rowid;

-- Hosts that want no requests before a time (Retry-After), whichever source they were asked for.
create table busy (
    host text primary key,
    until integer not null
) strict, without rowid;

-- What to ask "changed since?" with, for feeds and pages alike.
create table validator (
    url text primary key,
    answered text, -- the URL of its redirect chain that gave them
    etag text,
    last_modified text,
    checked integer not null
) strict, without rowid;

-- What a source listed; `current` are those of its last listing, so that a 304 says the same again.
create table entry (
    source text not null,
    id text not null,
    place integer not null,
    current integer not null,
    attempts integer not null default 0,
    document integer references document (n),
    entry text not null,
    primary key (source, id)
) strict, without rowid;

-- Positions in the change log by name: `linked`.
create table position (
    name text primary key,
    n integer not null
) strict, without rowid;

-- What linking and the index have yet to hear of. How far the index came is kept in
-- the index's own commit.
create table change (
    n integer primary key autoincrement,
    document integer not null
) strict;

-- A new revision is the current one, and is news to linking and the index.
create trigger revision_is_news after insert on revision begin
    update document set revision = new.n where n = new.document;
    insert into change (document) values (new.document);
end;
