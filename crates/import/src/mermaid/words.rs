//! What the words on a box mean.

use super::diagram::{Node, Shape};

/// What a box is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Users.
    Users,
    /// A name server; whether its provider runs it.
    Names(bool),
    /// A balancer; whether its provider runs it.
    Balancer(bool),
    /// A piece of a cloud's balancer: an address, a forwarding rule, a URL map.
    Piece,
    /// Works on requests; whether its provider runs it.
    Server(bool),
    /// Works on what a queue hands it.
    Worker,
    /// A queue; whether its provider runs it.
    Queue(bool),
    /// A cache.
    Cache,
    /// A store; whether its provider runs it.
    Store(bool),
    /// A disk: it stores, and belongs to a machine.
    Disk,
    /// A Redis, of which only its caller can tell what it is.
    Redis,
    /// Requests go through it, and nothing is there that could fail by itself: a group, a template, a gateway.
    Through(&'static str),
    /// Not a part of the system on a request's way, and why.
    Aside(&'static str),
}

const OBSERVES: &str = "It observes; no request passes through it.";
const NETWORK: &str = "It is network, not a part that serves.";
const GUARDS: &str = "It decides who may, and serves nothing.";
const SECRETS: &str = "It is asked when a program starts; no request passes through it.";
const BUILDS: &str = "It builds and delivers the programs; no request passes through it.";
const TEXT: &str = "It is a text, not a part that runs.";
const SETTING: &str = "It is a setting of others, not a part that runs.";
const COPY: &str = "It is a copy that nobody reads.";
const CHECKS: &str = "It checks others; no request passes through it.";
const ADMIN: &str = "It is for those who run the system, not for its users.";
const GROUP: &str = "It names a group; its members are drawn.";

/// What is not on a request's way.
const ASIDE: &[(&str, &[&str])] = &[
    (
        CHECKS,
        &[
            "health check",
            "healthcheck",
            "health checks",
            "health probe",
        ],
    ),
    (
        OBSERVES,
        &[
            "monitor",
            "monitoring",
            "monitors",
            "prometheus",
            "grafana",
            "cloudwatch",
            "cloud watch",
            "datadog",
            "new relic",
            "newrelic",
            "jaeger",
            "zipkin",
            "kibana",
            "logstash",
            "fluentd",
            "fluent bit",
            "fluentbit",
            "loki",
            "tempo",
            "alertmanager",
            "alert manager",
            "alerting",
            "alerts",
            "sentry",
            "telemetry",
            "opentelemetry",
            "otel",
            "tracing",
            "metrics",
            "observability",
            "splunk",
            "pagerduty",
            "stackdriver",
            "cloud logging",
            "cloud monitoring",
            "logging",
            "logs",
            "log aggregator",
            "log aggregation",
            "x ray",
            "elk",
            "elk stack",
            "application insights",
            "azure monitor",
            "log analytics",
            "cloudtrail",
            "cloud trail",
            "uptime",
            "dashboards",
        ],
    ),
    (
        BUILDS,
        &[
            "github",
            "gitlab",
            "jenkins",
            "ci cd",
            "cicd",
            "github actions",
            "container registry",
            "docker registry",
            "artifact registry",
            "ecr",
            "acr",
            "gcr",
            "docker hub",
            "dockerhub",
            "argocd",
            "argo cd",
            "flux",
            "cloud build",
            "codebuild",
            "codepipeline",
            "code pipeline",
            "codedeploy",
            "terraform",
            "helm",
            "build server",
            "git repo",
            "git repository",
            "git",
            "developer",
            "developers",
            "devops",
            "pipeline",
            "deployment pipeline",
        ],
    ),
    (
        GUARDS,
        &[
            "firewall rule",
            "firewall rules",
            "security group",
            "security groups",
            "sg",
            "nacl",
            "network acl",
            "iam",
            "iam role",
            "service account",
            "policy",
            "policies",
            "rbac",
            "network policy",
            "guardduty",
            "security hub",
            "ddos protection",
            "aws shield",
            "shield",
            "security monitoring",
        ],
    ),
    (
        SECRETS,
        &[
            "vault",
            "secret manager",
            "secrets manager",
            "secret management",
            "secrets",
            "key vault",
            "kms",
            "key management",
            "parameter store",
            "certificate",
            "certificates",
            "cert manager",
            "acm",
            "certificate manager",
            "configmap",
            "config map",
            "ssl certificate",
            "tls certificate",
        ],
    ),
    (
        NETWORK,
        &[
            "vpc",
            "vpc network",
            "vnet",
            "subnet",
            "subnets",
            "public subnet",
            "private subnet",
            "route table",
            "nat gateway",
            "nat",
            "cloud nat",
            "vpn",
            "vpn gateway",
            "vpc peering",
            "peering",
            "transit gateway",
            "elastic ip",
            "dmz",
        ],
    ),
    (
        ADMIN,
        &[
            "bastion",
            "bastion host",
            "jump host",
            "jump box",
            "jumpbox",
            "pgadmin",
            "phpmyadmin",
            "adminer",
            "admin user",
            "administrator",
            "ops team",
        ],
    ),
    (
        TEXT,
        &[
            "html",
            "html page",
            "note",
            "legend",
            "readme",
            "documentation",
            "docs",
        ],
    ),
    (
        SETTING,
        &[
            "instance template",
            "namespace",
            "health policy",
            "scaling policy",
            "autoscaler",
            "auto scaler",
            "hpa",
            "cluster autoscaler",
        ],
    ),
    (
        COPY,
        &[
            "backup",
            "backups",
            "snapshot",
            "snapshots",
            "backup storage",
            "backup vault",
        ],
    ),
];

/// What requests go through.
const THROUGH: &[(&str, &[&str])] = &[
    (
        GROUP,
        &[
            "instance group",
            "managed instance group",
            "auto scaling group",
            "autoscaling group",
            "asg",
            "target group",
            "target groups",
            "backend pool",
            "instance template",
            "launch template",
            "vm scale set",
            "vmss",
            "scale set",
            "node group",
            "node pool",
            "replica set",
            "replicaset",
            "deployment",
        ],
    ),
    (
        NETWORK,
        &[
            "internet gateway",
            "igw",
            "firewall",
            "vpc",
            "subnet",
            "public subnet",
            "private subnet",
            "vpc endpoint",
            "private link",
            "nat gateway",
            "network",
        ],
    ),
];

const USERS: &[&str] = &[
    "user",
    "users",
    "end user",
    "end users",
    "client",
    "clients",
    "browser",
    "web browser",
    "customer",
    "customers",
    "visitor",
    "visitors",
    "internet",
    "public internet",
    "mobile app",
    "mobile",
    "mobile client",
    "web client",
    "ios app",
    "android app",
    "ios",
    "android",
    "desktop app",
    "spa",
    "consumers",
    "shopper",
    "shoppers",
    "guest",
    "people",
    "traffic",
    "player",
    "players",
    "device",
    "devices",
    "iot devices",
    "external users",
    "web users",
    "mobile users",
];

/// Words that make "user" and the like a part of something else.
const NOT_USERS: &[&str] = &[
    "service",
    "services",
    "api",
    "server",
    "servers",
    "db",
    "database",
    "store",
    "pool",
    "management",
    "manager",
    "gateway",
    "data",
    "auth",
    "group",
    "cache",
    "queue",
    "profile",
    "profiles",
    "accounts",
    "account",
    "library",
    "sdk",
    "request",
    "requests",
    "pod",
    "portal",
    "backend",
    "table",
    "events",
    "svc",
    "microservice",
    "storage",
    "network",
    "facing",
    "lb",
    "balancer",
    "controller",
    "module",
    "handler",
    "registration",
    "session",
    "sessions",
    "notification",
    "interface",
    "directory",
    "ingress",
    "dns",
];

const NAMES: &[(&str, bool)] = &[
    ("route 53", true),
    ("route53", true),
    ("cloud dns", true),
    ("azure dns", true),
    ("traffic manager", true),
    ("cloudflare dns", true),
    ("dns", false),
    ("name server", false),
    ("nameserver", false),
    ("gslb", false),
    ("coredns", false),
    ("geodns", false),
];

const PIECES: &[&str] = &[
    "static ip",
    "static ip address",
    "global ip",
    "forwarding rule",
    "target http proxy",
    "target https proxy",
    "target proxy",
    "target tcp proxy",
    "url map",
    "http proxy",
    "https proxy",
    "ip address",
    "anycast ip",
    "frontend ip",
    "listener",
    "https listener",
    "http listener",
    "virtual ip",
    "vip",
];

const BALANCERS: &[(&str, bool)] = &[
    ("cloudfront", true),
    ("cloud front", true),
    ("cdn", true),
    ("cloudflare", true),
    ("akamai", true),
    ("fastly", true),
    ("front door", true),
    ("cloud cdn", true),
    ("waf", false),
    ("web application firewall", false),
    ("aws waf", true),
    ("alb", true),
    ("nlb", true),
    ("elb", true),
    ("aws load balancer", true),
    ("application load balancer", true),
    ("network load balancer", true),
    ("elastic load balancer", true),
    ("elastic load balancing", true),
    ("cloud load balancer", true),
    ("cloud load balancing", true),
    ("global load balancer", true),
    ("azure load balancer", true),
    ("application gateway", true),
    ("google load balancer", true),
    ("gclb", true),
    ("load balancer", false),
    ("loadbalancer", false),
    ("load balancing", false),
    ("balancer", false),
    ("lb", false),
    ("slb", false),
    ("haproxy", false),
    ("traefik", false),
    ("envoy", false),
    ("nginx", false),
    ("caddy", false),
    ("ingress", false),
    ("ingress controller", false),
    ("reverse proxy", false),
    ("pgbouncer", false),
    ("pgpool", false),
    ("proxysql", false),
    ("twemproxy", false),
    ("keepalived", false),
    ("k8s service", false),
    ("kubernetes service", false),
];

const GATEWAYS: &[&str] = &[
    "api gateway",
    "apigateway",
    "apigw",
    "kong",
    "bff",
    "gateway",
    "apim",
    "api management",
];

const WORKERS: &[&str] = &[
    "worker",
    "workers",
    "consumer",
    "background job",
    "background jobs",
    "job",
    "jobs",
    "cron",
    "cron job",
    "scheduler",
    "batch",
    "celery",
    "sidekiq",
    "processor",
];

const QUEUES: &[(&str, bool)] = &[
    ("sqs", true),
    ("sns", true),
    ("pub sub", true),
    ("pubsub", true),
    ("eventbridge", true),
    ("event bridge", true),
    ("kinesis", true),
    ("service bus", true),
    ("event hub", true),
    ("event hubs", true),
    ("event grid", true),
    ("msk", true),
    ("queue", false),
    ("queues", false),
    ("kafka", false),
    ("rabbitmq", false),
    ("rabbit mq", false),
    ("event bus", false),
    ("message bus", false),
    ("message broker", false),
    ("broker", false),
    ("nats", false),
    ("pulsar", false),
    ("activemq", false),
    ("mq", false),
    ("redpanda", false),
    ("topic", false),
    ("event stream", false),
    ("streaming", false),
    ("mqtt", false),
    ("mosquitto", false),
    ("event queue", false),
];

const CACHES: &[&str] = &[
    "cache",
    "caches",
    "caching",
    "memcached",
    "memcache",
    "varnish",
];

const REDIS: &[&str] = &[
    "redis",
    "valkey",
    "keydb",
    "dragonfly",
    "elasticache",
    "elasti cache",
    "memorystore",
    "azure cache",
];

const STORES: &[(&str, bool)] = &[
    ("s3", true),
    ("dynamodb", true),
    ("dynamo db", true),
    ("dynamo", true),
    ("blob storage", true),
    ("cloud storage", true),
    ("gcs", true),
    ("firestore", true),
    ("cosmos", true),
    ("cosmosdb", true),
    ("cosmos db", true),
    ("spanner", true),
    ("bigtable", true),
    ("bigquery", true),
    ("snowflake", true),
    ("efs", true),
    ("object storage", true),
    ("object store", true),
    ("bucket", true),
    ("athena", true),
    ("database", false),
    ("databases", false),
    ("db", false),
    ("dbs", false),
    ("postgres", false),
    ("postgresql", false),
    ("postgre sql", false),
    ("mysql", false),
    ("mariadb", false),
    ("mongo", false),
    ("mongodb", false),
    ("mongo db", false),
    ("cassandra", false),
    ("scylla", false),
    ("cockroachdb", false),
    ("cockroach", false),
    ("rds", false),
    ("aurora", false),
    ("cloud sql", false),
    ("sql", false),
    ("sql server", false),
    ("mssql", false),
    ("oracle", false),
    ("percona", false),
    ("clickhouse", false),
    ("elasticsearch", false),
    ("elastic search", false),
    ("opensearch", false),
    ("couchdb", false),
    ("couchbase", false),
    ("neo4j", false),
    ("influxdb", false),
    ("timescaledb", false),
    ("minio", false),
    ("etcd", false),
    ("sqlite", false),
    ("redshift", false),
    ("data warehouse", false),
    ("warehouse", false),
    ("data store", false),
    ("datastore", false),
    ("data lake", false),
    ("storage", false),
    ("file storage", false),
    ("file store", false),
    ("solr", false),
    ("vector store", false),
    ("qdrant", false),
    ("pinecone", true),
    ("supabase", true),
    ("dgraph", false),
    ("document db", false),
    ("documentdb", false),
    ("nfs", false),
    ("hdfs", false),
    ("weaviate", false),
    ("ledger", false),
];

const DISKS: &[&str] = &[
    "disk",
    "disks",
    "volume",
    "volumes",
    "ebs",
    "persistent volume",
    "pvc",
    "persistent disk",
    "file system",
    "filesystem",
];

const MANAGED_SERVERS: &[&str] = &[
    "lambda",
    "aws lambda",
    "cloud function",
    "cloud functions",
    "azure function",
    "azure functions",
    "function app",
    "cloud run",
    "fargate",
    "app runner",
];

/// The words of one text, in lower case between single spaces, as they stand and with `camelCase` taken apart.
struct Words(String, String);

impl Words {
    fn of(text: &str) -> Self {
        let flat = |text: &str| {
            let lower = text.to_lowercase();
            let words: Vec<&str> = lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .collect();
            format!(" {} ", words.join(" "))
        };
        let mut apart = String::with_capacity(text.len() + 8);
        let mut last = ' ';
        for c in text.chars() {
            let begins = c.is_uppercase() && last.is_lowercase()
                || c.is_alphabetic() != last.is_alphabetic() && last.is_alphanumeric();
            if begins {
                apart.push(' ');
            }
            apart.push(c);
            last = c;
        }
        Self(flat(text), flat(&apart))
    }

    fn say(&self, phrase: &str) -> bool {
        let phrase = format!(" {phrase} ");
        self.0.contains(&phrase) || self.1.contains(&phrase)
    }

    fn say_one(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.say(phrase))
    }

    fn first<T: Copy>(&self, table: &[(&str, T)]) -> Option<T> {
        table
            .iter()
            .find(|(phrase, _)| self.say(phrase))
            .map(|(_, row)| *row)
    }

    fn ends_with(&self, words: &[&str]) -> bool {
        words
            .iter()
            .any(|word| self.1.ends_with(&format!(" {word} ")))
    }

    fn count(&self) -> usize {
        self.0.split_whitespace().count()
    }
}

