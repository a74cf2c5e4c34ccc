//! Fetches as many jobs at once as a worker has free slots.
//!
//! A backend of apalis 1.0 fetches batches of a fixed size. What is more than the free slots waits in memory, where no other
//! process can take it, and until it is gone the backend sends no heartbeats.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use apalis::prelude::WorkerContext;
use apalis_core::backend::{Backend, BackendConfig, WireFormatBackend};
use futures::future::BoxFuture;
use tokio::sync::Semaphore;

/// What a fetch returns.
type Fetched<B> = Result<Vec<<B as Backend>::Task>, <B as Backend>::Error>;
/// Fetches at most so many jobs for a worker.
type Fetch<B> = Box<dyn FnMut(usize, WorkerContext) -> BoxFuture<'static, Fetched<B>> + Send>;

/// A backend that registers, sends heartbeats and closes as another one does, and fetches by itself.
pub(super) struct FetchFree<B: Backend> {
    backend: B,
    /// The slots of the worker. It holds one of them while it asks for a job.
    slots: Arc<Semaphore>,
    fetch: Fetch<B>,
    fetching: Option<BoxFuture<'static, Fetched<B>>>,
    fetched: VecDeque<B::Task>,
    failed: bool,
}

impl<B: Backend> FetchFree<B> {
    pub fn new(backend: B, slots: Arc<Semaphore>, fetch: Fetch<B>) -> Self {
        Self {
            backend,
            slots,
            fetch,
            fetching: None,
            fetched: VecDeque::new(),
            failed: false,
        }
    }
}

impl<B: Backend> Backend for FetchFree<B> {
    type Task = B::Task;
    type Error = B::Error;

    fn poll_ready(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), B::Error>> {
        // A heartbeat must not wait for the connection of a fetch that is not polled meanwhile.
        if self.fetching.is_some() {
            return Poll::Ready(Ok(()));
        }
        self.backend.poll_ready(cx, worker)
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Option<Result<B::Task, B::Error>>> {
        loop {
            if let Some(task) = self.fetched.pop_front() {
                return Poll::Ready(Some(Ok(task)));
            }
            if self.failed {
                return Poll::Ready(None);
            }
            let fetching = self.fetching.get_or_insert_with(|| {
                let free = self.slots.available_permits() + 1;
                (self.fetch)(free, worker.clone())
            });
            let fetched = ready!(fetching.as_mut().poll(cx));
            self.fetching = None;
            match fetched {
                // The poll strategy wakes the worker.
                Ok(tasks) if tasks.is_empty() => return Poll::Pending,
                Ok(tasks) => self.fetched = tasks.into(),
                Err(error) => {
                    self.failed = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// What was fetched but not started stays with the worker until it is retired, and then returns to the queue.
    fn poll_close(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), B::Error>> {
        self.fetching = None;
        self.fetched.clear();
        self.backend.poll_close(cx, worker)
    }
}

impl<B: Backend + BackendConfig> BackendConfig for FetchFree<B> {
    type Args = B::Args;
    type Id = B::Id;
    type Kind = B::Kind;
    type Config = B::Config;
    type Layer = B::Layer;

    fn config(&self) -> &B::Config {
        self.backend.config()
    }

    fn middleware(&mut self, worker: &mut WorkerContext) -> B::Layer {
        self.backend.middleware(worker)
    }
}

impl<B: Backend + WireFormatBackend> WireFormatBackend for FetchFree<B> {
    type Codec = B::Codec;
    type Compact = B::Compact;

    fn codec(&self) -> &B::Codec {
        self.backend.codec()
    }
}
