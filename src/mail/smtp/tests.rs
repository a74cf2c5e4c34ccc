//! Replies of a small mail server, and what they mean for a mail.

use chrono::{TimeZone, Utc};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::mail::{Cause, Mailer, Message, visitor_mailbox};

/// A mail to Ada.
pub(in crate::mail) fn letter() -> Message {
    Message {
        from: "Stackmatch <hello@stackmatch.example>".parse().unwrap(),
        to: visitor_mailbox("Ada", "ada@example.org").unwrap(),
        reply_to: None,
        subject: "Hello".to_owned(),
        text: "Hello\n".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        pictures: Vec::new(),
        attachments: Vec::new(),
        message_id: "hello.1@stackmatch.example".to_owned(),
        date: Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
        unsubscribe: None,
    }
}

fn mailer(url: &str) -> Mailer {
    Mailer::smtp(&url.to_owned().into(), None).unwrap()
}

/// A server without extensions that answers every RCPT with this line; returns its port.
async fn server(rcpt: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (read, mut write) = stream.split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 test\r\n").await.unwrap();
                let mut in_data = false;
                while let Ok(Some(line)) = lines.next_line().await {
                    let reply = match line.get(..4).unwrap_or_default() {
                        _ if in_data && line != "." => continue,
                        "RCPT" => rcpt,
                        "DATA" => "354 go on",
                        _ => "250 fine",
                    };
                    in_data = reply.starts_with("354");
                    let _ = write.write_all(format!("{reply}\r\n").as_bytes()).await;
                }
            });
        }
    });
    port
}

#[tokio::test]
async fn an_accepted_mail_is_final() {
    let port = server("250 fine").await;
    let mailer = mailer(&format!("smtp://127.0.0.1:{port}"));
    for _ in 0..3 {
        mailer.send(&letter()).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_recipient_is_final_and_the_address_stays_out_of_the_error() {
    let port = server("550 5.1.1 <ada@example.org>: user unknown").await;
    let error = mailer(&format!("smtp://127.0.0.1:{port}?tls=none"))
        .send(&letter())
        .await
        .unwrap_err();
    assert!(error.is_permanent());
    assert!(
        error.text.contains("550 5.1.1")
            && error.reply.as_deref() == Some("(redacted) user unknown"),
        "{error:?}"
    );
    assert!(
        !error.text.contains("ada") && !format!("{error:?}").contains("ada"),
        "{error}"
    );
}

#[tokio::test]
async fn a_busy_server_a_dead_one_and_one_without_the_required_tls_are_retryable() {
    let busy = server("451 try again later").await;
    let plain = server("250 fine").await;
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for (url, hint, cause) in [
        (format!("smtp://127.0.0.1:{busy}"), "451", Cause::Later),
        (
            format!("smtp://127.0.0.1:{closed}"),
            "refused",
            Cause::Unreachable,
        ),
        (
            format!("smtp://127.0.0.1:{plain}?tls=required"),
            "STARTTLS",
            Cause::Refused,
        ),
        (
            format!("smtp://ada:secret@127.0.0.1:{plain}"),
            "STARTTLS",
            Cause::Refused,
        ),
        (
            format!("smtp://ada:secret@127.0.0.1:{plain}?tls=none"),
            "AUTH",
            Cause::Refused,
        ),
    ] {
        let error = mailer(&url).send(&letter()).await.unwrap_err();
        assert_eq!(
            (error.cause, error.is_permanent()),
            (cause, false),
            "{url}: {error}"
        );
        assert!(
            error.text.contains(hint) && !error.text.contains("secret"),
            "{url}: {error}"
        );
    }
}

#[tokio::test]
async fn an_invalid_certificate_file_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let url = "smtps://mail.example.org".to_owned().into();
    assert!(
        Mailer::smtp(&url, Some(&file))
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
    std::fs::write(&file, "hello").unwrap();
    assert!(
        Mailer::smtp(&url, Some(&file))
            .unwrap_err()
            .to_string()
            .contains("no certificate")
    );
}
