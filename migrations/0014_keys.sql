-- What is deleted is looked for in every table that may lead to it. Without an index each row of that table is looked at, for each
-- row that goes: reading documents again and removing them took time by the square of what is stored.
create index quotation_revision on quotation (revision);
create index quotation_gone on quotation (gone) where gone is not null;
create index quotation_appeared on quotation (appeared);
create index quotation_speaker_any on quotation (speaker);
create index revision_capture on revision (capture);
create index likeness_b on likeness (b);
create index same_b on same (b);

-- Twenty rows for a document are too many for an index: they are deleted in one walk.
create table band_rows (
    key integer not null,
    document integer not null,
    primary key (key, document)
) strict, without rowid;
insert into band_rows select key, document from band;
drop table band;
alter table band_rows rename to band;