/// Whether a text says one of these phrases, word by word.
pub fn say_one(text: &str, phrases: &[&str]) -> bool {
    Words::of(text).say_one(phrases)
}

/// What a box is, by its words and its shape.
pub fn meaning(node: &Node) -> Meaning {
    match node.shape {
        Shape::Person => return Meaning::Users,
        Shape::Text => return Meaning::Aside(TEXT),
        Shape::Junction => return Meaning::Through("Lines meet in it."),
        Shape::Plain | Shape::Cylinder | Shape::Pipe | Shape::Diamond => {}
    }
    if node.icon == "disk" {
        return Meaning::Disk;
    }
    let first = node.lines.first().map_or("", String::as_str);
    let said = of_words(&Words::of(first));
    let weaker = || {
        let details = node
            .lines
            .iter()
            .skip(1)
            .map(|line| Words::of(line))
            .filter(|w| w.count() <= 3);
        let icon = Words::of(&node.icon);
        let id = Words::of(&node.id);
        let mut all = [id, icon].into_iter().chain(details);
        all.find_map(|words| {
            of_words(&words).filter(|m| !matches!(m, Meaning::Aside(_) | Meaning::Through(_)))
        })
    };
    let said = said.or_else(weaker);
    match (node.shape, said) {
        (
            Shape::Cylinder,
            None
            | Some(
                Meaning::Server(_)
                | Meaning::Users
                | Meaning::Worker
                | Meaning::Piece
                | Meaning::Through(_),
            ),
        ) => Meaning::Store(false),
        (Shape::Cylinder, Some(Meaning::Balancer(_) | Meaning::Names(_))) => Meaning::Store(false),
        (Shape::Pipe, None | Some(Meaning::Server(_) | Meaning::Users | Meaning::Store(_))) => {
            Meaning::Queue(false)
        }
        (
            Shape::Diamond,
            None | Some(Meaning::Users | Meaning::Cache | Meaning::Store(_) | Meaning::Worker),
        ) => Meaning::Through("It is a decision of a program, not a part that runs."),
        (_, Some(said)) => said,
        (_, None) => Meaning::Server(false),
    }
}

