-- Who may ask over the network, and who may also change something. A token itself is nowhere: only its SHA-256, by which it is
-- known again. It is 256 bits of chance, so that a hash of it cannot be guessed back.
create table token (
    name text primary key,
    hash text not null unique,
    role text not null, -- read, write
    made integer not null
) strict, without rowid;
