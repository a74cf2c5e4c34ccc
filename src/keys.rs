//! The tokens in prospects' links, derived from the server key, so that a stolen database opens nothing.

use std::marker::PhantomData;
use std::path::Path;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::clock::random_bytes;
use crate::ids::{Id, Intake, Lead, OwnerLink, OwnerSession, ResumeRequest, Share};

/// What a token opens, and the kind of id it carries. A token made for one purpose never opens another.
#[derive(Debug)]
pub struct Purpose<Kind> {
    label: &'static [u8],
    kind: PhantomData<fn() -> Kind>,
}

impl<Kind> Purpose<Kind> {
    const fn labelled(label: &'static [u8]) -> Self {
        Self {
            label,
            kind: PhantomData,
        }
    }
}

impl Purpose<Intake> {
    /// Read and change one intake.
    pub const RESUME: Self = Self::labelled(b"stackmatch resume v1");
    /// Show that the form of the review was opened before it was sent.
    pub const NONCE: Self = Self::labelled(b"stackmatch form nonce v1");
}

impl Purpose<Lead> {
    /// Read the report of one lead.
    pub const REPORT: Self = Self::labelled(b"stackmatch report v1");
    /// Confirm the address of one lead.
    pub const CONFIRM: Self = Self::labelled(b"stackmatch confirm v1");
    /// The challenge of the proof of work for one lead; opens nothing.
    pub const CHALLENGE: Self = Self::labelled(b"stackmatch challenge v1");
}

impl Purpose<OwnerLink> {
    /// Open one session of the owner of a report.
    pub const OWNER_LINK: Self = Self::labelled(b"stackmatch owner link v1");
}

impl Purpose<OwnerSession> {
    /// Correct, share, export and erase one report.
    pub const OWNER_SESSION: Self = Self::labelled(b"stackmatch owner session v1");
}

impl Purpose<Share> {
    /// Read a report that its owner shared.
    pub const SHARE: Self = Self::labelled(b"stackmatch share v1");
}

impl Purpose<ResumeRequest> {
    /// Stop reminders.
    pub const UNSUBSCRIBE: Self = Self::labelled(b"stackmatch unsubscribe v1");
}

/// What is counted under a keyed hash, so that the database does not reveal for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A mailbox, for reports.
    Recipient,
    /// A mailbox that never confirmed itself, for reports and confirmations.
    Unconfirmed,
    /// A mailbox, for links that someone asks for with its address.
    LinkRecipient,
    /// A domain of mailboxes.
    Domain,
    /// The network of a visitor.
    Client,
    /// A mailbox that wants no reminders.
    Suppressed,
    /// A mailbox whose owner opened a link that was mailed to it.
    Confirmed,
}

impl Counted {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Recipient => b"stackmatch count recipient v1",
            Self::Unconfirmed => b"stackmatch count unconfirmed v1",
            Self::LinkRecipient => b"stackmatch count link recipient v1",
            Self::Domain => b"stackmatch count domain v1",
            Self::Client => b"stackmatch count client v1",
            Self::Suppressed => b"stackmatch suppressed v1",
            Self::Confirmed => b"stackmatch confirmed v1",
        }
    }
}

/// The server key. All processes of an installation need the same one.
pub struct Keys(SecretBox<[u8; 32]>);

impl Keys {
    /// Parses the setting `--secret-key`: 64 hexadecimal digits (32 bytes).
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_hex(text: &SecretString) -> anyhow::Result<Self> {
        Self::parse(text.expose_secret()).context(
            "--secret-key (STACKMATCH_SECRET_KEY) must be 64 hexadecimal digits; make one with `openssl rand -hex 32`",
        )
    }

    /// Reads the file `secret.key` in the data folder; created on the first start, readable by its owner only.
    ///
    /// # Errors
    /// When the file can be neither read nor created, or holds anything else.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(text.trim())
                .with_context(|| format!("{} must hold 64 hexadecimal digits; restore it from a backup, or remove it to make a new one (links already sent stop working)", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::create(path),
            Err(error) => Err(error).with_context(|| format!("reading the server key {}", path.display())),
        }
    }

