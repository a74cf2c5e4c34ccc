//! Signatures that prove the domain of the sender (DKIM, RFC 6376).

use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::DecodePrivateKey;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
    DkimSigningKey,
};
use lettre::message::header::HeaderName;

use super::transport::SetupError;

/// The signed headers: all that readers and mail programs act on. An absent one cannot be added without breaking the
/// signature. `Content-Type` is not signed, because lettre keeps it with the body and would sign it as absent.
const SIGNED: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Signs mails.
pub struct Dkim(DkimConfig);

impl fmt::Debug for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dkim")
    }
}

impl Dkim {
    /// Signs for a domain with the private key in a PEM file: RSA (`BEGIN RSA PRIVATE KEY`, PKCS #1) or Ed25519
    /// (`BEGIN PRIVATE KEY`, PKCS #8). The public key is published as `SELECTOR._domainkey.DOMAIN`.
    ///
    /// # Errors
    /// If the file holds no such key. The message never shows its content.
    pub fn open(domain: &str, selector: &str, file: &Path) -> Result<Self, SetupError> {
        let shown = file.display();
        let pem = std::fs::read_to_string(file)
            .map_err(|error| SetupError(format!("the key file {shown} cannot be read: {error}")))?;
        let broken = |why: &dyn fmt::Display| {
            SetupError(format!("the key file {shown} holds no usable key: {why}"))
        };
        let key = if pem.contains("-----BEGIN RSA PRIVATE KEY-----") {
            DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa).map_err(|error| broken(&error))?
        } else {
            let key = SigningKey::from_pkcs8_pem(pem.trim()).map_err(|_| {
                broken(
                    &"it is neither Ed25519 nor `BEGIN RSA PRIVATE KEY`; `openssl rsa -traditional` converts RSA keys",
                )
            })?;
            let seed = STANDARD.encode(key.to_bytes());
            DkimSigningKey::new(&seed, DkimSigningAlgorithm::Ed25519)
                .map_err(|error| broken(&error))?
        };
        let relaxed = DkimCanonicalizationType::Relaxed;
        Ok(Self(DkimConfig::new(
            selector.to_owned(),
            domain.to_owned(),
            key,
            SIGNED.map(HeaderName::new_from_ascii_str).to_vec(),
            DkimCanonicalization {
                header: relaxed,
                body: relaxed,
            },
        )))
    }

    /// Adds the signature.
    pub(super) fn sign(&self, message: &mut lettre::Message) {
        message.sign(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use lettre::message::header::HeaderValue;
    use lettre::message::{Mailbox, MultiPart};
    use rcgen::{KeyPair, PKCS_ED25519, PublicKeyData};
    use ring::signature::{ED25519 as VERIFIER, UnparsedPublicKey};
    use sha2::{Digest, Sha256};

    use super::*;

    /// White space as a verifier sees it: runs collapse to one space, none at the end of a line (RFC 6376, section
    /// 3.4).
    fn relaxed(text: &str) -> String {
        text.split(['\r', '\n', ' ', '\t'])
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_verifier_accepts_what_was_signed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dkim.pem");
        let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        std::fs::write(&file, pair.serialize_pem()).unwrap();
        let dkim = Dkim::open("stackmatch.example", "november", &file).unwrap();

        let sender: Mailbox = "Zoë <hello@stackmatch.example>".parse().unwrap();
        let body = MultiPart::alternative_plain_html(
            "Hello \n\nthere  you\n\n\n".to_owned(),
            "<p>Hello</p>".to_owned(),
        );
        let mut message = lettre::Message::builder()
            .from(sender.clone())
            .to(sender)
            .subject("Ihr Bauplan für Ähren")
            .multipart(body)
            .unwrap();
        // RFC 8058, section 4: one-click unsubscribing needs both headers signed.
        for (name, value) in [
            (
                "List-Unsubscribe",
                "<https://stackmatch.example/unsubscribe/3q2u0x5r>",
            ),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ] {
            let name = HeaderName::new_from_ascii_str(name);
            message
                .headers_mut()
                .insert_raw(HeaderValue::new(name, value.to_owned()));
        }
        dkim.sign(&mut message);
        let raw = String::from_utf8(message.formatted()).unwrap();

        let (head, body) = raw.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let headers: Vec<(String, String)> = unfolded
            .split("\r\n")
            .map(|line| line.split_once(':').unwrap())
            .map(|(name, value)| (name.trim().to_lowercase(), relaxed(value)))
            .collect();
        let header = |name: &str| {
            headers
                .iter()
                .rev()
                .find(|(other, _)| other == name)
                .map(|(_, value)| value.clone())
        };
        let signature = header("dkim-signature").unwrap();
        let tag = |name: &str| {
            let tags = signature
                .split(';')
                .filter_map(|tag| tag.trim().split_once('='));
            tags.into_iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| value.replace(' ', ""))
                .unwrap()
        };
        assert_eq!(
            (tag("d"), tag("s"), tag("a")),
            (
                "stackmatch.example".into(),
                "november".into(),
                "ed25519-sha256".into()
            )
        );

        let lines: Vec<String> = body
            .split("\r\n")
            .map(|line| {
                let lead = if line.starts_with([' ', '\t']) {
                    " "
                } else {
                    ""
                };
                format!("{lead}{}", relaxed(line)).trim_end().to_owned()
            })
            .collect();
        let body = format!("{}\r\n", lines.join("\r\n").trim_end_matches("\r\n"));
        assert_eq!(tag("bh"), STANDARD.encode(Sha256::digest(&body)));

        let mut signed: String = tag("h")
            .split(':')
            .filter_map(|name| {
                Some(format!(
                    "{}:{}\r\n",
                    name.to_lowercase(),
                    header(&name.to_lowercase())?
                ))
            })
            .collect();
        for name in [
            "subject:",
            "from:",
            "list-unsubscribe:",
            "list-unsubscribe-post:",
        ] {
            assert!(signed.contains(name), "{name} is not signed");
        }
        let (unsigned, _) = signature.rsplit_once("; b=").unwrap();
        signed.push_str(&format!("dkim-signature:{unsigned}; b="));
        let key = UnparsedPublicKey::new(&VERIFIER, pair.der_bytes().to_vec());
        let given = STANDARD.decode(tag("b")).unwrap();
        key.verify(&Sha256::digest(&signed), &given).unwrap();
        assert!(
            key.verify(
                &Sha256::digest(signed.replace("Ihr", "Dein").replace("hello@", "mallory@")),
                &given
            )
            .is_err()
        );
        let other = signed.replace("unsubscribe/3q2u0x5r", "unsubscribe/other");
        assert_ne!(other, signed);
        assert!(key.verify(&Sha256::digest(other), &given).is_err());
    }

    #[test]
    fn a_file_without_a_key_is_refused_without_showing_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dkim.pem");
        let refused = |text: &str| {
            std::fs::write(&file, text).unwrap();
            Dkim::open("example.org", "november", &file)
                .unwrap_err()
                .to_string()
        };
        for text in [
            "",
            "secret",
            "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n",
        ] {
            let error = refused(text);
            assert!(
                error.contains("dkim.pem")
                    && !error.contains("secret")
                    && !error.contains("c2VjcmV0"),
                "{error}"
            );
        }
        let rsa = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";
        assert!(refused(rsa).contains("openssl rsa -traditional"));
    }
}
