//! A real SMTP server in this process, whose behaviour a test sets.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use mailin_embedded::{AuthMechanism, Handler, Response, Server, SslConfig, response};
use tempfile::TempDir;

use super::Mail;

/// How the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Accepting,
    /// 451, as a server that greylists or has a full disk.
    Busy,
    /// 421, as a server that shuts down.
    Closing,
    /// 550, as a server that does not know the recipient.
    Unknown,
    /// 550, with the recipient in the reply.
    Naming,
    /// Accepts the connection and stays silent until the behaviour changes.
    Silent,
}

#[derive(Clone, Debug)]
struct State {
    behaviour: Behaviour,
    inbox: Vec<Mail>,
    asked: usize,
    refused: usize,
}

/// The server. Its threads end with the process.
pub struct MailServer {
    pub port: u16,
    pub authority: Option<PathBuf>,
    state: Arc<Mutex<State>>,
    _folder: TempDir,
}

pub const USER: &str = "stackmatch";
pub const PASSWORD: &str = "p@ss/word";

impl MailServer {
    /// Without TLS and passwords.
    pub fn plain(behaviour: Behaviour) -> Self {
        Self::start(behaviour, false)
    }

    /// With STARTTLS and a required password.
    pub fn with_tls_and_password() -> Self {
        Self::start(Behaviour::Accepting, true)
    }

    fn start(behaviour: Behaviour, secure: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = Arc::new(Mutex::new(State {
            behaviour,
            inbox: vec![],
            asked: 0,
            refused: 0,
        }));
        let session = Session {
            state: state.clone(),
            data: vec![],
            secure,
            authenticated: false,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut server = Server::new(session);
        server
            .with_name("localhost")
            .with_num_threads(16)
            .with_tcp_listener(listener);
        let mut authority = None;
        if secure {
            // Two providers are compiled into the tests; the program has this one only.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
            let (cert, key) = (
                folder.path().join("cert.pem"),
                folder.path().join("key.pem"),
            );
            std::fs::write(&cert, made.cert.pem()).unwrap();
            std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
            server
                .with_ssl(SslConfig::SelfSigned {
                    cert_path: cert.display().to_string(),
                    key_path: key.display().to_string(),
                })
                .unwrap();
            server.with_auth(AuthMechanism::Plain);
            authority = Some(cert);
        }
        std::thread::spawn(move || server.serve().unwrap());
        Self {
            port,
            authority,
            state,
            _folder: folder,
        }
    }

    pub fn set(&self, behaviour: Behaviour) {
        self.state.lock().unwrap().behaviour = behaviour;
    }

    pub fn inbox(&self) -> Vec<Mail> {
        self.state.lock().unwrap().inbox.clone()
    }

    /// The number of mails that clients began.
    pub fn asked(&self) -> usize {
        self.state.lock().unwrap().asked
    }

    pub fn refused(&self) -> usize {
        self.state.lock().unwrap().refused
    }
}

#[derive(Clone)]
struct Session {
    state: Arc<Mutex<State>>,
    data: Vec<u8>,
    secure: bool,
    authenticated: bool,
}

impl Handler for Session {
    fn helo(&mut self, _: IpAddr, _: &str) -> Response {
        self.authenticated = false;
        response::OK
    }

    fn mail(&mut self, _: IpAddr, _: &str, _: &str) -> Response {
        if self.secure && !self.authenticated {
            return response::AUTHENTICATION_REQUIRED;
        }
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.state.lock().unwrap().asked += 1;
        loop {
            let mut state = self.state.lock().unwrap();
            match state.behaviour {
                Behaviour::Accepting => return response::OK,
                Behaviour::Busy => {
                    state.refused += 1;
                    return response::INTERNAL_ERROR;
                }
                Behaviour::Closing => {
                    state.refused += 1;
                    return Response::custom(421, "4.3.2 shutting down".to_owned());
                }
                Behaviour::Unknown => {
                    state.refused += 1;
                    return response::NO_MAILBOX;
                }
                Behaviour::Naming => {
                    state.refused += 1;
                    return Response::custom(550, format!("5.1.1 <{to}>: recipient unknown"));
                }
                Behaviour::Silent => {
                    drop(state);
                    std::thread::sleep(std::time::Duration::from_millis(10));
                }
            }
        }
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.data.clear();
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.data.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.state
            .lock()
            .unwrap()
            .inbox
            .push(Mail::parse(&self.data));
        response::OK
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        self.authenticated = user == USER && password == PASSWORD;
        if self.authenticated {
            response::AUTH_OK
        } else {
            response::INVALID_CREDENTIALS
        }
    }
}
