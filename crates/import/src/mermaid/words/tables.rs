//! The words of diagrams: phrases with commas between them, all in lower case. A `!` behind one: its provider runs it.

/// Why such a box is not drawn.
pub const OBSERVES: &str = "It observes; no request passes through it.";
/// Why such a box is not drawn.
pub const NETWORK: &str = "It is network, not a part that serves.";
/// Why such a box is not drawn.
pub const GUARDS: &str = "It decides who may, and serves nothing.";
/// Why such a box is not drawn.
pub const SECRETS: &str = "It is asked when a program starts; no request passes through it.";
/// Why such a box is not drawn.
pub const BUILDS: &str = "It builds and delivers the programs; no request passes through it.";
/// Why such a box is not drawn.
pub const TEXT: &str = "It is a text, not a part that runs.";
/// Why such a box is not drawn.
pub const SETTING: &str = "It is a setting of others, not a part that runs.";
/// Why such a box is not drawn.
pub const COPY: &str = "It is a copy that nobody reads.";
/// Why such a box is not drawn.
pub const CHECKS: &str = "It checks others; no request passes through it.";
/// Why such a box is not drawn.
pub const ADMIN: &str = "It is for those who run the system, not for its users.";
/// Why such a box is not drawn.
pub const GROUP: &str = "It names a group; its members are drawn.";

/// What is not on a request's way, and why.
pub const ASIDE: &[(&str, &str)] = &[
    (
        CHECKS,
        "health check, healthcheck, health checks, health probe",
    ),
    (
        OBSERVES,
        "monitor, monitoring, monitors, prometheus, grafana, cloudwatch, cloud watch, datadog, new relic, newrelic, \
     jaeger, zipkin, kibana, logstash, fluentd, fluent bit, fluentbit, loki, tempo, alertmanager, alert manager, \
     alerting, alerts, sentry, telemetry, opentelemetry, otel, tracing, metrics, observability, splunk, pagerduty, \
     stackdriver, cloud logging, cloud monitoring, logging, logs, log aggregator, log aggregation, x ray, elk, elk \
     stack, application insights, azure monitor, log analytics, cloudtrail, cloud trail, uptime, dashboards",
    ),
    (
        BUILDS,
        "github, gitlab, jenkins, ci cd, cicd, github actions, container registry, docker registry, artifact registry, \
     ecr, acr, gcr, docker hub, dockerhub, argocd, argo cd, flux, cloud build, codebuild, codepipeline, code \
     pipeline, codedeploy, terraform, helm, build server, git repo, git repository, git, developer, developers, \
     devops, pipeline, deployment pipeline",
    ),
    (
        GUARDS,
        "firewall rule, firewall rules, security group, security groups, sg, nacl, network acl, iam, iam role, service \
     account, policy, policies, rbac, network policy, guardduty, security hub, ddos protection, aws shield, shield, \
     security monitoring",
    ),
    (
        SECRETS,
        "vault, secret manager, secrets manager, secret management, secrets, key vault, kms, key management, parameter \
     store, certificate, certificates, cert manager, acm, certificate manager, configmap, config map, ssl \
     certificate, tls certificate",
    ),
    (
        NETWORK,
        "vpc, vpc network, vnet, subnet, subnets, public subnet, private subnet, route table, nat gateway, nat, cloud \
     nat, vpn, vpn gateway, vpc peering, peering, transit gateway, elastic ip, dmz",
    ),
    (
        ADMIN,
        "bastion, bastion host, jump host, jump box, jumpbox, pgadmin, phpmyadmin, adminer, admin user, administrator, \
     ops team",
    ),
    (
        TEXT,
        "html, html page, note, legend, readme, documentation, docs",
    ),
    (
        SETTING,
        "instance template, namespace, health policy, scaling policy, autoscaler, auto scaler, hpa, cluster autoscaler",
    ),
    (
        COPY,
        "backup, backups, snapshot, snapshots, backup storage, backup vault",
    ),
];

/// What requests go through.
pub const THROUGH: &[(&str, &str)] = &[
    (
        GROUP,
        "instance group, managed instance group, auto scaling group, autoscaling group, asg, target group, target groups, \
     backend pool, instance template, launch template, vm scale set, vmss, scale set, node group, node pool, replica \
     set, replicaset, deployment",
    ),
    (
        NETWORK,
        "internet gateway, igw, firewall, vpc, subnet, public subnet, private subnet, vpc endpoint, private link, nat \
     gateway, network",
    ),
];

/// Users.
pub const USERS: &str = "user, users, end user, end users, client, clients, browser, web browser, customer, customers, visitor, visitors, \
     internet, public internet, mobile app, mobile, mobile client, web client, ios app, android app, ios, android, \
     desktop app, spa, consumers, shopper, shoppers, guest, people, traffic, player, players, device, devices, iot \
     devices, external users, web users, mobile users";

