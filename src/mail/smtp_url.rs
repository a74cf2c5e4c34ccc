//! The address of the mail server, from the setting `--smtp-url`.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

/// A parsed `smtp://` or `smtps://` address.
#[derive(Debug, Clone)]
pub struct SmtpUrl {
    /// Name or address of the server.
    pub host: String,
    /// Port: as given, else 465 for `smtps`, 587 where STARTTLS is required, 25 otherwise.
    pub port: u16,
    /// User name and password.
    pub credentials: Option<(String, SecretString)>,
    /// How the connection is protected.
    pub tls: TlsMode,
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// TLS from the first byte: `smtps://`.
    Implicit,
    /// STARTTLS, or no mail: the default with credentials; `?tls=required`.
    Required,
    /// STARTTLS where the server offers it: the default without credentials; `?tls=opportunistic`.
    Opportunistic,
    /// Never, for a relay on the same machine: `?tls=none`.
    None,
}

impl SmtpUrl {
    /// Parses `smtp://[user:password@]host[:port][?tls=none|opportunistic|required]` or `smtps://…`.
    ///
    /// Special characters in user and password are percent-encoded; `/` and `#` may stay as they are, because generated
    /// passwords often have them (`Url` of the crate `url` would end the host there).
    ///
    /// # Errors
    /// Says what to change, without the user and the password.
    pub fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url
            .trim()
            .split_once("://")
            .ok_or("the mail server must be written as smtp://host:port or smtps://host:port")?;
        let implicit = match scheme {
            "smtp" => false,
            "smtps" => true,
            _ => {
                return Err(
                    "the mail server's address must begin with smtp:// or smtps://".to_owned(),
                );
            }
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, server) = match rest.rsplit_once('@') {
            Some((user, server)) => (Some(user), server),
            None => (None, rest),
        };
        let credentials = user.map(credentials).transpose()?;
        let tls = tls_mode(query, implicit, credentials.is_some())?;
        let (host, port) = host_and_port(server)?;
        let port = port.unwrap_or(match tls {
            TlsMode::Implicit => 465,
            TlsMode::Required => 587,
            TlsMode::Opportunistic | TlsMode::None => 25,
        });
        Ok(Self {
            host,
            port,
            credentials,
            tls,
        })
    }
}

fn tls_mode(query: &str, implicit: bool, has_credentials: bool) -> Result<TlsMode, String> {
    let mut mode = match (implicit, has_credentials) {
        (true, _) => TlsMode::Implicit,
        (false, true) => TlsMode::Required,
        (false, false) => TlsMode::Opportunistic,
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        mode = match pair {
            "tls=required" if implicit => TlsMode::Implicit,
            _ if implicit => {
                return Err(
                    "smtps:// is TLS from the start and takes no ?tls=; write smtp:// to choose another".to_owned()
                );
            }
            "tls=required" => TlsMode::Required,
            "tls=opportunistic" => TlsMode::Opportunistic,
            "tls=none" => TlsMode::None,
            _ => return Err(
                "the only parameters of the mail server's address are ?tls=none, ?tls=opportunistic and ?tls=required"
                    .to_owned(),
            ),
        };
    }
    Ok(mode)
}

fn credentials(user: &str) -> Result<(String, SecretString), String> {
    let (name, password) = user
        .split_once(':')
        .ok_or("a user of the mail server needs a password: smtp://user:password@host")?;
    Ok((decode(name)?, decode(password)?.into()))
}

fn host_and_port(server: &str) -> Result<(String, Option<u16>), String> {
    let bracketed = server
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'));
    let (host, port) = match bracketed {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => server
            .rsplit_once(':')
            .map_or((server, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty()
        || host.contains(|c: char| c.is_whitespace() || "/\\#%".contains(c))
        || (bracketed.is_none() && host.contains(':'))
    {
        return Err("the mail server's address has no valid host name".to_owned());
    }
    let port = port
        .map(|port| {
            // The text may be a password, in an address without a host.
            port.parse()
                .map_err(|_| "the mail server's port must be a number from 1 to 65535".to_owned())
        })
        .transpose()?;
    Ok((host.to_owned(), port))
}

fn decode(text: &str) -> Result<String, String> {
    let is_encoded = |rest: &str| {
        rest.as_bytes()
            .first_chunk::<2>()
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let decoded = percent_decode_str(text).decode_utf8().ok();
    decoded
        .filter(|_| text.split('%').skip(1).all(is_encoded))
        .map(Into::into)
        .ok_or_else(|| {
            "user and password of the mail server: % must be followed by two hexadecimal digits (write % itself as %25)"
                .to_owned()
        })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn credentials_bring_required_starttls_and_the_submission_port() {
        let url =
            SmtpUrl::parse("smtp://ada%40example.org:p%40ss:w%25rd@mail.example.org").unwrap();
        assert_eq!(
            (url.host.as_str(), url.port, url.tls),
            ("mail.example.org", 587, TlsMode::Required)
        );
        let (user, password) = url.credentials.unwrap();
        assert_eq!(
            (user.as_str(), password.expose_secret()),
            ("ada@example.org", "p@ss:w%rd")
        );
    }

    #[test]
    fn a_password_may_hold_slashes_and_hashes_as_they_are() {
        let url = SmtpUrl::parse("smtp://AKIA:a/b+c#d=@mail.example.org:587").unwrap();
        let (_, password) = url.credentials.unwrap();
        assert_eq!(password.expose_secret(), "a/b+c#d=");
        assert_eq!((url.host.as_str(), url.port), ("mail.example.org", 587));
    }

    #[test]
    fn each_form_has_its_protection_and_port() {
        let parsed = |url: &str| SmtpUrl::parse(url).map(|url| (url.tls, url.port));
        assert_eq!(parsed("smtp://localhost"), Ok((TlsMode::Opportunistic, 25)));
        assert_eq!(
            parsed("smtp://[::1]:2525/?tls=none"),
            Ok((TlsMode::None, 2525))
        );
        assert_eq!(
            parsed("smtp://mail:26?tls=required"),
            Ok((TlsMode::Required, 26))
        );
        assert_eq!(parsed("smtps://u:p@mail"), Ok((TlsMode::Implicit, 465)));
    }

    #[test]
    fn a_wrong_address_is_refused_without_repeating_the_password() {
        for url in [
            "mail.example.org",
            "http://mail",
            "smtp://u:secret@",
            "smtp://secret@host",
            "smtp://u:secret%zz@host",
            "smtp://u:secret%4@host",
            "smtp://u:secret%ff@host",
            "smtp://u:secret@h?tls=maybe",
            "smtps://u:secret@h?tls=none",
            "smtp://u:secret@h:port",
            "smtp://u:secret",
        ] {
            let error = SmtpUrl::parse(url).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
