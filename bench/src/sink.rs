//! A real SMTP server in this process that notes when each mail arrived, and throws the mail away.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use mailin_embedded::{Handler, Response, Server, response};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long mails may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Connections at once; each holds a thread. The program opens at most sixteen.
const CONNECTIONS: u32 = 16;

#[derive(Clone, Debug)]
pub struct Arrival {
    /// When the server had the whole mail.
    pub at: Instant,
    pub to: String,
    pub bytes: usize,
}

/// The server. Its threads end with the process.
pub struct Sink {
    pub address: SocketAddr,
    arrivals: Arc<watch::Sender<Vec<Arrival>>>,
}

impl Sink {
    pub fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let arrivals = Arc::new(watch::Sender::new(Vec::new()));
        let session = Session {
            arrivals: arrivals.clone(),
            to: String::new(),
            bytes: 0,
        };
        let mut server = Server::new(session);
        server
            .with_name("localhost")
            .with_num_threads(CONNECTIONS)
            .with_tcp_listener(listener);
        std::thread::spawn(move || {
            if let Err(error) = server.serve() {
                eprintln!("the mail server failed: {error}");
            }
        });
        Ok(Self { address, arrivals })
    }

    pub fn count(&self) -> usize {
        self.arrivals.borrow().len()
    }

    /// All mails since the start, as soon as there are this many.
    pub async fn wait_for(&self, count: usize) -> anyhow::Result<Vec<Arrival>> {
        let mut receiver = self.arrivals.subscribe();
        let arrived = timeout(PATIENCE, receiver.wait_for(|all| all.len() >= count)).await;
        let arrived = arrived.with_context(|| {
            let seen = self.count();
            format!(
                "only {seen} of {count} mails arrived within {} s",
                PATIENCE.as_secs()
            )
        })?;
        Ok(arrived?.clone())
    }
}

#[derive(Clone)]
struct Session {
    arrivals: Arc<watch::Sender<Vec<Arrival>>>,
    to: String,
    bytes: usize,
}

impl Handler for Session {
    fn data_start(&mut self, _: &str, _: &str, _: bool, to: &[String]) -> Response {
        self.to = to.join(", ");
        self.bytes = 0;
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.bytes += line.len();
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let arrival = Arrival {
            at: Instant::now(),
            to: std::mem::take(&mut self.to),
            bytes: self.bytes,
        };
        self.arrivals.send_modify(|all| all.push(arrival));
        response::OK
    }
}
