//! Admits connections up to a limit in total and a limit per address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::client_address::network;
use super::connection::Connection;
use crate::config::Config;
use crate::config::Timeouts;
use crate::config::TrustedProxies;
use crate::telemetry::TransportMetrics;

/// Why a connection was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The total is reached, and every connection is in a request.
    Total,
    /// Its address has reached the limit.
    Address,
}

impl Refused {
    /// The label of its metric.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Address => "address",
        }
    }
}

/// The limits of open connections.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Maximum in total.
    pub total: usize,
    /// Maximum per address; `None` for no limit.
    pub per_address: Option<u32>,
    /// The peers exempt from the limit per address.
    pub proxies: Proxies,
}

/// The proxies between the program and its visitors.
#[derive(Clone, Debug)]
pub(crate) enum Proxies {
    /// These addresses.
    Named(TrustedProxies),
    /// Any peer on this machine.
    Local,
    /// Every peer.
    All,
}

impl Limits {
    /// Uses the configured limits, capped by `descriptors`.
    pub fn new(config: &Config, descriptors: usize) -> Self {
        let setting = usize::try_from(config.http.max_connections).unwrap_or(usize::MAX);
        let proxies = match (&config.trusted_proxies, &config.client_ip_header) {
            (named, _) if !named.is_empty() => Proxies::Named(named.clone()),
            (_, Some(_)) => Proxies::All,
            (_, None) => Proxies::Local,
        };
        let per_address = Some(config.http.max_connections_per_address).filter(|count| *count > 0);
        Self {
            total: setting.min(descriptors),
            per_address,
            proxies,
        }
    }

    fn is_proxy(&self, peer: IpAddr) -> bool {
        match &self.proxies {
            Proxies::Named(named) => named.contains(peer),
            Proxies::Local => peer.to_canonical().is_loopback(),
            Proxies::All => true,
        }
    }
}

/// All open connections.
pub(crate) struct Admission {
    limits: Limits,
    timeouts: Timeouts,
    metrics: TransportMetrics,
    table: Mutex<Table>,
    left: Notify,
}

#[derive(Default)]
struct Table {
    last: u64,
    open: HashMap<u64, Arc<Connection>>,
    by_network: HashMap<IpAddr, u32>,
}

impl Admission {
    pub fn new(limits: Limits, timeouts: Timeouts, metrics: TransportMetrics) -> Arc<Self> {
        Arc::new(Self {
            limits,
            timeouts,
            metrics,
            table: Mutex::default(),
            left: Notify::new(),
        })
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Admits a connection. At the total, evicts the one that has been without a request for longest, so that clients
    /// with idle connections cannot shut out those with requests.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Result<Admitted, Refused> {
        let network = self
            .limits
            .per_address
            .filter(|_| !self.limits.is_proxy(peer))
            .map(|_| network(peer));
        let mut table = self.table();
        if let (Some(network), Some(limit)) = (network, self.limits.per_address)
            && table
                .by_network
                .get(&network)
                .is_some_and(|count| *count >= limit)
        {
            return Err(self.refuse(Refused::Address));
        }
        if table.open.len() >= self.limits.total {
            let idle = table
                .open
                .values()
                .filter_map(|connection| Some((connection.idle_since()?, connection)));
            match idle.min_by_key(|(since, _)| *since) {
                Some((_, oldest)) => oldest.evict(),
                None => return Err(self.refuse(Refused::Total)),
            }
        }
        let connection = Arc::new(Connection::new(self.timeouts));
        table.last += 1;
        let id = table.last;
        table.open.insert(id, connection.clone());
        if let Some(network) = network {
            *table.by_network.entry(network).or_default() += 1;
        }
        self.metrics.connections.inc();
        Ok(Admitted {
            connection,
            id,
            network,
            admission: self.clone(),
        })
    }

    fn refuse(&self, why: Refused) -> Refused {
        self.metrics.refused_connection(why.as_str());
        why
    }

    /// Closes every connection: at once, or once its request is answered.
    pub fn stop(&self) {
        self.table()
            .open
            .values()
            .for_each(|connection| connection.stop());
    }

