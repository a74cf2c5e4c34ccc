//! Webhook signatures, which only we and the receiver can make.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The signing keys, each written as `whsec_` and 24 to 64 bytes in base64, separated by commas. There are two while
/// receivers migrate from one to the other.
#[derive(Clone)]
pub struct Secret(Vec<Vec<u8>>);

impl Secret {
    /// The `webhook-signature` header for a body: for each key, `v1,` and the HMAC-SHA-256 of id, time and body,
    /// separated by spaces. A receiver accepts the call if any one matches.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let all: Vec<String> = self
            .0
            .iter()
            .map(|key| sign(key, id, timestamp, body))
            .collect();
        all.join(" ")
    }
}

fn sign(key: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let how = "write it as whsec_ and 24 to 64 bytes in base64: echo whsec_$(openssl rand -base64 32)";
        let key = |text: &str| {
            let key = text
                .trim()
                .strip_prefix("whsec_")
                .and_then(|rest| STANDARD.decode(rest).ok());
            key.filter(|key| (24..=64).contains(&key.len()))
                .ok_or_else(|| how.to_owned())
        };
        text.split(',').map(key).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_of_the_published_example() {
        // The specification's example, https://github.com/standard-webhooks/standard-webhooks.
        let secret: Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signed = secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn with_two_keys_a_call_bears_the_signatures_of_both() {
        let (new, old) = (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
        );
        let sign = |text: &str| {
            text.parse::<Secret>()
                .unwrap()
                .sign("msg_1", 1_614_265_330, b"{}")
        };
        assert_eq!(
            sign(&format!("{new}, {old}")),
            format!("{} {}", sign(new), sign(old))
        );
        assert!(format!("{new},hunter2").parse::<Secret>().is_err());
    }

    #[test]
    fn a_key_that_is_too_short_or_no_key_is_refused_with_how_to_make_one() {
        for wrong in ["", "hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_???"] {
            assert!(
                wrong.parse::<Secret>().unwrap_err().contains("openssl"),
                "{wrong}"
            );
        }
    }
}
