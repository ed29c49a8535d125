-- An entry that became a document is kept without its texts, which the capture of its listing has; whether it is edited is told
-- by the digest of what it says. Entries of before have none, and their texts.
alter table entry add column digest text;
