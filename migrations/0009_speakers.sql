-- Who says much is looked up, and counted, without reading what everybody says.
create index quotation_speaker on quotation (speaker, said, id) where gone is null and hidden = 0;