/// Words that make "user" and the like a part of something else.
pub const NOT_USERS: &str = "service, services, api, server, servers, db, database, store, pool, management, manager, gateway, data, auth, \
     group, cache, queue, profile, profiles, accounts, account, library, sdk, request, requests, pod, portal, \
     backend, table, events, svc, microservice, storage, network, facing, lb, balancer, controller, module, handler, \
     registration, session, sessions, notification, interface, directory, ingress, dns";

/// Name servers.
pub const NAMES: &str = "route 53!, route53!, cloud dns!, azure dns!, traffic manager!, cloudflare dns!, dns, name server, nameserver, \
     gslb, coredns, geodns";

/// Pieces of a cloud's balancer.
pub const PIECES: &str = "static ip, static ip address, global ip, forwarding rule, target http proxy, target https proxy, target proxy, \
     target tcp proxy, url map, http proxy, https proxy, ip address, anycast ip, frontend ip, listener, https \
     listener, http listener, virtual ip, vip";

/// Balancers.
pub const BALANCERS: &str = "cloudfront!, cloud front!, cdn!, cloudflare!, akamai!, fastly!, front door!, cloud cdn!, waf, web application \
     firewall, aws waf!, alb!, nlb!, elb!, aws load balancer!, application load balancer!, network load balancer!, \
     elastic load balancer!, elastic load balancing!, cloud load balancer!, cloud load balancing!, global load \
     balancer!, azure load balancer!, application gateway!, google load balancer!, gclb!, load balancer, \
     loadbalancer, load balancing, balancer, lb, slb, haproxy, traefik, envoy, nginx, caddy, ingress, ingress \
     controller, reverse proxy, pgbouncer, pgpool, proxysql, twemproxy, keepalived, k8s service, kubernetes service";

/// Gateways: they choose by what is asked.
pub const GATEWAYS: &str = "aws api gateway!, amazon api gateway!, azure api management!, api gateway, apigateway, apigw, kong, bff, gateway, apim, api management";

/// What works on what a queue hands it.
pub const WORKERS: &str = "worker, workers, consumer, background job, background jobs, job, jobs, cron, cron job, scheduler, batch, celery, \
     sidekiq, processor";

/// Queues.
pub const QUEUES: &str = "sqs!, sns!, pub sub!, pubsub!, eventbridge!, event bridge!, kinesis!, service bus!, event hub!, event hubs!, \
     event grid!, msk!, queue, queues, kafka, rabbitmq, rabbit mq, event bus, message bus, message broker, broker, \
     nats, pulsar, activemq, mq, redpanda, topic, event stream, streaming, mqtt, mosquitto, event queue";

/// Caches.
pub const CACHES: &str = "cache, caches, caching, memcached, memcache, varnish";

/// Of which only callers can tell whether it is a cache.
pub const REDIS: &str =
    "redis, valkey, keydb, dragonfly, elasticache, elasti cache, memorystore, azure cache";

/// Stores.
pub const STORES: &str = "s3!, dynamodb!, dynamo db!, dynamo!, blob storage!, cloud storage!, gcs!, firestore!, cosmos!, cosmosdb!, cosmos \
     db!, spanner!, bigtable!, bigquery!, snowflake!, efs!, object storage!, object store!, bucket!, athena!, \
     database, databases, db, dbs, postgres, postgresql, postgre sql, mysql, mariadb, mongo, mongodb, mongo db, \
     cassandra, scylla, cockroachdb, cockroach, rds, aurora, cloud sql, sql, sql server, mssql, oracle, percona, \
     clickhouse, elasticsearch, elastic search, opensearch, couchdb, couchbase, neo4j, influxdb, timescaledb, minio, \
     etcd, sqlite, redshift, data warehouse, warehouse, data store, datastore, data lake, storage, file storage, file \
     store, solr, vector store, qdrant, pinecone!, supabase!, dgraph, document db, documentdb, nfs, hdfs, weaviate, \
     ledger";

/// Disks.
pub const DISKS: &str = "disk, disks, volume, volumes, ebs, persistent volume, pvc, persistent disk, file system, filesystem";

/// What runs programs without machines of their own.
pub const MANAGED_SERVERS: &str = "lambda, aws lambda, cloud function, cloud functions, azure function, azure functions, function app, cloud run, \
     fargate, app runner";

/// What serves by the last word of its name.
pub const SERVES: &str = "service, services, svc, microservice, api, app, application, backend";

/// Where that last word means something else.
pub const NOT_SERVES: &str = "k8s service, kubernetes service, dns service, queue service, cache service, load balancing service, mobile app, \
     ios app, android app, desktop app";

/// What requests do not merely go through, although a word says so.
pub const NOT_THROUGH: &str =
    "web application firewall, waf, firewall rule, firewall rules, service network";

/// What serves.
pub const SERVERS: &str = "server, servers, web, frontend, backend, instance, vm, node, pod, container, ec2, ecs, tomcat, django, rails, \
     node js, wordpress";
