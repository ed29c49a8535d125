-- What was told of a document's source besides the page (publisher, whose words, zone), as JSON: with it the page is read again.
alter table document add column told text;

-- Which entry a document was made of.
create index entry_document on entry (document) where document is not null;

-- Of documents that were stored before this was kept, the publisher is what was told of it or what the page said.
update document set told = json_object('publisher', (select publisher from revision where n = document.revision));
