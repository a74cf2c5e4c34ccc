//! A webhook receiver whose responses a test sets.

use std::sync::{Arc, Mutex};

use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Request, Response, Server, endpoint::make};
use serde_json::Value;

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    pub id: String,
    pub timestamp: i64,
    pub signature: String,
    pub raw: Vec<u8>,
    pub body: Value,
}

/// The receiver. Ends with the test.
pub struct Receiver {
    pub url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    status: StatusCode,
    retry_after: Option<&'static str>,
    calls: Vec<Call>,
}

impl Receiver {
    pub async fn start() -> Self {
        let state = Arc::new(Mutex::new(State {
            status: StatusCode::OK,
            retry_after: None,
            calls: vec![],
        }));
        let acceptor = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .unwrap();
        let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
        let seen = state.clone();
        let endpoint = make(move |request: Request| answer(request, seen.clone()));
        tokio::spawn(Server::new_with_acceptor(acceptor).run(endpoint));
        Self {
            url: format!("http://{address}/hook"),
            state,
        }
    }

    /// Sets the response from now on.
    pub fn set(&self, status: u16, retry_after: Option<&'static str>) {
        let mut state = self.state.lock().unwrap();
        state.status = StatusCode::from_u16(status).unwrap();
        state.retry_after = retry_after;
    }

    pub fn calls(&self) -> Vec<Call> {
        self.state.lock().unwrap().calls.clone()
    }
}

async fn answer(mut request: Request, state: Arc<Mutex<State>>) -> poem::Result<Response> {
    let raw = request.take_body().into_vec().await?;
    let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
    let call = Call {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp").parse().unwrap_or_default(),
        signature: header("webhook-signature"),
        body: serde_json::from_slice(&raw).unwrap_or_default(),
        raw,
    };
    let mut state = state.lock().unwrap();
    state.calls.push(call);
    let response = Response::builder().status(state.status);
    Ok(match state.retry_after {
        Some(wait) => response.header("retry-after", wait).finish(),
        None => response.finish(),
    })
}
