-- The capture of the listing that tells an entry as it is kept: the evidence of a document that is made of it alone, however much later.
-- Without a key, as captures may be pruned before it is.
alter table entry add column capture integer;
