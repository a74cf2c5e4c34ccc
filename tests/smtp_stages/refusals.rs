//! Refusals at every stage.

use super::*;

#[tokio::test]
async fn a_refusal_is_classified_and_says_what_to_do() {
    for (step, said, cause, permanent, advice) in [
        (
            Step::Greeting,
            "554 5.7.1 no service for you",
            Cause::Refused,
            false,
            "block lists",
        ),
        (
            Step::Greeting,
            "421 4.3.2 closing",
            Cause::Unreachable,
            false,
            "connections",
        ),
        (
            Step::Hello,
            "550 who are you?",
            Cause::Refused,
            false,
            "STACKMATCH_SMTP_HELLO",
        ),
        (
            Step::StartTls,
            "454 4.7.0 not now",
            Cause::Refused,
            false,
            "?tls=",
        ),
        (
            Step::Handshake,
            "this is not TLS",
            Cause::Refused,
            false,
            "STACKMATCH_SMTP_URL",
        ),
        (
            Step::Auth,
            "535 5.7.8 wrong",
            Cause::Refused,
            false,
            "STACKMATCH_SMTP_URL",
        ),
        (
            Step::Mail,
            "553 5.7.1 not your address",
            Cause::Refused,
            false,
            "STACKMATCH_MAIL_FROM",
        ),
        (
            Step::Mail,
            "552 5.3.4 too large",
            Cause::Message,
            true,
            "size",
        ),
        (
            Step::Rcpt,
            "554 5.7.1 relay access denied",
            Cause::Refused,
            false,
            "relay",
        ),
        (
            Step::Rcpt,
            "550 relay not permitted",
            Cause::Refused,
            false,
            "relay",
        ),
        (
            Step::Rcpt,
            "550-5.1.1 no such user\r\n550 5.1.1 here",
            Cause::Recipient,
            true,
            "recipient",
        ),
        (
            Step::Rcpt,
            "450 4.2.0 greylisted",
            Cause::Later,
            false,
            "for now",
        ),
        (
            Step::Rcpt,
            "421 4.7.0 closing",
            Cause::Unreachable,
            false,
            "closing",
        ),
        (
            Step::Data,
            "451 4.3.0 not now",
            Cause::Later,
            false,
            "for now",
        ),
        (Step::End, "554 5.7.1 spam", Cause::Message, true, "content"),
        (
            Step::End,
            "550 5.7.26 no DMARC",
            Cause::Refused,
            false,
            "DKIM",
        ),
        (
            Step::End,
            "550-5.7.1 the address that sends has a poor reputation\r\n550 5.7.1 see above",
            Cause::Refused,
            false,
            "DKIM",
        ),
        (
            Step::End,
            "451 4.3.0 try again",
            Cause::Later,
            false,
            "for now",
        ),
        (
            Step::End,
            "554 something failed",
            Cause::Later,
            false,
            "does not rule out a retry",
        ),
        (
            Step::Body,
            "552 5.3.4 that is enough",
            Cause::Message,
            true,
            "size",
        ),
    ] {
        // A word that occurs only in the server's reply.
        let said: &str = Box::leak(format!("{said} zebra").into_boxed_str());
        let server = ScriptedServer::always(Some((step, Action::Say(said)))).await;
        let error = fails(&server, &letter()).await;
        assert_eq!(
            (error.cause, error.is_permanent()),
            (cause, permanent),
            "{step:?} {said}: {error:?}"
        );
        assert!(
            !error.uncertain && error.text.contains(advice),
            "{step:?} {said}: {error:?}"
        );
        if step != Step::Handshake {
            assert!(
                error.code == said[..3].parse().ok() && error.text.contains(&said[..3]),
                "{step:?} {said}: {error:?}"
            );
            assert!(
                !error.text.contains("zebra"),
                "operators do not see the server's reply: {error:?}"
            );
            assert!(error.reply.unwrap().contains("zebra"), "{step:?} {said}");
        }
    }
}
