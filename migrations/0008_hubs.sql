-- WebSub: hubs that tell of news. A subscription is known by the last part of the address that its hub calls, which is drawn by
-- chance. What is delivered is only believed where it is signed with the secret.
create table subscription (
    key text primary key,
    source text not null,
    hub text not null,
    topic text not null,
    public text not null, -- our own address, as the hub knows it
    secret text not null,
    wish text, -- subscribe, unsubscribe: what the hub was asked for and has not confirmed
    ends integer, -- the lease; null before it was confirmed
    told integer, -- when the hub last told of news
    next integer not null, -- when the hub is asked again
    failures integer not null default 0,
    reason text
) strict, without rowid;
create index subscription_source on subscription (source);
