-- What of a document is quoted now is counted without reading the quotations.
drop index quotation_current;
create index quotation_current on quotation (document, gone, hidden);
