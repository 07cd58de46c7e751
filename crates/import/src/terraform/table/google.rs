//! Rows of Google's cloud.

use topple_model::Kind;

use super::{CLUSTER, EGRESS, Is, NETWORK, ROW, Row};

/// The rows.
pub(super) const TABLE: &[Row] = &[
    // Balancers, and what stands between them and who serves.
    Row {
        name: "google_compute_global_forwarding_rule",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "lb",
        managed: true,
        from: &["ip_address"],
        to: &["target", "backend_service"],
        ..ROW
    },
    Row {
        name: "google_compute_forwarding_rule",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "lb",
        managed: true,
        from: &["ip_address"],
        to: &["target", "backend_service"],
        ..ROW
    },
    Row {
        name: "google_compute_address",
        ..ROW
    },
    Row {
        name: "google_compute_global_address",
        ..ROW
    },
    Row {
        name: "google_compute_target_http_proxy",
        to: &["url_map"],
        ..ROW
    },
    Row {
        name: "google_compute_region_target_http_proxy",
        to: &["url_map"],
        ..ROW
    },
    Row {
        name: "google_compute_target_https_proxy",
        to: &["url_map"],
        ..ROW
    },
    Row {
        name: "google_compute_region_target_https_proxy",
        to: &["url_map"],
        ..ROW
    },
    Row {
        name: "google_compute_target_tcp_proxy",
        to: &["backend_service"],
        ..ROW
    },
    Row {
        name: "google_compute_target_ssl_proxy",
        to: &["backend_service"],
        ..ROW
    },
    Row {
        name: "google_compute_url_map",
        to: &["default_service", "path_matcher"],
        ..ROW
    },
    Row {
        name: "google_compute_region_url_map",
        to: &["default_service", "path_matcher"],
        ..ROW
    },
    Row {
        name: "google_compute_backend_service",
        to: &["backend"],
        pools: true,
        ..ROW
    },
    Row {
        name: "google_compute_region_backend_service",
        to: &["backend"],
        pools: true,
        ..ROW
    },
    Row {
        name: "google_compute_backend_bucket",
        to: &["bucket_name"],
        ..ROW
    },
    Row {
        name: "google_compute_target_pool",
        to: &["instances"],
        pools: true,
        ..ROW
    },
    Row {
        name: "google_compute_instance_group",
        to: &["instances"],
        ..ROW
    },
    Row {
        name: "google_compute_network_endpoint_group",
        to: &["cloud_run", "cloud_function", "app_engine"],
        ..ROW
    },
    Row {
        name: "google_compute_region_network_endpoint_group",
        to: &["cloud_run", "cloud_function", "app_engine"],
        ..ROW
    },
    Row {
        name: "google_compute_global_network_endpoint_group",
        to: &["cloud_run", "cloud_function", "app_engine"],
        ..ROW
    },
    Row {
        name: "google_dns_record_set",
        is: Is::Part(Kind::Dns),
        managed: true,
        to: &["rrdatas", "routing_policy"],
        is_open: true,
        ..ROW
    },
    Row {
        name: "google_api_gateway_gateway",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "api",
        managed: true,
        to: &["api_config"],
        is_open: true,
        ..ROW
    },
    // What works.
    Row {
        name: "google_compute_instance",
        is: Is::Part(Kind::Server),
        zones: &["zone"],
        to: &["metadata", "metadata_startup_script"],
        counted: true,
        idles: true,
        ..ROW
    },
    Row {
        name: "google_compute_instance_group_manager",
        is: Is::Part(Kind::Server),
        suffix: "group",
        count: &["target_size"],
        zones: &["zone"],
        from: &["target_pools"],
        to: &["version", "instance_template"],
        replaces: true,
        ..ROW
    },
    Row {
        name: "google_compute_region_instance_group_manager",
        is: Is::Part(Kind::Server),
        suffix: "group",
        count: &["target_size"],
        zones: &["distribution_policy_zones"],
        from: &["target_pools"],
        to: &["version", "instance_template"],
        replaces: true,
        ..ROW
    },
    Row {
        name: "google_compute_instance_template",
        to: &["metadata", "metadata_startup_script"],
        ..ROW
    },
    Row {
        name: "google_compute_region_instance_template",
        to: &["metadata", "metadata_startup_script"],
        ..ROW
    },
    Row {
        name: "google_cloud_run_service",
        is: Is::Part(Kind::Server),
        managed: true,
        to: &["template"],
        restarts: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "google_cloud_run_v2_service",
        is: Is::Part(Kind::Server),
        managed: true,
        to: &["template"],
        restarts: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "google_cloudfunctions_function",
        is: Is::Part(Kind::Server),
        suffix: "function",
        managed: true,
        to: &["environment_variables", "service_config"],
        from: &["event_trigger"],
        idles: true,
        ..ROW
    },
    Row {
        name: "google_cloudfunctions2_function",
        is: Is::Part(Kind::Server),
        suffix: "function",
        managed: true,
        to: &["environment_variables", "service_config"],
        from: &["event_trigger"],
        idles: true,
        ..ROW
    },
    Row {
        name: "google_container_cluster",
        is: Is::Aside(CLUSTER),
        ..ROW
    },
    Row {
        name: "google_container_node_pool",
        is: Is::Aside(CLUSTER),
        ..ROW
    },
    // Stores.
    Row {
        name: "google_sql_database_instance",
        is: Is::Part(Kind::Database),
        suffix: "db",
        ..ROW
    },
    Row {
        name: "google_alloydb_cluster",
        ..ROW
    },
    Row {
        name: "google_alloydb_instance",
        is: Is::Part(Kind::Database),
        suffix: "db",
        from: &["cluster"],
        ..ROW
    },
    Row {
        name: "google_redis_instance",
        is: Is::Redis,
        suffix: "redis",
        ..ROW
    },
    Row {
        name: "google_memcache_instance",
        is: Is::Part(Kind::Cache),
        suffix: "cache",
        count: &["node_count"],
        ..ROW
    },
    Row {
        name: "google_spanner_instance",
        is: Is::Part(Kind::Database),
        suffix: "spanner",
        managed: true,
        ..ROW
    },
    Row {
        name: "google_firestore_database",
        is: Is::Part(Kind::Database),
        suffix: "firestore",
        managed: true,
        ..ROW
    },
    Row {
        name: "google_storage_bucket",
        is: Is::Part(Kind::Database),
        suffix: "bucket",
        managed: true,
        ..ROW
    },
    Row {
        name: "google_bigtable_instance",
        is: Is::Part(Kind::Database),
        suffix: "bigtable",
        ..ROW
    },
    Row {
        name: "google_filestore_instance",
        is: Is::Part(Kind::Database),
        suffix: "files",
        ..ROW
    },
    // Queues.
    Row {
        name: "google_pubsub_topic",
        is: Is::Part(Kind::Queue),
        suffix: "topic",
        managed: true,
        ..ROW
    },
    Row {
        name: "google_pubsub_subscription",
        from: &["topic"],
        to: &["push_config"],
        ..ROW
    },
    Row {
        name: "google_cloud_tasks_queue",
        is: Is::Part(Kind::Queue),
        suffix: "queue",
        managed: true,
        ..ROW
    },
    // Told, with more than that no row names them.
    Row {
        name: "google_compute_router_nat",
        is: Is::Aside(EGRESS),
        ..ROW
    },
    Row {
        name: "google_compute_network",
        is: Is::Aside(NETWORK),
        ..ROW
    },
    Row {
        name: "google_compute_subnetwork",
        is: Is::Aside(NETWORK),
        ..ROW
    },
    Row {
        name: "google_compute_router",
        is: Is::Aside(NETWORK),
        ..ROW
    },
];
