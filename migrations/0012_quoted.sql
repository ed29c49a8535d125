-- How many quotations a document has now stands with it: counting them took a fifth of what its row takes.
alter table document add column quoted integer not null default 0;
update document set quoted = (select count(*) from quotation q where q.document = document.n and q.gone is null and q.hidden = 0);
drop index quotation_current;

create trigger quotation_is_counted after insert on quotation when new.gone is null and new.hidden = 0 begin
    update document set quoted = quoted + 1 where n = new.document;
end;
create trigger quotation_is_not_counted after delete on quotation when old.gone is null and old.hidden = 0 begin
    update document set quoted = quoted - 1 where n = old.document;
end;
create trigger quotation_is_counted_anew after update of gone, hidden on quotation
    when (new.gone is null and new.hidden = 0) <> (old.gone is null and old.hidden = 0) begin
    update document set quoted = quoted + iif(new.gone is null and new.hidden = 0, 1, -1) where n = new.document;
end;
