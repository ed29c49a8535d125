//! Who may ask over the network: tokens are handed out once, and known again by their hash.

use super::{Desk, PipelineError};
use crate::model::id::sha256;
use crate::model::{Grant, Token};
use chrono::{DateTime, Utc};

impl Desk {
    /// All tokens by name.
    pub async fn tokens(&self) -> Result<Vec<Token>, PipelineError> {
        Ok(self.store().tokens().await?)
    }

    /// Whose this is.
    pub async fn token(&self, secret: &str) -> Result<Option<Token>, PipelineError> {
        Ok(self.store().token(&sha256(secret.as_bytes())).await?)
    }

    /// Takes a token on; false where the name is taken.
    pub async fn add_token(&self, name: &str, grant: Grant, secret: &str, made: DateTime<Utc>) -> Result<bool, PipelineError> {
        let token = Token { name: name.to_owned(), grant, made };
        Ok(self.store().add_token(&token, &sha256(secret.as_bytes())).await?)
    }

    /// From now on it opens nothing; whether there was one.
    pub async fn remove_token(&self, name: &str) -> Result<bool, PipelineError> {
        Ok(self.store().remove_token(name).await?)
    }
}
