//! Rows of Amazon's cloud.

use topple_model::Kind;

use super::{CLUSTER, EGRESS, Is, NETWORK, ROW, Row};

/// The rows.
pub(super) const TABLE: &[Row] = &[
    // Balancers, and what stands between them and who serves.
    Row {
        name: "aws_lb",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "lb",
        managed: true,
        zones: &["subnets", "subnet_mapping"],
        ..ROW
    },
    Row {
        name: "aws_alb",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "alb",
        managed: true,
        zones: &["subnets", "subnet_mapping"],
        ..ROW
    },
    Row {
        name: "aws_elb",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "elb",
        managed: true,
        zones: &["availability_zones", "subnets"],
        to: &["instances"],
        pools: true,
        ..ROW
    },
    Row {
        name: "aws_lb_target_group",
        pools: true,
        ..ROW
    },
    Row {
        name: "aws_alb_target_group",
        pools: true,
        ..ROW
    },
    Row {
        name: "aws_lb_listener",
        from: &["load_balancer_arn"],
        to: &["default_action"],
        ..ROW
    },
    Row {
        name: "aws_alb_listener",
        from: &["load_balancer_arn"],
        to: &["default_action"],
        ..ROW
    },
    Row {
        name: "aws_lb_listener_rule",
        from: &["listener_arn"],
        to: &["action"],
        ..ROW
    },
    Row {
        name: "aws_alb_listener_rule",
        from: &["listener_arn"],
        to: &["action"],
        ..ROW
    },
    Row {
        name: "aws_lb_target_group_attachment",
        from: &["target_group_arn"],
        to: &["target_id"],
        ..ROW
    },
    Row {
        name: "aws_alb_target_group_attachment",
        from: &["target_group_arn"],
        to: &["target_id"],
        ..ROW
    },
    Row {
        name: "aws_elb_attachment",
        from: &["elb"],
        to: &["instance"],
        ..ROW
    },
    Row {
        name: "aws_autoscaling_attachment",
        from: &["lb_target_group_arn", "alb_target_group_arn", "elb"],
        to: &["autoscaling_group_name"],
        ..ROW
    },
    Row {
        name: "aws_cloudfront_distribution",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "cdn",
        managed: true,
        to: &["origin"],
        is_open: true,
        ..ROW
    },
    Row {
        name: "aws_globalaccelerator_accelerator",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "accelerator",
        managed: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "aws_globalaccelerator_listener",
        from: &["accelerator_arn"],
        ..ROW
    },
    Row {
        name: "aws_globalaccelerator_endpoint_group",
        from: &["listener_arn"],
        to: &["endpoint_configuration"],
        ..ROW
    },
    Row {
        name: "aws_api_gateway_rest_api",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "api",
        managed: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "aws_api_gateway_integration",
        from: &["rest_api_id"],
        to: &["uri", "connection_id"],
        ..ROW
    },
    Row {
        name: "aws_apigatewayv2_api",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "api",
        managed: true,
        to: &["target"],
        is_open: true,
        ..ROW
    },
    Row {
        name: "aws_apigatewayv2_integration",
        from: &["api_id"],
        to: &["integration_uri"],
        ..ROW
    },
    Row {
        name: "aws_db_proxy",
        is: Is::Part(Kind::LoadBalancer),
        suffix: "proxy",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_db_proxy_target",
        from: &["db_proxy_name"],
        to: &["db_instance_identifier", "db_cluster_identifier"],
        ..ROW
    },
    Row {
        name: "aws_route53_record",
        is: Is::Part(Kind::Dns),
        managed: true,
        to: &["alias", "records"],
        is_open: true,
        ..ROW
    },
    Row {
        name: "aws_eip",
        to: &["instance", "network_interface"],
        ..ROW
    },
    Row {
        name: "aws_eip_association",
        from: &["allocation_id"],
        to: &["instance_id"],
        ..ROW
    },
    // What works.
    Row {
        name: "aws_instance",
        is: Is::Part(Kind::Server),
        zones: &["availability_zone", "subnet_id"],
        to: &["user_data", "user_data_base64", "iam_instance_profile"],
        counted: true,
        idles: true,
        ..ROW
    },
    Row {
        name: "aws_spot_instance_request",
        is: Is::Part(Kind::Server),
        zones: &["availability_zone", "subnet_id"],
        to: &["user_data", "iam_instance_profile"],
        counted: true,
        idles: true,
        ..ROW
    },
    Row {
        name: "aws_autoscaling_group",
        is: Is::Part(Kind::Server),
        suffix: "asg",
        count: &["desired_capacity", "min_size"],
        zones: &["availability_zones", "vpc_zone_identifier"],
        from: &["target_group_arns", "load_balancers", "traffic_source"],
        to: &[
            "launch_template",
            "launch_configuration",
            "mixed_instances_policy",
        ],
        replaces: true,
        ..ROW
    },
    Row {
        name: "aws_launch_template",
        to: &["user_data", "iam_instance_profile"],
        ..ROW
    },
    Row {
        name: "aws_launch_configuration",
        to: &["user_data", "user_data_base64", "iam_instance_profile"],
        ..ROW
    },
    Row {
        name: "aws_ecs_service",
        is: Is::Part(Kind::Server),
        count: &["desired_count"],
        zones: &["network_configuration"],
        from: &["load_balancer"],
        to: &["task_definition"],
        restarts: true,
        ..ROW
    },
    Row {
        name: "aws_ecs_task_definition",
        to: &["container_definitions", "task_role_arn"],
        ..ROW
    },
    Row {
        name: "aws_lambda_function",
        is: Is::Part(Kind::Server),
        suffix: "lambda",
        managed: true,
        to: &["environment", "role"],
        idles: true,
        ..ROW
    },
    Row {
        name: "aws_lambda_alias",
        to: &["function_name"],
        ..ROW
    },
    Row {
        name: "aws_lambda_event_source_mapping",
        from: &["event_source_arn"],
        to: &["function_name"],
        ..ROW
    },
    Row {
        name: "aws_apprunner_service",
        is: Is::Part(Kind::Server),
        managed: true,
        is_open: true,
        ..ROW
    },
    Row {
        name: "aws_eks_cluster",
        is: Is::Aside(CLUSTER),
        ..ROW
    },
    Row {
        name: "aws_eks_node_group",
        is: Is::Aside(CLUSTER),
        ..ROW
    },
    Row {
        name: "aws_eks_fargate_profile",
        is: Is::Aside(CLUSTER),
        ..ROW
    },
    // Stores.
    Row {
        name: "aws_db_instance",
        is: Is::Part(Kind::Database),
        suffix: "db",
        zones: &["availability_zone"],
        ..ROW
    },
    Row {
        name: "aws_rds_cluster",
        is: Is::Cluster,
        suffix: "cluster",
        ..ROW
    },
    Row {
        name: "aws_rds_cluster_instance",
        is: Is::Part(Kind::Database),
        suffix: "db",
        zones: &["availability_zone"],
        from: &["cluster_identifier"],
        ..ROW
    },
    Row {
        name: "aws_docdb_cluster",
        is: Is::Cluster,
        suffix: "docdb",
        ..ROW
    },
    Row {
        name: "aws_docdb_cluster_instance",
        is: Is::Part(Kind::Database),
        suffix: "docdb",
        zones: &["availability_zone"],
        from: &["cluster_identifier"],
        ..ROW
    },
    Row {
        name: "aws_neptune_cluster",
        is: Is::Cluster,
        suffix: "neptune",
        ..ROW
    },
    Row {
        name: "aws_neptune_cluster_instance",
        is: Is::Part(Kind::Database),
        suffix: "neptune",
        zones: &["availability_zone"],
        from: &["cluster_identifier"],
        ..ROW
    },
    Row {
        name: "aws_dynamodb_table",
        is: Is::Part(Kind::Database),
        suffix: "table",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_s3_bucket",
        is: Is::Part(Kind::Database),
        suffix: "bucket",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_efs_file_system",
        is: Is::Part(Kind::Database),
        suffix: "efs",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_opensearch_domain",
        is: Is::Part(Kind::Database),
        suffix: "opensearch",
        ..ROW
    },
    Row {
        name: "aws_elasticsearch_domain",
        is: Is::Part(Kind::Database),
        suffix: "elasticsearch",
        ..ROW
    },
    Row {
        name: "aws_redshift_cluster",
        is: Is::Part(Kind::Database),
        suffix: "redshift",
        ..ROW
    },
    Row {
        name: "aws_elasticache_cluster",
        is: Is::Redis,
        suffix: "cache",
        count: &["num_cache_nodes"],
        zones: &["availability_zone"],
        ..ROW
    },
    Row {
        name: "aws_elasticache_replication_group",
        is: Is::Redis,
        suffix: "redis",
        ..ROW
    },
    Row {
        name: "aws_elasticache_serverless_cache",
        is: Is::Redis,
        suffix: "cache",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_memorydb_cluster",
        is: Is::Part(Kind::Database),
        suffix: "memorydb",
        ..ROW
    },
    // Queues.
    Row {
        name: "aws_sqs_queue",
        is: Is::Part(Kind::Queue),
        suffix: "queue",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_sns_topic",
        is: Is::Part(Kind::Queue),
        suffix: "topic",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_sns_topic_subscription",
        from: &["topic_arn"],
        to: &["endpoint"],
        ..ROW
    },
    Row {
        name: "aws_kinesis_stream",
        is: Is::Part(Kind::Queue),
        suffix: "stream",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_cloudwatch_event_bus",
        is: Is::Part(Kind::Queue),
        suffix: "bus",
        managed: true,
        ..ROW
    },
    Row {
        name: "aws_mq_broker",
        is: Is::Part(Kind::Queue),
        suffix: "mq",
        ..ROW
    },
    Row {
        name: "aws_msk_cluster",
        is: Is::Part(Kind::Queue),
        suffix: "kafka",
        count: &["number_of_broker_nodes"],
        ..ROW
    },
    // Places.
    Row {
        name: "aws_subnet",
        is: Is::Place,
        zones: &["availability_zone"],
        ..ROW
    },
    Row {
        name: "aws_default_subnet",
        is: Is::Place,
        zones: &["availability_zone"],
        ..ROW
    },
    // Who may.
    Row {
        name: "aws_security_group",
        is: Is::Gate,
        ..ROW
    },
    Row {
        name: "aws_security_group_rule",
        is: Is::Gate,
        ..ROW
    },
    Row {
        name: "aws_vpc_security_group_ingress_rule",
        is: Is::Gate,
        ..ROW
    },
    Row {
        name: "aws_iam_instance_profile",
        to: &["role"],
        permits: true,
        ..ROW
    },
    Row {
        name: "aws_iam_role",
        to: &["inline_policy"],
        permits: true,
        ..ROW
    },
    Row {
        name: "aws_iam_role_policy",
        from: &["role"],
        to: &["policy"],
        permits: true,
        ..ROW
    },
    Row {
        name: "aws_iam_role_policy_attachment",
        from: &["role"],
        to: &["policy_arn"],
        permits: true,
        ..ROW
    },
    Row {
        name: "aws_iam_policy",
        to: &["policy"],
        permits: true,
        ..ROW
    },
    Row {
        name: "aws_iam_policy_document",
        to: &["statement"],
        permits: true,
        ..ROW
    },
    // Told, with more than that no row names them.
    Row {
        name: "aws_nat_gateway",
        is: Is::Aside(EGRESS),
        ..ROW
    },
    Row {
        name: "aws_vpc",
        is: Is::Aside(NETWORK),
        ..ROW
    },
    Row {
        name: "aws_internet_gateway",
        is: Is::Aside(NETWORK),
        ..ROW
    },
];
