//! A minimal mail server that can be killed and restarted at the same address.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The server; it accepts every mail while it runs.
pub struct MortalServer {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<String>>>,
    serving: Option<JoinHandle<()>>,
}

impl MortalServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut server = Self {
            address: listener.local_addr().unwrap(),
            taken: Arc::default(),
            serving: None,
        };
        server.serve(listener);
        server
    }

    fn serve(&mut self, listener: TcpListener) {
        let taken = self.taken.clone();
        self.serving = Some(tokio::spawn(async move {
            // Dropped with this task, and with it all connections.
            let mut connections = JoinSet::new();
            while let Ok((connection, _)) = listener.accept().await {
                connections.spawn(converse(connection, taken.clone()));
            }
        }));
    }

    /// Stops at once, in the middle of any session.
    pub async fn kill(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    pub async fn revive(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }

    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// The `Message-ID` of each accepted mail, in order.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

async fn converse(connection: TcpStream, taken: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let (reading, mut writing) = connection.into_split();
    let mut lines = BufReader::new(reading).lines();
    let (mut data, mut id) = (false, String::new());
    writing.write_all(b"220 localhost\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        if let Some(message_id) = line.strip_prefix("Message-ID: ").filter(|_| data) {
            id = message_id.to_owned();
        }
        let reply = match (data, line.as_str()) {
            (true, ".") => {
                data = false;
                taken.lock().unwrap().push(std::mem::take(&mut id));
                "250 taken"
            }
            (true, _) => continue,
            (false, "DATA") => {
                data = true;
                "354 go on"
            }
            (false, _) => "250 ok",
        };
        writing.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}
