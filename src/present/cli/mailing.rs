//! The server that mail goes through, and its password, which stands in a file or in the environment, and nowhere else.

use super::args::Args;
use crate::model::{MailSettings, Settings};

/// The environment's word for the password.
const PASSWORD: &str = "DATELINE_SMTP_PASSWORD";

/// The server with the password that it wants; the error says what is missing.
pub(super) fn server<'s>(args: &Args, settings: &'s Settings) -> Result<(&'s MailSettings, Option<String>), String> {
    let none = || "no mail is sent without a server; name it in sources.toml: [mail] server = …, from = …".to_owned();
    let server = settings.mail.as_ref().ok_or_else(none)?;
    Ok((server, password(args, server)?))
}

/// None where the server wants none.
fn password(args: &Args, server: &MailSettings) -> Result<Option<String>, String> {
    let Some(user) = &server.user else { return Ok(None) };
    if let Some(password) = std::env::var(PASSWORD).ok().filter(|p| !p.is_empty()) {
        return Ok(Some(password));
    }
    let none = || format!("{} wants a password of {user}; set {PASSWORD}, or name a file: password_file = …", server.server);
    let file = args.place.base().join(server.password_file.as_ref().ok_or_else(none)?);
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}
