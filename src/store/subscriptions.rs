//! What hubs were asked for, and what they confirmed. Each change says what must hold before it, so that two at once cannot
//! undo each other.

use super::{Store, StoreError};
use crate::model::{Offer, Subscription, Wish};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};

fn subscription(row: &SqliteRow) -> Subscription {
    let time = |name: &str| row.get::<Option<i64>, _>(name).and_then(|s| DateTime::from_timestamp(s, 0));
    Subscription {
        key: row.get("key"),
        source: row.get("source"),
        offer: Offer { hub: row.get("hub"), topic: row.get("topic") },
        public: row.get("public"),
        secret: row.get("secret"),
        wish: row.get::<Option<String>, _>("wish").as_deref().and_then(Wish::named),
        ends: time("ends"),
        next: time("next").unwrap_or_default(),
        failures: row.get("failures"),
    }
}

impl Store {
    /// All of them, in a steady order.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError> {
        let sql = "select * from subscription order by source, key";
        Ok(query(sql).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?.iter().map(subscription).collect())
    }

    /// The one that a hub calls by this key.
    pub async fn subscription(&self, key: &str) -> Result<Option<Subscription>, StoreError> {
        let row = query("select * from subscription where key = ?")
            .bind(key)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        Ok(row.as_ref().map(subscription))
    }

    /// Notes what a hub is about to be asked for; what it confirmed before stays.
    pub async fn wish(&self, s: &Subscription) -> Result<(), StoreError> {
        let sql =
            "insert into subscription (key, source, hub, topic, public, secret, wish, next, failures) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (key) do update set wish = excluded.wish, next = excluded.next, failures = excluded.failures";
        query(sql)
            .bind(&s.key)
            .bind(&s.source)
            .bind(&s.offer.hub)
            .bind(&s.offer.topic)
            .bind(&s.public)
            .bind(&s.secret)
            .bind(s.wish.map(Wish::name))
            .bind(s.next.timestamp())
            .bind(s.failures)
            .execute(&mut *self.writer.lock().await)
            .await
            .map(drop)
            .map_err(self.failed())
    }

    /// Notes that a hub confirmed a subscription that it was asked for, once; whether it was.
    pub async fn subscribed(&self, key: &str, topic: &str, ends: DateTime<Utc>, next: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update subscription set wish = null, ends = ?3, next = ?4, failures = 0, reason = null
            where key = ?1 and topic = ?2 and wish = 'subscribe'";
        let done = query(sql).bind(key).bind(topic).bind(ends.timestamp()).bind(next.timestamp());
        Ok(done.execute(&mut *self.writer.lock().await).await.map_err(self.failed())?.rows_affected() > 0)
    }

    /// Notes that a hub confirmed that it will tell no more, where it was asked for that; whether it was.
    pub async fn unsubscribed(&self, key: &str, topic: &str) -> Result<bool, StoreError> {
        let done = query("delete from subscription where key = ? and topic = ? and wish = 'unsubscribe'").bind(key).bind(topic);
        Ok(done.execute(&mut *self.writer.lock().await).await.map_err(self.failed())?.rows_affected() > 0)
    }

    /// Notes that a hub does not tell of a topic, or no longer; whether there is such a subscription. It is asked again, not before
    /// a time.
    pub async fn denied(&self, key: &str, topic: &str, reason: &str, next: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update subscription set wish = iif(wish = 'unsubscribe', wish, null), ends = null, failures = failures + 1, reason = ?3, next = ?4
            where key = ?1 and topic = ?2";
        let done = query(sql).bind(key).bind(topic).bind(reason).bind(next.timestamp());
        Ok(done.execute(&mut *self.writer.lock().await).await.map_err(self.failed())?.rows_affected() > 0)
    }

    /// Notes why a hub was not reached; nothing where it has confirmed all the same.
    pub async fn unreached(&self, key: &str, reason: &str) -> Result<(), StoreError> {
        let done = query("update subscription set reason = ?2 where key = ?1 and wish is not null").bind(key).bind(reason);
        done.execute(&mut *self.writer.lock().await).await.map(drop).map_err(self.failed())
    }

    /// Notes that a hub told of news.
    pub async fn told(&self, key: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let done = query("update subscription set told = ?2 where key = ?1").bind(key).bind(at.timestamp());
        done.execute(&mut *self.writer.lock().await).await.map(drop).map_err(self.failed())
    }

    /// Its key is not known any more.
    pub async fn drop_subscription(&self, key: &str) -> Result<(), StoreError> {
        let done = query("delete from subscription where key = ?").bind(key);
        done.execute(&mut *self.writer.lock().await).await.map(drop).map_err(self.failed())
    }

    /// None of their keys are.
    pub async fn drop_subscriptions(&self) -> Result<(), StoreError> {
        query("delete from subscription").execute(&mut *self.writer.lock().await).await.map(drop).map_err(self.failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Pushed, SourceState};

    const TOPIC: &str = "https://courier.example/feed";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_770_000_000 + seconds, 0).unwrap()
    }

    fn wishing(wish: Wish) -> Subscription {
        Subscription {
            key: "k".to_owned(),
            source: "courier".to_owned(),
            offer: Offer { hub: "https://hub.example/".to_owned(), topic: TOPIC.to_owned() },
            public: "https://desk.example".to_owned(),
            secret: "s".to_owned(),
            wish: Some(wish),
            ends: None,
            next: at(60),
            failures: 1,
        }
    }

    async fn opened() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        store.wish(&wishing(Wish::Subscribe)).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn what_was_asked_for_is_confirmed_once() {
        let (_folder, store) = opened().await;
        assert_eq!(store.subscriptions().await.unwrap(), [wishing(Wish::Subscribe)]);
        for (key, topic) in [("k", "https://other.example/"), ("j", TOPIC)] {
            assert!(!store.subscribed(key, topic, at(9), at(5)).await.unwrap());
            assert!(!store.denied(key, topic, "no", at(5)).await.unwrap());
        }
        assert!(!store.unsubscribed("k", TOPIC).await.unwrap());
        assert!(store.subscribed("k", TOPIC, at(9), at(5)).await.unwrap());
        assert!(!store.subscribed("k", TOPIC, at(99), at(5)).await.unwrap());
        // That a hub answers badly after it has confirmed changes nothing; a later wish leaves the lease as it is.
        store.unreached("k", "it vanished").await.unwrap();
        store.wish(&wishing(Wish::Unsubscribe)).await.unwrap();
        assert_eq!(store.subscription("k").await.unwrap(), Some(Subscription { ends: Some(at(9)), ..wishing(Wish::Unsubscribe) }));
        assert!(!store.subscribed("k", TOPIC, at(9), at(5)).await.unwrap());
        assert!(store.unsubscribed("k", TOPIC).await.unwrap());
        assert_eq!(store.subscription("k").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_source_knows_of_its_hub_and_of_no_time_to_come() {
        let (_folder, store) = opened().await;
        let courier = ("courier", TOPIC);
        store.note(courier, &SourceState { asked: Some(at(0)), ..SourceState::default() }, None).await.unwrap();
        let pushed = async || store.source_states().await.unwrap().by_name().remove(0).1.pushed;
        let hub = |until, told| Some(Pushed { hub: "https://hub.example/".to_owned(), until, told, reason: None });
        assert_eq!(pushed().await, hub(None, None));
        store.subscribed("k", TOPIC, at(900), at(500)).await.unwrap();
        store.told("k", at(100)).await.unwrap();
        assert_eq!(pushed().await, hub(Some(at(900)), Some(at(100))));
        // The clock was set back: news of tomorrow would have it asked all day.
        store.keep_time(at(50)).await.unwrap();
        assert_eq!(pushed().await, hub(Some(at(900)), Some(at(50))));
        // Who is about to leave counts on its hub no more.
        store.wish(&wishing(Wish::Unsubscribe)).await.unwrap();
        assert_eq!(pushed().await, None);
    }
}
