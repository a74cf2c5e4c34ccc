//! A mail server that follows a script: at a given step it stays silent, hangs up, or sends a scripted reply.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::Mail;

/// A step of an SMTP session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Hello,
    StartTls,
    /// The handshake that STARTTLS announces.
    Handshake,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// In the middle of the message.
    Body,
    /// The message was received, and its reply is due.
    End,
    /// The second mail on a connection.
    Again,
}

/// What the server does at a step instead of the correct reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sends and reads nothing more until the client hangs up.
    Silent,
    HangUp,
    Say(&'static str),
}

/// One action at one step.
/// What happens at which step.
type ScriptStep = (Step, Action);

/// The server. Ends with the test.
pub struct ScriptedServer {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: VecDeque<ScriptStep>,
    always: Option<ScriptStep>,
    connections: usize,
    heard: Vec<String>,
    taken: Vec<Mail>,
}

impl ScriptedServer {
    /// Performs this on every connection.
    pub async fn always(action: Option<ScriptStep>) -> Self {
        Self::start(State {
            always: action,
            ..State::default()
        })
        .await
    }

    /// Performs each action on one connection, in this order, and serves all later ones correctly.
    pub async fn once(script: &[ScriptStep]) -> Self {
        Self::start(State {
            script: script.iter().copied().collect(),
            ..State::default()
        })
        .await
    }

    async fn start(state: State) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Small, so that clients notice soon that the server stopped reading.
        socket.set_recv_buffer_size(4096).unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener: TcpListener = socket.listen(128).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(converse(connection, shared.clone()));
            }
        });
        Self { port, state }
    }

    /// Serves every new connection correctly from now on.
    pub fn heal(&self) {
        self.state.lock().unwrap().always = None;
    }

    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// The commands so far.
    pub fn heard(&self) -> Vec<String> {
        self.state.lock().unwrap().heard.clone()
    }

    /// The messages that were received completely, whatever the reply.
    pub fn taken(&self) -> Vec<Mail> {
        self.state.lock().unwrap().taken.clone()
    }
}

async fn converse(connection: TcpStream, state: Arc<Mutex<State>>) {
    let action = {
        let mut state = state.lock().unwrap();
        state.connections += 1;
        state.script.pop_front().or(state.always)
    };
    // The other side may leave at any time.
    let _ = Conversation {
        connection: BufReader::new(connection),
        state,
        action,
        mails: 0,
    }
    .hold()
    .await;
}

struct Conversation {
    connection: BufReader<TcpStream>,
    state: Arc<Mutex<State>>,
    action: Option<ScriptStep>,
    mails: usize,
}

/// The script ended the session.
struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl Conversation {
    async fn hold(mut self) -> Result<(), Over> {
        self.at(Step::Greeting, "220 localhost").await?;
        let mut line = String::new();
        loop {
            line.clear();
            if self.connection.read_line(&mut line).await? == 0 {
                return Err(Over);
            }
            let command = line.trim_end().to_owned();
            self.state.lock().unwrap().heard.push(command.clone());
            match command.get(..4).unwrap_or_default() {
                "EHLO" if self.does(Step::StartTls) || self.does(Step::Handshake) => {
                    self.say("250-localhost\r\n250 STARTTLS").await?;
                }
                "EHLO" => {
                    self.at(Step::Hello, "250-localhost\r\n250 AUTH PLAIN")
                        .await?
                }
                "STAR" => {
                    self.at(Step::StartTls, "220 go ahead").await?;
                    self.at(Step::Handshake, "this is not TLS").await?;
                }
                "AUTH" => self.at(Step::Auth, "235 welcome").await?,
                "MAIL" if self.mails > 0 && self.does(Step::Again) => {
                    self.at(Step::Again, "250 ok").await?
                }
                "MAIL" => self.at(Step::Mail, "250 ok").await?,
                "RCPT" => self.at(Step::Rcpt, "250 ok").await?,
                "DATA" => {
                    self.at(Step::Data, "354 go on").await?;
                    self.message().await?;
                }
                "QUIT" => {
                    self.say("221 bye").await?;
                    return Ok(());
                }
                _ => self.say("250 ok").await?,
            }
        }
    }

    async fn message(&mut self) -> Result<(), Over> {
        let mut message = Vec::new();
        loop {
            let begin = message.len();
            if self.connection.read_until(b'\n', &mut message).await? == 0 {
                return Err(Over);
            }
            if begin == 0 && self.does(Step::Body) {
                self.at(Step::Body, "").await?;
            }
            match &message[begin..] {
                b".\r\n" => {
                    message.truncate(begin);
                    break;
                }
                [b'.', ..] => drop(message.remove(begin)),
                _ => {}
            }
        }
        self.mails += 1;
        self.state.lock().unwrap().taken.push(Mail::parse(&message));
        self.at(Step::End, "250 taken").await
    }

    fn does(&self, step: Step) -> bool {
        self.action.is_some_and(|(at, _)| at == step)
    }

    /// What the script says for this step, else `usual`.
    async fn at(&mut self, step: Step, usual: &str) -> Result<(), Over> {
        match self
            .action
            .filter(|(at, _)| *at == step)
            .map(|(_, act)| act)
        {
            None => self.say(usual).await,
            Some(Action::Say(text)) => self.say(text).await,
            Some(Action::HangUp) => Err(Over),
            // Without reading, the end of the connection goes unnoticed; the task ends with the test.
            Some(Action::Silent) if step == Step::Body => std::future::pending().await,
            Some(Action::Silent) => {
                while self.connection.read(&mut [0; 1024]).await? > 0 {}
                Err(Over)
            }
        }
    }

    async fn say(&mut self, text: &str) -> Result<(), Over> {
        Ok(self
            .connection
            .get_mut()
            .write_all(format!("{text}\r\n").as_bytes())
            .await?)
    }
}
