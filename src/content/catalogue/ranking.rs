//! Undisputed rankings between technologies, which every review of the scores has to keep.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use super::*;
use crate::content::source::Source;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut problems = Vec::new();
    Catalogue::load(&Source::embedded(), &mut problems).unwrap_or_else(|| panic!("{problems:#?}"))
});

/// Checks that each of `above` scores more than each of `below`. Ids are separated by spaces.
#[track_caller]
fn above(criterion: &str, above: &str, below: &str) {
    let score = |id: &str| {
        let known = CATALOGUE.technology(id).unwrap_or_else(|| panic!("{id}"));
        match criterion {
            "ops_points" => known.ops_points,
            _ => known.scores[criterion],
        }
    };
    for high in above.split_whitespace() {
        for low in below.split_whitespace() {
            assert!(
                score(high) > score(low),
                "{criterion}: {high} {} is not above {low} {}",
                score(high),
                score(low)
            );
        }
    }
}

#[test]
fn runtimes_made_for_connections_hold_more_of_them() {
    above(
        "realtime",
        "go_std rust_axum elixir_phoenix",
        "node_nestjs node_fastify java_spring python_fastapi ruby_rails php_laravel python_django nextjs_fullstack",
    );
    above(
        "realtime",
        "node_nestjs node_fastify java_spring dotnet_aspnet",
        "python_django nextjs_fullstack ruby_rails",
    );
    above(
        "realtime",
        "container_paas paas vps_compose managed_k8s",
        "vercel_netlify serverless_fn cloudflare",
    );
}

#[test]
fn full_frameworks_bring_more_than_thin_layers() {
    above(
        "batteries",
        "python_django ruby_rails php_laravel",
        "node_nestjs nextjs_fullstack node_fastify python_fastapi go_std rust_axum",
    );
    above(
        "batteries",
        "java_spring dotnet_aspnet php_symfony elixir_phoenix",
        "node_nestjs node_fastify go_std",
    );
    above(
        "delivery_speed",
        "python_django ruby_rails php_laravel",
        "java_spring go_std rust_axum node_fastify",
    );
}

#[test]
fn compiled_servers_are_faster_than_scripted_ones() {
    above(
        "throughput",
        "rust_axum dotnet_aspnet go_std java_spring",
        "node_nestjs python_django ruby_rails php_laravel",
    );
}

#[test]
fn data_science_is_at_home_in_python() {
    above(
        "ai_fit",
        "python_django python_fastapi",
        "node_nestjs java_spring go_std php_laravel ruby_rails",
    );
}

#[test]
fn people_are_found_for_the_large_languages() {
    above(
        "hiring",
        "node_nestjs python_django java_spring dotnet_aspnet",
        "ruby_rails rust_axum elixir_phoenix",
    );
    above(
        "hiring",
        "postgresql mysql",
        "cassandra_scylla couchdb_pouchdb neo4j distributed_sql",
    );
    above("hiring", "react_spa nextjs", "sveltekit astro server_ui");
}

#[test]
fn ledgers_belong_in_strict_stores() {
    above(
        "transactions",
        "postgresql sqlserver distributed_sql",
        "mysql mongodb dynamodb cassandra_scylla clickhouse couchdb_pouchdb",
    );
    above(
        "transactions",
        "mysql sqlite",
        "mongodb dynamodb cassandra_scylla",
    );
    above(
        "transactions",
        "pg_queue temporal",
        "redis_valkey kafka_redpanda mqtt_broker",
    );
}

#[test]
fn stores_made_for_a_job_do_it_better() {
    above(
        "analytics",
        "clickhouse",
        "timescaledb postgresql mysql mongodb dynamodb",
    );
    above(
        "relational_queries",
        "postgresql",
        "mongodb dynamodb cassandra_scylla couchdb_pouchdb clickhouse",
    );
    above(
        "scale_out",
        "dynamodb cassandra_scylla distributed_sql",
        "postgresql mysql sqlserver sqlite",
    );
    above(
        "multi_region",
        "dynamodb cassandra_scylla distributed_sql",
        "postgresql mysql sqlserver mongodb",
    );
    above(
        "offline",
        "sqlite couchdb_pouchdb",
        "postgresql mysql mongodb dynamodb",
    );
    above(
        "offline",
        "react_spa vue_nuxt sveltekit",
        "server_ui cms_theme nextjs astro",
    );
    above(
        "seo",
        "nextjs sveltekit astro server_ui cms_theme",
        "react_spa angular",
    );
    above(
        "native_depth",
        "native_swift_kotlin kotlin_multiplatform",
        "react_native_expo flutter capacitor_ionic pwa",
    );
}

#[test]
fn clusters_are_more_work_than_single_servers() {
    above(
        "ops_points",
        "kafka_redpanda",
        "rabbitmq nats redis_valkey pg_queue cloud_queue",
    );
    above(
        "ops_points",
        "managed_k8s",
        "onprem_vm_k8s container_paas paas vps_compose serverless_fn",
    );
    above(
        "ops_points",
        "cassandra_scylla distributed_sql",
        "postgresql mysql sqlite mongodb dynamodb",
    );
    above(
        "ops_points",
        "microservices",
        "modular_monolith serverless_functions event_driven static_first",
    );
    above(
        "ops_points",
        "elasticsearch opensearch",
        "meili_typesense pg_fts algolia",
    );
    above(
        "ops_points",
        "keycloak",
        "framework_auth auth0_okta entra_id",
    );
    above(
        "ops_simplicity",
        "paas vercel_netlify baas",
        "vps_compose managed_k8s onprem_vm_k8s container_paas",
    );
    above(
        "ops_simplicity",
        "modular_monolith static_first",
        "microservices event_driven serverless_functions",
    );
}

#[test]
fn what_exists_at_one_vendor_is_hard_to_move() {
    above(
        "portability",
        "postgresql mysql sqlite",
        "dynamodb sqlserver mongodb",
    );
    above(
        "portability",
        "vps_compose onprem_vm_k8s",
        "serverless_fn vercel_netlify cloudflare baas",
    );
    above(
        "portability",
        "keycloak framework_auth",
        "cognito entra_id clerk_supabase",
    );
    for known in &CATALOGUE.technologies {
        let bound = known.is("aws_only") || known.is("azure_only");
        let freedom = known.scores.get("portability").copied().unwrap_or(0);
        assert!(!bound || freedom <= 3, "{}", known.id);
    }
}

#[test]
fn a_service_is_not_something_to_host_oneself() {
    for known in &CATALOGUE.technologies {
        assert!(
            !(known.is("saas_only") && known.is("self_hostable")),
            "{}",
            known.id
        );
        assert!(
            !(known.is("proprietary") && known.is("osi")),
            "{}",
            known.id
        );
        assert!(
            !(known.is("permissive") && known.is("copyleft")),
            "{}",
            known.id
        );
        assert!(!known.is("permissive") || known.is("osi"), "{}", known.id);
    }
}
