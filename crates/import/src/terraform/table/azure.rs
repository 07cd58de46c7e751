//! Rows of Microsoft's cloud.

use topple_model::Kind;

use super::{CLUSTER, EGRESS, Is, NETWORK, ROW, Row};

/// The rows.
pub(super) const TABLE: &[Row] = &[
    // Balancers, and what stands between them and who serves.
    Row {
        name: "azurerm_lb",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "lb",
        managed: true,
        from: &["frontend_ip_configuration"],
        ..ROW
    },
    Row {
        name: "azurerm_lb_backend_address_pool",
        from: &["loadbalancer_id"],
        pools: true,
        ..ROW
    },
    Row {
        name: "azurerm_lb_backend_address_pool_address",
        from: &["backend_address_pool_id"],
        to: &["ip_address"],
        ..ROW
    },
    Row {
        name: "azurerm_network_interface_backend_address_pool_association",
        from: &["backend_address_pool_id"],
        to: &["network_interface_id"],
        ..ROW
    },
    Row {
        name: "azurerm_application_gateway",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "gateway",
        managed: true,
        zones: &["zones"],
        from: &["frontend_ip_configuration"],
        to: &["backend_address_pool"],
        pools: true,
        ..ROW
    },
    Row {
        name: "azurerm_network_interface_application_gateway_backend_address_pool_association",
        from: &["backend_address_pool_id"],
        to: &["network_interface_id"],
        ..ROW
    },
    Row {
        name: "azurerm_network_interface",
        ..ROW
    },
    Row {
        name: "azurerm_public_ip",
        ..ROW
    },
    Row {
        name: "azurerm_cdn_frontdoor_endpoint",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "frontdoor",
        managed: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_cdn_frontdoor_route",
        from: &["cdn_frontdoor_endpoint_id"],
        to: &["cdn_frontdoor_origin_group_id"],
        ..ROW
    },
    Row {
        name: "azurerm_cdn_frontdoor_origin_group",
        ..ROW
    },
    Row {
        name: "azurerm_cdn_frontdoor_origin",
        from: &["cdn_frontdoor_origin_group_id"],
        to: &["host_name"],
        ..ROW
    },
    Row {
        name: "azurerm_traffic_manager_profile",
        is: Is::Part(Kind::Dns),
        managed: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_traffic_manager_azure_endpoint",
        from: &["profile_id"],
        to: &["target_resource_id", "target"],
        ..ROW
    },
    Row {
        name: "azurerm_traffic_manager_external_endpoint",
        from: &["profile_id"],
        to: &["target_resource_id", "target"],
        ..ROW
    },
    Row {
        name: "azurerm_dns_a_record",
        is: Is::Part(Kind::Dns),
        managed: true,
        to: &["target_resource_id", "records", "record"],
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_dns_cname_record",
        is: Is::Part(Kind::Dns),
        managed: true,
        to: &["target_resource_id", "records", "record"],
        is_open: true,
        ..ROW
    },
    // What works.
    Row {
        name: "azurerm_linux_virtual_machine",
        is: Is::Part(Kind::Server),
        zones: &["zone", "zones"],
        from: &["network_interface_ids"],
        to: &["custom_data", "user_data"],
        counted: true,
        idles: true,
        ..ROW
    },
    Row {
        name: "azurerm_windows_virtual_machine",
        is: Is::Part(Kind::Server),
        zones: &["zone", "zones"],
        from: &["network_interface_ids"],
        to: &["custom_data", "user_data"],
        counted: true,
        idles: true,
        ..ROW
    },
    Row {
        name: "azurerm_virtual_machine",
        is: Is::Part(Kind::Server),
        zones: &["zone", "zones"],
        from: &["network_interface_ids"],
        to: &["custom_data", "user_data"],
        counted: true,
        idles: true,
        ..ROW
    },
    Row {
        name: "azurerm_linux_virtual_machine_scale_set",
        is: Is::Part(Kind::Server),
        suffix: "set",
        count: &["instances"],
        zones: &["zones"],
        from: &["network_interface"],
        to: &["custom_data", "user_data"],
        replaces: true,
        ..ROW
    },
    Row {
        name: "azurerm_windows_virtual_machine_scale_set",
        is: Is::Part(Kind::Server),
        suffix: "set",
        count: &["instances"],
        zones: &["zones"],
        from: &["network_interface"],
        to: &["custom_data", "user_data"],
        replaces: true,
        ..ROW
    },
    Row {
        name: "azurerm_orchestrated_virtual_machine_scale_set",
        is: Is::Part(Kind::Server),
        suffix: "set",
        count: &["instances"],
        zones: &["zones"],
        from: &["network_interface"],
        to: &["custom_data", "user_data"],
        replaces: true,
        ..ROW
    },
    Row {
        name: "azurerm_linux_web_app",
        is: Is::Part(Kind::Server),
        to: &["app_settings", "connection_string", "site_config"],
        restarts: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_windows_web_app",
        is: Is::Part(Kind::Server),
        to: &["app_settings", "connection_string", "site_config"],
        restarts: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_linux_function_app",
        is: Is::Part(Kind::Server),
        suffix: "function",
        managed: true,
        to: &["app_settings", "connection_string", "storage_account_name"],
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_windows_function_app",
        is: Is::Part(Kind::Server),
        suffix: "function",
        managed: true,
        to: &["app_settings", "connection_string", "storage_account_name"],
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_container_app",
        is: Is::Part(Kind::Server),
        to: &["template", "secret"],
        restarts: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_container_group",
        is: Is::Part(Kind::Server),
        to: &["container"],
        restarts: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "azurerm_kubernetes_cluster",
        is: Is::Aside(CLUSTER),
        ..ROW
    },
    Row {
        name: "azurerm_kubernetes_cluster_node_pool",
        is: Is::Aside(CLUSTER),
        ..ROW
    },
    // Stores.
    Row {
        name: "azurerm_postgresql_flexible_server",
        is: Is::Part(Kind::Database),
        suffix: "db",
        ..ROW
    },
    Row {
        name: "azurerm_mysql_flexible_server",
        is: Is::Part(Kind::Database),
        suffix: "db",
        ..ROW
    },
    Row {
        name: "azurerm_postgresql_server",
        is: Is::Part(Kind::Database),
        suffix: "db",
        ..ROW
    },
    Row {
        name: "azurerm_mysql_server",
        is: Is::Part(Kind::Database),
        suffix: "db",
        ..ROW
    },
    Row {
        name: "azurerm_mariadb_server",
        is: Is::Part(Kind::Database),
        suffix: "db",
        ..ROW
    },
    Row {
        name: "azurerm_mssql_server",
        ..ROW
    },
    Row {
        name: "azurerm_mssql_database",
        is: Is::Part(Kind::Database),
        suffix: "db",
        managed: true,
        from: &["server_id"],
        ..ROW
    },
    Row {
        name: "azurerm_cosmosdb_account",
        is: Is::Part(Kind::Database),
        suffix: "cosmosdb",
        managed: true,
        ..ROW
    },
    Row {
        name: "azurerm_storage_account",
        is: Is::Part(Kind::Database),
        suffix: "storage",
        managed: true,
        ..ROW
    },
    Row {
        name: "azurerm_redis_cache",
        is: Is::Redis,
        suffix: "redis",
        ..ROW
    },
    // Queues.
    Row {
        name: "azurerm_servicebus_namespace",
        is: Is::Part(Kind::Queue),
        suffix: "bus",
        managed: true,
        ..ROW
    },
    Row {
        name: "azurerm_servicebus_queue",
        to: &["namespace_id"],
        ..ROW
    },
    Row {
        name: "azurerm_servicebus_topic",
        to: &["namespace_id"],
        ..ROW
    },
    Row {
        name: "azurerm_eventhub_namespace",
        is: Is::Part(Kind::Queue),
        suffix: "hub",
        managed: true,
        ..ROW
    },
    Row {
        name: "azurerm_eventhub",
        to: &["namespace_id"],
        ..ROW
    },
    // Told, with more than that no row names them.
    Row {
        name: "azurerm_nat_gateway",
        is: Is::Aside(EGRESS),
        ..ROW
    },
    Row {
        name: "azurerm_virtual_network",
        is: Is::Aside(NETWORK),
        ..ROW
    },
    Row {
        name: "azurerm_subnet",
        is: Is::Aside(NETWORK),
        ..ROW
    },
];
