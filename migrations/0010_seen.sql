-- When the words of an utterance came in first is told without reading all that quote them.
alter table quotation add column seen integer; -- when the revision was fetched in which it stood first
update quotation set seen = (select c.fetched from revision r join capture c on c.n = r.capture where r.n = quotation.appeared);
create index quotation_seen on quotation (utterance, seen);
drop index quotation_utterance;
create index quotation_utterance on quotation (utterance, gone, hidden, said, id);
