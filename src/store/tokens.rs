//! Tokens by their hashes.

use super::{Store, StoreError};
use crate::model::{Grant, Token};
use chrono::DateTime;
use sqlx::{query, query_as};

type Row = (String, String, i64);

impl Store {
    /// All tokens by name.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let rows: Vec<Row> = query_as("select name, role, made from token order by name")
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        rows.into_iter().map(token).collect()
    }

    /// The token with this hash.
    pub async fn token(&self, hash: &str) -> Result<Option<Token>, StoreError> {
        let sql = "select name, role, made from token where hash = ?";
        let row: Option<Row> = query_as(sql).bind(hash).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())?;
        row.map(token).transpose()
    }

    /// Keeps the hash of a token; false where the name is taken.
    pub async fn add_token(&self, token: &Token, hash: &str) -> Result<bool, StoreError> {
        let mut writer = self.writer.lock().await;
        let done = query("insert or ignore into token (name, hash, role, made) values (?, ?, ?, ?)")
            .bind(&token.name)
            .bind(hash)
            .bind(token.grant.name())
            .bind(token.made.timestamp())
            .execute(&mut *writer)
            .await
            .map_err(self.failed())?;
        Ok(done.rows_affected() > 0)
    }

    /// From now on it opens nothing; whether there was one.
    pub async fn remove_token(&self, name: &str) -> Result<bool, StoreError> {
        let mut writer = self.writer.lock().await;
        let done = query("delete from token where name = ?").bind(name).execute(&mut *writer).await.map_err(self.failed())?;
        Ok(done.rows_affected() > 0)
    }
}

fn token((name, role, made): Row) -> Result<Token, StoreError> {
    let grant = Grant::named(&role).ok_or_else(|| StoreError::Corrupt(format!("the role “{role}” of the token {name}")))?;
    Ok(Token { name, grant, made: DateTime::from_timestamp(made, 0).unwrap_or_default() })
}