    /// Creates a key from known bytes, for tests.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// Written in full under another name, then linked: a second process starting now sees the whole file or none.
    fn create(path: &Path) -> anyhow::Result<Self> {
        let failed = || format!("creating the server key {}", path.display());
        let bytes = random_bytes::<32>()?;
        let hex = hex::encode(bytes);
        let draft = path.with_extension(format!("{}.draft", std::process::id()));
        let written = write_private(&draft, &hex).and_then(|()| std::fs::hard_link(&draft, path));
        // It may not exist at all; `written` then says why.
        let _ = std::fs::remove_file(&draft);
        match written {
            Ok(()) => Ok(Self::from_bytes(bytes)),
            // Another process of this installation was faster: use its key.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Self::from_file(path)
            }
            Err(error) => Err(error).with_context(failed),
        }
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            bail!("found {} characters", text.len());
        }
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16)?;
        }
        Ok(Self::from_bytes(bytes))
    }

    /// The token that opens `id` for `purpose`: 43 URL-safe characters, the id and 128 bits of HMAC-SHA-256.
    #[must_use]
    pub fn token<K>(&self, purpose: Purpose<K>, id: Id<K>) -> String {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(id.as_bytes());
        bytes[16..].copy_from_slice(&self.mac(&purpose, id));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Returns the id that `token` opens for `purpose`, or `None` for any other text. Compares in constant time.
    #[must_use]
    pub fn open<K>(&self, purpose: Purpose<K>, token: &str) -> Option<Id<K>> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let id = Id::from_bytes(bytes[..16].try_into().ok()?);
        bool::from(self.mac(&purpose, id).ct_eq(&bytes[16..])).then_some(id)
    }

    /// A fingerprint that identifies this key without revealing it: 128 bits of HMAC, in hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(self.hmac(&[b"stackmatch key fingerprint v1"]))
    }

    /// The key `text` is counted under: 128 bits of HMAC-SHA-256, which do not reveal the text without the server key.
    #[must_use]
    pub fn counter(&self, counted: Counted, text: &str) -> [u8; 16] {
        self.hmac(&[counted.label(), text.as_bytes()])
    }

    fn mac<K>(&self, purpose: &Purpose<K>, id: Id<K>) -> [u8; 16] {
        self.hmac(&[purpose.label, id.as_bytes()])
    }

    fn hmac(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut half = [0; 16];
        // HMAC takes keys of any length, so this never fails.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()) {
            parts.iter().for_each(|part| mac.update(part));
            half.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        half
    }
}

/// Writes a file that only its owner can read, and syncs it to disk.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{IntakeId, LeadId};

    #[test]
    fn a_token_opens_what_it_was_made_for_and_nothing_else() {
        let keys = Keys::from_bytes([7; 32]);
        let id = IntakeId::from_u128(42);
        let token = keys.token(Purpose::RESUME, id);
        assert_eq!(token.len(), 43);
        assert_eq!(keys.open(Purpose::RESUME, &token), Some(id));
        assert_eq!(keys.open(Purpose::REPORT, &token), None);
        assert_eq!(
            Keys::from_bytes([8; 32]).open(Purpose::RESUME, &token),
            None
        );
        let mut forged = token.into_bytes();
        forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
        assert_eq!(
            keys.open(Purpose::RESUME, &String::from_utf8(forged).unwrap()),
            None
        );
    }

    #[test]
    fn the_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let first = Keys::from_file(&path)
            .unwrap()
            .token(Purpose::REPORT, LeadId::nil());
        let second = Keys::from_file(&path)
            .unwrap()
            .token(Purpose::REPORT, LeadId::nil());
        assert_eq!(first, second);
        std::fs::write(&path, "not a key").unwrap();
        assert!(Keys::from_file(&path).is_err());
        let nowhere = Keys::from_file(&folder.path().join("secret.key/secret.key"))
            .err()
            .unwrap();
        assert!(
            format!("{nowhere:#}").contains("Not a directory"),
            "{nowhere:#}"
        );
    }
}
