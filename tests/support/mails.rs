//! A parsed mail.

use mail_parser::{MessageParser, MimeHeaders};

/// The parts of a mail that tests look at.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: String,
    pub reply_to: Option<String>,
    pub subject: String,
    pub message_id: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<(String, Vec<u8>)>,
    pub raw: String,
}

impl Mail {
    pub fn parse(bytes: &[u8]) -> Self {
        let mail = MessageParser::default().parse(bytes).expect("a mail");
        let address = |address: Option<&mail_parser::Address<'_>>| {
            address
                .and_then(|all| all.first())
                .and_then(|one| one.address())
                .map(str::to_owned)
        };
        Self {
            from: address(mail.from()).unwrap(),
            to: address(mail.to()).unwrap(),
            reply_to: address(mail.reply_to()),
            subject: mail.subject().unwrap().into(),
            message_id: mail.message_id().unwrap().into(),
            text: mail.body_text(0).unwrap().into_owned(),
            html: mail.body_html(0).unwrap().into_owned(),
            // Without the pictures of the HTML part.
            attachments: mail
                .attachments()
                .filter(|part| part.content_id().is_none())
                .map(|part| {
                    (
                        part.attachment_name().unwrap_or_default().to_owned(),
                        part.contents().to_vec(),
                    )
                })
                .collect(),
            raw: String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}