/// What words say; `None`: nothing that is known.
fn of_words(words: &Words) -> Option<Meaning> {
    let serves = words.ends_with(&[
        "service",
        "services",
        "svc",
        "microservice",
        "api",
        "app",
        "application",
        "backend",
    ]);
    let about_users = words.say_one(USERS) && !words.say_one(NOT_USERS);
    if serves
        && !words.say_one(&[
            "k8s service",
            "kubernetes service",
            "dns service",
            "queue service",
            "cache service",
            "load balancing service",
            "mobile app",
            "ios app",
            "android app",
            "desktop app",
        ])
    {
        let aside = ASIDE
            .iter()
            .take(2)
            .find(|(_, phrases)| words.say_one(phrases));
        return Some(aside.map_or(Meaning::Server(false), |(why, _)| Meaning::Aside(why)));
    }
    if let Some((why, _)) = THROUGH.iter().find(|(_, phrases)| words.say_one(phrases)) {
        if !words.say_one(&[
            "web application firewall",
            "waf",
            "firewall rule",
            "firewall rules",
            "service network",
        ]) {
            return Some(Meaning::Through(why));
        }
    }
    if words.say_one(WORKERS) && !words.say_one(&["worker node"]) {
        return Some(Meaning::Worker);
    }
    if words.say_one(&["load balancer", "loadbalancer", "ingress"]) {
        let managed = words.first(BALANCERS).unwrap_or(false);
        return Some(Meaning::Balancer(managed));
    }
    if let Some((why, _)) = ASIDE.iter().find(|(_, phrases)| words.say_one(phrases)) {
        return Some(Meaning::Aside(why));
    }
    if about_users {
        return Some(Meaning::Users);
    }
    if let Some(managed) = words.first(NAMES) {
        return Some(Meaning::Names(managed));
    }
    if words.say_one(PIECES) {
        return Some(Meaning::Piece);
    }
    if let Some(managed) = words.first(BALANCERS) {
        return Some(Meaning::Balancer(managed));
    }
    if words.say_one(GATEWAYS) {
        return Some(Meaning::Server(words.say_one(&[
            "aws api gateway",
            "amazon api gateway",
            "apim",
            "api management",
        ])));
    }
    if let Some(managed) = words.first(QUEUES) {
        return Some(Meaning::Queue(managed));
    }
    if words.say_one(CACHES) {
        return Some(Meaning::Cache);
    }
    if words.say_one(REDIS) {
        return Some(Meaning::Redis);
    }
    if let Some(managed) = words.first(STORES) {
        return Some(Meaning::Store(managed));
    }
    if words.say_one(DISKS) {
        return Some(Meaning::Disk);
    }
    if words.say_one(MANAGED_SERVERS) {
        return Some(Meaning::Server(true));
    }
    words
        .say_one(&[
            "server",
            "servers",
            "web",
            "frontend",
            "backend",
            "instance",
            "vm",
            "node",
            "pod",
            "container",
            "ec2",
            "ecs",
            "tomcat",
            "django",
            "rails",
            "node js",
            "wordpress",
        ])
        .then_some(Meaning::Server(false))
}
