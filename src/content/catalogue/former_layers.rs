//! The layers of version 1, and the layers that replaced them: for stored advice, cases and content of that time.

use super::Catalogue;

/// The version of the layers in advice that does not state one.
pub const FIRST_VERSION: &str = "1";

/// A layer of version 1 that was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormerLayer {
    /// Its id, which one of its successors may have kept.
    pub id: &'static str,
    /// The layers that replaced it, the usual one first, each with the technologies that moved there.
    pub successors: &'static [(&'static str, &'static [&'static str])],
}

/// Every layer of version 1 that was split. The others are what they were.
pub const FORMER_LAYERS: [FormerLayer; 5] = [
    FormerLayer {
        id: "mobile",
        successors: &[
            (
                "mobile",
                &[
                    "react_native_expo",
                    "flutter",
                    "native_swift_kotlin",
                    "kotlin_multiplatform",
                    "pwa",
                    "capacitor_ionic",
                ],
            ),
            ("desktop", &["desktop_tauri_electron"]),
        ],
    },
    FormerLayer {
        id: "queue",
        successors: &[
            ("jobs", &["pg_queue", "redis_valkey", "cloud_queue"]),
            ("messaging", &["rabbitmq", "nats", "kafka_redpanda"]),
            ("workflow", &["temporal"]),
            ("cache", &[]),
            ("device_ingress", &["mqtt_broker"]),
        ],
    },
    FormerLayer {
        id: "api",
        successors: &[
            ("api", &["rest_openapi", "graphql", "grpc", "trpc"]),
            ("live", &["websocket_sse", "managed_realtime"]),
            ("media", &[]),
        ],
    },
    FormerLayer {
        id: "delivery",
        successors: &[
            ("ci", &["github_actions", "gitlab_ci"]),
            ("iac", &["terraform_opentofu", "argocd"]),
        ],
    },
    FormerLayer {
        id: "observability",
        successors: &[
            ("errors", &["sentry"]),
            (
                "telemetry",
                &["otel_grafana", "datadog", "cloud_native_mon"],
            ),
        ],
    },
];

impl FormerLayer {
    /// The former layer of this id.
    #[must_use]
    pub fn of(id: &str) -> Option<&'static Self> {
        FORMER_LAYERS.iter().find(|former| former.id == id)
    }

    /// Whether no layer has its id any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.layers().all(|layer| layer != self.id)
    }

    /// The ids of the layers that replaced it.
    pub fn layers(&self) -> impl Iterator<Item = &'static str> {
        self.successors.iter().map(|(layer, _)| *layer)
    }

    /// The layer where a technology of it belongs now; the usual one for a technology that is not known.
    #[must_use]
    pub fn layer_for(&self, technology: &str) -> &'static str {
        let mut successors = self.successors.iter();
        let found = successors.find(|(_, technologies)| technologies.contains(&technology));
        found.map_or(self.successors[0].0, |(layer, _)| layer)
    }
}

/// Completes a message about a layer that does not exist with those that replaced it; empty if it never existed.
#[must_use]
pub fn replaced_hint(id: &str) -> Option<String> {
    let former = FormerLayer::of(id).filter(|former| former.is_gone())?;
    let layers: Vec<String> = former.layers().map(|layer| format!("`{layer}`")).collect();
    Some(format!(" any more; it is now {}", layers.join(", ")))
}

impl Catalogue {
    /// Completes a message about a layer that does not exist: those that replaced it, or one of a similar name.
    #[must_use]
    pub fn layer_hint(&self, id: &str) -> String {
        let layers = self.layers.iter().map(|layer| layer.id.as_str());
        replaced_hint(id).unwrap_or_else(|| crate::text::did_you_mean(id, layers))
    }
}
