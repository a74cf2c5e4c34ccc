//! Keeps a worker's backend polled while the worker drains.
//!
//! apalis 1.0 stops polling its backend when a worker is stopped, until the last job in hand ends. Two faults follow. A
//! fetch or heartbeat in progress keeps its transaction open: on SQLite the jobs in hand then wait for a database
//! that their own worker has locked. And heartbeats cease, so another worker takes over the jobs of a long drain.

use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use apalis::prelude::WorkerContext;
use apalis_core::backend::{Backend, BackendConfig, WireFormatBackend};

/// A backend polled, in one task, by both its worker and [`drive`](Self::drive).
pub(super) struct Drain<B: Backend + BackendConfig + WireFormatBackend> {
    shared: Arc<Mutex<Shared<B>>>,
    config: B::Config,
    codec: B::Codec,
}

struct Shared<B: Backend> {
    backend: B,
    worker: Option<WorkerContext>,
    /// Whatever the worker had begun before the stop is finished or rolled back.
    settled: bool,
    /// An error met by `drive`, passed to the worker once its last job has ended.
    error: Option<B::Error>,
}

impl<B> Drain<B>
where
    B: Backend + BackendConfig + WireFormatBackend,
    B::Config: Clone,
    B::Codec: Clone,
{
    pub fn new(backend: B) -> Self {
        let (config, codec) = (backend.config().clone(), backend.codec().clone());
        Self {
            shared: Arc::new(Mutex::new(Shared {
                backend,
                worker: None,
                settled: false,
                error: None,
            })),
            config,
            codec,
        }
    }

    /// Polls the backend for a stopping worker with jobs in hand. Poll it after the worker, in the worker's task.
    pub fn drive(&self) -> impl Future<Output = Infallible> + use<B> {
        let shared = self.shared.clone();
        poll_fn(move |cx| {
            lock(&shared).poll_drain(cx);
            Poll::Pending
        })
    }
}

impl<B: Backend> Shared<B> {
    fn poll_drain(&mut self, cx: &mut Context<'_>) {
        let Some(worker) = &self.worker else { return };
        if !worker.is_shutting_down() || !worker.has_pending_tasks() || self.error.is_some() {
            return;
        }
        if !self.settled {
            match self.backend.poll_close(cx, worker) {
                Poll::Pending => return,
                Poll::Ready(Ok(())) => self.settled = true,
                Poll::Ready(Err(error)) => {
                    self.error = Some(error);
                    return;
                }
            }
        }
        if let Poll::Ready(Err(error)) = self.backend.poll_ready(cx, worker) {
            self.error = Some(error);
        }
    }
}

fn lock<B: Backend>(shared: &Mutex<Shared<B>>) -> MutexGuard<'_, Shared<B>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B: Backend + BackendConfig + WireFormatBackend> Backend for Drain<B> {
    type Task = B::Task;
    type Error = B::Error;

    fn poll_ready(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), B::Error>> {
        let mut shared = lock(&self.shared);
        shared.worker.get_or_insert_with(|| worker.clone());
        shared.backend.poll_ready(cx, worker)
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Option<Result<B::Task, B::Error>>> {
        lock(&self.shared).backend.poll_next(cx, worker)
    }

    fn poll_close(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Result<(), B::Error>> {
        let mut shared = lock(&self.shared);
        match shared.error.take() {
            Some(error) => Poll::Ready(Err(error)),
            None => shared.backend.poll_close(cx, worker),
        }
    }
}

impl<B: Backend + BackendConfig + WireFormatBackend> BackendConfig for Drain<B> {
    type Args = B::Args;
    type Id = B::Id;
    type Kind = B::Kind;
    type Config = B::Config;
    type Layer = B::Layer;

    fn config(&self) -> &B::Config {
        &self.config
    }

    fn middleware(&mut self, worker: &mut WorkerContext) -> B::Layer {
        lock(&self.shared).backend.middleware(worker)
    }
}

impl<B: Backend + BackendConfig + WireFormatBackend> WireFormatBackend for Drain<B> {
    type Codec = B::Codec;
    type Compact = B::Compact;

    fn codec(&self) -> &B::Codec {
        &self.codec
    }
}
