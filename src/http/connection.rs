//! One connection: its phases, time limits and end.

use std::pin::{Pin, pin};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::Instant;

use crate::config::Timeouts;

/// Minimum average rate at which a client must take a response, in bytes per second.
const MIN_SEND_RATE: u64 = 1024;

/// The phase of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Open; nothing was read yet.
    New,
    /// Part of a request head was read.
    Head,
    /// A request is being read, handled or answered.
    Request,
    /// The connection has the whole response, but the client may not have it yet.
    Answered,
    /// Between two requests.
    KeepAlive,
}

impl Phase {
    fn in_request(self) -> bool {
        matches!(self, Self::Request | Self::Answered)
    }
}

/// What the server wants a connection to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Signal {
    Continue,
    /// Close to make room for another, unless a request has begun.
    Evict,
    /// Close once the request is answered, or at once if there is none.
    Stop,
    /// Close at once.
    Abort,
}

/// Why the server closed a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Closed {
    /// A request head took too long, or a new connection sent nothing.
    HeaderTimeout,
    /// No further request arrived.
    KeepaliveTimeout,
    /// The client did not read its response.
    SendTimeout,
    /// It was idle, and another connection needed its slot.
    Evicted,
}

impl Closed {
    /// The label of its metric.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HeaderTimeout => "header_timeout",
            Self::KeepaliveTimeout => "keepalive_timeout",
            Self::SendTimeout => "send_timeout",
            Self::Evicted => "evicted",
        }
    }
}

/// The state of a connection, shared by its socket, its responses, its task and the server. The lock is held for a few
/// instructions only, and the clock is read only when the phase changes or a write has to wait.
pub(super) struct Connection {
    timeouts: Timeouts,
    state: Mutex<State>,
}

struct State {
    phase: Phase,
    since: Instant,
    /// While the client takes no bytes: the deadline for taking some.
    send_by: Option<Instant>,
    signal: Signal,
    reset: bool,
    waker: Option<Waker>,
}

impl Connection {
    pub fn new(timeouts: Timeouts) -> Self {
        let state = State {
            phase: Phase::New,
            since: Instant::now(),
            send_by: None,
            signal: Signal::Continue,
            reset: false,
            waker: None,
        };
        Self {
            timeouts,
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes were received.
    pub fn received(&self) {
        let mut state = self.state();
        if matches!(state.phase, Phase::New | Phase::KeepAlive) {
            state.enter(Phase::Head);
        }
    }

    /// The head of a request is complete.
    pub fn begin_request(&self) {
        let mut state = self.state();
        state.enter(Phase::Request);
        if state.signal == Signal::Evict {
            state.signal = Signal::Continue;
        }
    }

    /// The last chunk of the response body was handed over.
    pub fn end_answer(&self) {
        let mut state = self.state();
        if state.phase == Phase::Request {
            state.phase = Phase::Answered;
        }
    }

    /// The client's system has no room for more bytes.
    pub fn send_blocked(&self) {
        let mut state = self.state();
        if state.send_by.is_none() {
            state.send_by = Some(Instant::now() + self.timeouts.send);
        }
    }

    /// The client's system has taken bytes. After a wait they extend the deadline at the lowest rate, so a client that
    /// takes them one by one gains nothing.
    pub fn sent(&self, bytes: usize) {
        let mut state = self.state();
        if let Some(by) = state.send_by {
            let bought = Duration::from_micros(bytes as u64 * 1_000_000 / MIN_SEND_RATE);
            state.send_by = Some((by + bought).min(Instant::now() + self.timeouts.send));
        }
    }

    /// Everything was written.
    pub fn flushed(&self) {
        let mut state = self.state();
        state.send_by = None;
        if state.phase == Phase::Answered {
            state.enter(Phase::KeepAlive);
        }
    }

    /// Whether to discard unsent bytes when the socket closes.
    pub fn is_reset(&self) -> bool {
        self.state().reset
    }

    /// Since when no request has been in progress; `None` while one is.
    pub fn idle_since(&self) -> Option<Instant> {
        let state = self.state();
        (!state.phase.in_request() && state.signal == Signal::Continue).then_some(state.since)
    }

    /// Closes it, unless a request has begun.
    pub fn evict(&self) {
        self.signal(Signal::Evict);
    }

    /// Closes it once its request is answered, or at once if there is none.
    pub fn stop(&self) {
        self.signal(Signal::Stop);
    }

    /// Closes it at once.
    pub fn abort(&self) {
        self.signal(Signal::Abort);
    }

    fn signal(&self, signal: Signal) {
        let mut state = self.state();
        state.signal = state.signal.max(signal);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Drives HTTP on this connection until it ends; returns the reason if the server ended it early. `finish` makes
    /// HTTP answer the request in progress and read no more.
    pub async fn drive<H: Future>(&self, http: H, finish: impl Fn(Pin<&mut H>)) -> Option<Closed> {
        let mut http = pin!(http);
        let mut timer = pin!(tokio::time::sleep(self.timeouts.shortest()));
        let mut stopping = false;
        std::future::poll_fn(|cx| {
            self.listen(cx);
            if http.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            let (signal, in_request) = self.poll_state();
            match signal {
                Signal::Continue => {}
                Signal::Evict => return Poll::Ready(Some(Closed::Evicted)),
                Signal::Stop if !in_request => return Poll::Ready(None),
                Signal::Stop if !stopping => {
                    stopping = true;
                    finish(http.as_mut());
                    if http.as_mut().poll(cx).is_ready() {
                        return Poll::Ready(None);
                    }
                }
                Signal::Stop => {}
                Signal::Abort => return Poll::Ready(None),
            }
            // The timer is reset at most once per shortest limit, not on each read and write.
            while timer.as_mut().poll(cx).is_ready() {
                match self.check_deadlines(Instant::now()) {
                    Ok(next) => timer.as_mut().reset(next),
                    Err(reason) => return Poll::Ready(Some(reason)),
                }
            }
            Poll::Pending
        })
        .await
    }

    fn listen(&self, cx: &Context<'_>) {
        let mut state = self.state();
        match &mut state.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
    }

    fn poll_state(&self) -> (Signal, bool) {
        let state = self.state();
        (state.signal, state.phase.in_request())
    }

    /// Returns the time of the next check, or which limit has expired. Each limit starts after this moment or was known
    /// to the previous check, and none is shorter than the interval of checks, so none is detected late.
    fn check_deadlines(&self, now: Instant) -> Result<Instant, Closed> {
        let mut state = self.state();
        let (by, reason) = match state.phase {
            Phase::New | Phase::Head => (
                Some(state.since + self.timeouts.header),
                Closed::HeaderTimeout,
            ),
            Phase::KeepAlive => (
                Some(state.since + self.timeouts.keepalive),
                Closed::KeepaliveTimeout,
            ),
            Phase::Request | Phase::Answered => (state.send_by, Closed::SendTimeout),
        };
        let next = now + self.timeouts.shortest();
        match by {
            Some(by) if by <= now => {
                state.reset = reason == Closed::SendTimeout;
                Err(reason)
            }
            Some(by) => Ok(by.min(next)),
            None => Ok(next),
        }
    }
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }
}