    /// Closes every connection at once; returns their number.
    pub fn abort(&self) -> usize {
        let table = self.table();
        table
            .open
            .values()
            .for_each(|connection| connection.abort());
        table.open.len()
    }

    /// Waits until no connection is open.
    pub async fn empty(&self) {
        loop {
            let left = self.left.notified();
            if self.table().open.is_empty() {
                return;
            }
            left.await;
        }
    }
}

/// An admitted connection; dropping this frees its slot.
pub(super) struct Admitted {
    /// Its state.
    pub connection: Arc<Connection>,
    id: u64,
    network: Option<IpAddr>,
    admission: Arc<Admission>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut table = self.admission.table();
        table.open.remove(&self.id);
        if let Some(network) = self.network
            && let Some(count) = table.by_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                table.by_network.remove(&network);
            }
        }
        drop(table);
        self.admission.metrics.connections.dec();
        self.admission.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn admission(total: usize, per_address: u32, proxies: Proxies) -> Arc<Admission> {
        let second = Duration::from_secs(1);
        let limits = Limits {
            total,
            per_address: Some(per_address),
            proxies,
        };
        let timeouts = Timeouts {
            header: second,
            keepalive: second,
            send: second,
        };
        Admission::new(limits, timeouts, TransportMetrics::default())
    }

    fn peer(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn each_address_is_limited_and_a_proxy_is_not() {
        let all = admission(100, 2, Proxies::Named("192.0.2.7".parse().unwrap()));
        let held: Vec<_> = (0..2)
            .map(|_| all.admit(peer("203.0.113.9")).unwrap())
            .collect();
        assert_eq!(
            all.admit(peer("::ffff:203.0.113.9")).err(),
            Some(Refused::Address),
            "the same address in another notation"
        );
        let _v6: Vec<_> = ["2001:db8::1", "2001:db8::2"]
            .map(|address| all.admit(peer(address)).unwrap())
            .into();
        assert_eq!(
            all.admit(peer("2001:db8::3")).err(),
            Some(Refused::Address),
            "one /64 is one address"
        );
        let _other = all.admit(peer("2001:db8:0:1::1")).unwrap();
        let _proxy: Vec<_> = (0..9)
            .map(|_| all.admit(peer("192.0.2.7")).unwrap())
            .collect();
        drop(held);
        assert!(
            all.admit(peer("203.0.113.9")).is_ok(),
            "a slot is free again"
        );
    }

    #[test]
    fn local_peers_are_proxies_by_default_and_all_peers_with_a_header() {
        let local = admission(100, 1, Proxies::Local);
        let _held: Vec<_> = (0..5)
            .map(|_| local.admit(peer("127.0.0.1")).unwrap())
            .collect();
        let _one = local.admit(peer("192.0.2.7")).unwrap();
        assert!(local.admit(peer("192.0.2.7")).is_err());
        let all = admission(100, 1, Proxies::All);
        let _held: Vec<_> = (0..5)
            .map(|_| all.admit(peer("192.0.2.7")).unwrap())
            .collect();
    }

    #[tokio::test]
    async fn idle_connections_are_evicted_for_active_ones() {
        let all = admission(2, 100, Proxies::All);
        let silent = all.admit(peer("192.0.2.7")).unwrap();
        let asking = all.admit(peer("192.0.2.7")).unwrap();
        asking.connection.begin_request();
        let third = all.admit(peer("192.0.2.8")).unwrap();
        let why = silent
            .connection
            .drive(std::future::pending::<()>(), |_| {})
            .await;
        assert_eq!(why, Some(super::super::connection::Closed::Evicted));
        drop(silent);
        third.connection.begin_request();
        assert_eq!(
            all.admit(peer("192.0.2.9")).err(),
            Some(Refused::Total),
            "all are in a request"
        );
        asking.connection.end_answer();
        asking.connection.flushed();
        assert!(all.admit(peer("192.0.2.9")).is_ok(), "one is idle again");
    }
}
