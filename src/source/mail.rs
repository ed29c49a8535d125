//! `[mail]`: through which server news of saved questions are sent.

use super::section::Section;
use crate::model::mail::is_address;
use crate::model::{MailSettings, MailTls};

/// Incomplete, it leaves a mistake behind.
pub(super) fn mail(mut s: Section) -> Option<MailSettings> {
    let server = s.required("server", server);
    let tls = s.parsed("tls", tls).unwrap_or(MailTls::Starttls);
    let from = s.required("from", |text| {
        if is_address(text) { Ok(text.to_owned()) } else { Err("an address such as news@example.org is expected".to_owned()) }
    });
    let user = s.string("user");
    let password_file = s.parsed("password_file", |p| Ok(p.into()));
    s.forbidden(
        "password",
        "a secret does not stand in this file; name one that only dateline may read (password_file), or set DATELINE_SMTP_PASSWORD",
    );
    if password_file.is_some() && user.is_none() {
        s.mistake("a password needs a user");
    }
    s.finish();
    let (server, port) = server?;
    Some(MailSettings { server, port: port.unwrap_or(tls.port()), tls, from: from?, user, password_file })
}

/// `smtp.example.org`, `smtp.example.org:2525`, `[::1]:25`.
fn server(text: &str) -> Result<(String, Option<u16>), String> {
    let expected = || "a name with or without a port, such as smtp.example.org:587, is expected".to_owned();
    let url = url::Url::parse(&format!("smtp://{text}")).map_err(|_| expected())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(expected)?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.path().is_empty() && url.query().is_none();
    if !is_plain || url.fragment().is_some() {
        return Err(expected());
    }
    Ok((host.trim_start_matches('[').trim_end_matches(']').to_owned(), url.port()))
}

fn tls(text: &str) -> Result<MailTls, String> {
    match text {
        "starttls" => Ok(MailTls::Starttls),
        "tls" => Ok(MailTls::Whole),
        "none" => Ok(MailTls::None),
        _ => Err("“starttls”, “tls” or “none” is expected".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{MailSettings, MailTls};
    use crate::source::read;

    #[test]
    fn a_server_for_mail_is_read() {
        let mail = |text: &str| read(&format!("[mail]\nfrom = \"news@example.org\"\n{text}")).unwrap().mail.unwrap();
        let usual = MailSettings {
            server: "smtp.example.org".to_owned(),
            port: 587,
            tls: MailTls::Starttls,
            from: "news@example.org".to_owned(),
            user: None,
            password_file: None,
        };
        assert_eq!(mail("server = \"smtp.example.org\""), usual);
        assert_eq!(mail("server = \"smtp.example.org\"\ntls = \"tls\""), MailSettings { port: 465, tls: MailTls::Whole, ..usual.clone() });
        let own = MailSettings {
            server: "::1".to_owned(),
            port: 2525,
            tls: MailTls::None,
            user: Some("desk".to_owned()),
            password_file: Some("secret".into()),
            ..usual
        };
        assert_eq!(mail("server = \"[::1]:2525\"\ntls = \"none\"\nuser = \"desk\"\npassword_file = \"secret\""), own);
    }

    #[test]
    fn mistakes_in_it_are_told() {
        let check = |text: &str, expected: &str| {
            let mistakes = read(&format!("[mail]\n{text}")).unwrap_err();
            assert!(mistakes.iter().any(|m| m.message.contains(expected)), "{text}: {mistakes:?}");
        };
        check("from = \"a@b.example\"", "“server” is missing");
        check("server = \"smtp.example.org\"", "“from” is missing");
        check("server = \"smtp://x\"", "such as smtp.example.org:587");
        check("server = \"me@x.example\"", "such as smtp.example.org:587");
        check("server = \"x.example/path\"", "such as smtp.example.org:587");
        check("from = \"a@b\\r\\nBcc: c@d\"", "such as news@example.org");
        check("tls = \"ssl\"", "“starttls”, “tls” or “none”");
        check("password = \"x\"", "does not stand in this file");
        check("password_file = \"x\"", "needs a user");
    }
}
