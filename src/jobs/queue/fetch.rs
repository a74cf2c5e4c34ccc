//! Fetches as many jobs at once as a worker has free slots.
//!
//! A backend of apalis 1.0 fetches batches of a fixed size. Jobs beyond the free slots wait in memory, where no other process
//! can take them, and the backend sends no heartbeats until they have started.

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
/// Whether jobs were returned.
type Returned<B> = Result<(), <B as Backend>::Error>;
/// Returns jobs that a worker fetched and did not start.
type GiveBack<B> = Box<
    dyn FnMut(Vec<<B as Backend>::Task>, WorkerContext) -> BoxFuture<'static, Returned<B>> + Send,
>;

/// The statements on the tables of a backend.
pub(super) struct Statements<B: Backend> {
    pub fetch: Fetch<B>,
    pub give_back: GiveBack<B>,
}

/// Wraps a backend: fetching happens here, everything else is passed on.
pub(super) struct FetchForFreeSlots<B: Backend> {
    backend: B,
    /// The slots of the worker. It holds one of them while it asks for a job.
    slots: Arc<Semaphore>,
    statements: Statements<B>,
    fetching: Option<BoxFuture<'static, Fetched<B>>>,
    giving_back: Option<BoxFuture<'static, Returned<B>>>,
    fetched: VecDeque<B::Task>,
    failed: bool,
}

impl<B: Backend> FetchForFreeSlots<B> {
    pub fn new(backend: B, slots: Arc<Semaphore>, statements: Statements<B>) -> Self {
        Self {
            backend,
            slots,
            statements,
            fetching: None,
            giving_back: None,
            fetched: VecDeque::new(),
            failed: false,
        }
    }
}

impl<B: Backend> Backend for FetchForFreeSlots<B> {
    type Task = B::Task;
    type Error = B::Error;

    fn poll_ready(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), B::Error>> {
        // A heartbeat would wait for a connection that the fetch may hold, and the fetch would not be polled.
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
                (self.statements.fetch)(free, worker.clone())
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

    /// Gives back what was fetched and not started, before the jobs in hand end.
    fn poll_close(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), B::Error>> {
        loop {
            if let Some(giving_back) = &mut self.giving_back {
                let given_back = ready!(giving_back.as_mut().poll(cx));
                self.giving_back = None;
                given_back?;
            }
            if let Some(fetching) = &mut self.fetching {
                let fetched = ready!(fetching.as_mut().poll(cx));
                self.fetching = None;
                self.fetched.extend(fetched?);
            }
            if self.fetched.is_empty() {
                return self.backend.poll_close(cx, worker);
            }
            let tasks = self.fetched.drain(..).collect();
            self.giving_back = Some((self.statements.give_back)(tasks, worker.clone()));
        }
    }
}

impl<B: Backend + BackendConfig> BackendConfig for FetchForFreeSlots<B> {
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

impl<B: Backend + WireFormatBackend> WireFormatBackend for FetchForFreeSlots<B> {
    type Codec = B::Codec;
    type Compact = B::Compact;

    fn codec(&self) -> &B::Codec {
        self.backend.codec()
    }
}
