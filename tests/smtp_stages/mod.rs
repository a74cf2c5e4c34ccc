//! The SMTP client, without jobs, against servers that are silent, hang up or refuse at each stage.

mod connections;
mod failures;
mod refusals;

use std::time::{Duration, Instant};

use chrono::{TimeZone, Utc};
use futures::future::join_all;
use secrecy::SecretString;
use stackmatch::mail::{
    Attachment, Cause, Mailer, Message, SendError, SmtpOptions, Stage, visitor_mailbox,
};

use crate::support::{Action, ScriptedServer, Step, until};

/// Short, for tests of silence; long enough for a busy machine.
const LIMIT: Duration = Duration::from_secs(1);

const DATA_LIMIT: Duration = Duration::from_secs(2);

fn mailer(server: &ScriptedServer) -> Mailer {
    mailer_with(server, SmtpOptions::default())
}

fn impatient(server: &ScriptedServer) -> Mailer {
    mailer_with(
        server,
        SmtpOptions {
            timeout: LIMIT,
            data_timeout: DATA_LIMIT,
            ..SmtpOptions::default()
        },
    )
}

fn mailer_with(server: &ScriptedServer, options: SmtpOptions) -> Mailer {
    let url = SecretString::from(format!(
        "smtp://ada:secret@127.0.0.1:{}?tls=opportunistic",
        server.port
    ));
    Mailer::smtp_with(&url, options).unwrap()
}

fn letter() -> Message {
    Message {
        from: "Stackmatch <hello@stackmatch.example>".parse().unwrap(),
        to: visitor_mailbox("Ada Lovelace", "ada.lovelace@engines.example").unwrap(),
        reply_to: None,
        subject: "Hello".to_owned(),
        text: ".\r\n..\r\n.QUIT\r\nMAIL FROM:<>\r\n".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        pictures: Vec::new(),
        attachments: Vec::new(),
        message_id: "hello.1@stackmatch.example".to_owned(),
        date: Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
        unsubscribe: None,
    }
}

/// A mail too large for the buffers between client and server.
fn large_letter() -> Message {
    let bytes = vec![7; 16 << 20];
    let file = Attachment {
        filename: "a.pdf".to_owned(),
        mime: "application/pdf".to_owned(),
        bytes,
    };
    Message {
        attachments: vec![file],
        ..letter()
    }
}

async fn fails(server: &ScriptedServer, message: &Message) -> SendError {
    mailer(server).send(message).await.unwrap_err()
}
