//! No secret leaves a reader: planted wherever a file of each format may hold one, it stands in no drawing, row or problem.

use topple_import::{File, import};

const SECRET: &str = "zq7Hush9x";

/// Whether it was drawn, without the secret.
fn keeps(name: &str, text: &str) -> bool {
    let text = text.replace("SECRET", SECRET);
    assert!(text.contains(SECRET), "{name} holds the secret");
    let import = import(&[File { name, text: &text }], &[]);
    let said = format!("{import:#?}").to_lowercase();
    let secret = SECRET.to_lowercase();
    let leaks: Vec<&str> = said.lines().filter(|line| line.contains(&secret)).collect();
    assert!(leaks.is_empty(), "{name}: {leaks:#?}");
    import.is_ok()
}

/// What people have for connection strings.
const STRINGS: [&str; 16] = [
    "postgres://app:SECRET@db:5432/shop",
    "postgres://SECRET:SECRET@db/SECRET?password=SECRET",
    "postgres://app:pa/SECRET@db:5432/shop",
    "postgres://app:p@SECRET@db:5432/shop",
    "postgres://app:SECRET/@elsewhere.example.com/shop",
    "jdbc:mysql://db:3306/shop?user=SECRET&password=SECRET",
    "app:SECRET@tcp(db:3306)/SECRET",
    "host=db user=SECRET password=SECRET dbname=SECRET",
    "Server=db;Database=SECRET;User Id=SECRET;Password=SECRET;",
    "redis://:SECRET@db:6379/0",
    "amqp://SECRET:SECRET@db:5672/SECRET",
    "mongodb+srv://u:SECRET@cluster.example.com/?authSource=SECRET",
    "https://hooks.example.com/services/SECRET/SECRET?key=SECRET#SECRET",
    "https://SECRET@sentry.example.com/1",
    "SECRET",
    "SECRET,SECRET SECRET=SECRET",
];

#[test]
fn a_compose_file_gives_no_secret_away() {
    for setting in [
        "DB_HOST",
        "DATABASE_URL",
        "API_KEY",
        "PASSWORD",
        "SMTP_SERVER",
        "BROKER",
        "AUTH_ENDPOINT",
        "x",
    ] {
        for value in STRINGS {
            let quoted = value.replace('"', "'");
            assert!(keeps(
                "compose.yaml",
                &format!(
                    "services:\n  web:\n    build: .\n    ports: ['80:80']\n    environment:\n      {setting}: \"{quoted}\"\n  list:\n    image: acme/list\n    environment: [\"{setting}={quoted}\"]\n  db: {{image: postgres}}\n"
                ),
            ));
        }
    }
    assert!(keeps(
        "compose.yaml",
        r#"
# SECRET
x-secret: &secret SECRET
services:
  web:
    image: acme/web:SECRET@sha256:SECRET
    command: ["--password", "SECRET", "--token=SECRET", "-h", "SECRET"]
    entrypoint: run --dsn postgres://u:SECRET@db/x SECRET
    labels: {note: SECRET, "traefik.http.middlewares.auth.basicauth.users": "SECRET"}
    environment: {A: *secret, PATRONI_SCOPE: SECRET, MONGODB_REPLICA_SET_NAME: SECRET, VIRTUAL_HOST: SECRET, POSTGRES_MASTER_HOST: SECRET}
    env_file: .env
    healthcheck: {test: "curl -u SECRET http://SECRET@localhost"}
    secrets: [{source: db, target: SECRET}]
    build: {context: "https://SECRET@github.com/acme/web.git", args: {TOKEN: SECRET}}
    volumes: ["SECRET:/data"]
    logging: {options: {token: SECRET}}
    extra_hosts: ["a:SECRET"]
    ports: ["80:80"]
  db: {image: "postgres:${TAG:-SECRET}", environment: {POSTGRES_PASSWORD: SECRET}}
  mongo: {image: mongo, command: "mongod --replSet SECRET --keyFile SECRET"}
  redis: {image: redis, command: redis-server --requirepass SECRET --replicaof SECRET 6379}
secrets: {db: {environment: SECRET}}
configs: {c: {content: "password SECRET"}}
"#,
    ));
}

#[test]
fn a_file_of_settings_gives_no_secret_away() {
    let text =
        format!("PASSWORD={SECRET}\nDATABASE_URL=postgres://u:{SECRET}@db/x\nTAG={SECRET}\n");
    let compose = "services: {web: {image: 'acme/web:${TAG}', env_file: .env, ports: ['80:80']}, api: {build: api, env_file: '${PASSWORD}', ports: ['81:80'], environment: {DB_HOST: '${PASSWORD}'}}, db: {image: postgres}}";
    let files = [
        File {
            name: ".env",
            text: &text,
        },
        File {
            name: "compose.yaml",
            text: compose,
        },
    ];
    let import = import(&files, &[]).expect("a drawing");
    assert!(
        import
            .scenario
            .links
            .iter()
            .any(|link| link.id().to_string() == "web>db"),
        "the host is read"
    );
    assert!(
        !format!("{import:?}")
            .to_lowercase()
            .contains(&SECRET.to_lowercase())
    );
}

#[test]
fn files_of_gateways_give_no_secret_away() {
    for (name, text) in [
        (
            "Caddyfile",
            "# SECRET\nexample.com {\n\tbasicauth {\n\t\tbob SECRET\n\t}\n\treverse_proxy /SECRET/* http://u:SECRET@web:80/SECRET {\n\t\theader_up X \"SECRET\"\n\t\thealth_uri /SECRET\n\t}\n\trespond \"SECRET\"\n}\n",
        ),
        (
            "dynamic.yml",
            "http:\n  routers: {a: {rule: 'Host(`SECRET`)', service: a, middlewares: [b]}}\n  middlewares: {b: {basicAuth: {users: ['bob:SECRET']}}}\n  services:\n    a: {loadBalancer: {servers: [{url: 'http://u:SECRET@web:80/SECRET'}], healthCheck: {path: /SECRET, headers: {x: SECRET}}}}\n",
        ),
        (
            "kong.yml",
            "_format_version: '2.1'\nconsumers: [{username: SECRET, keyauth_credentials: [{key: SECRET}]}]\nservices: [{name: a, url: 'http://u:SECRET@web:80/SECRET?x=SECRET', plugins: [{config: {password: SECRET}}]}]\n",
        ),
    ] {
        assert!(keeps(name, text), "{name}");
    }
}

#[test]
fn manifests_give_no_secret_away() {
    for value in STRINGS {
        for setting in ["DB_HOST", "DATABASE_URL", "TOKEN", "AUTH_SERVER"] {
            assert!(keeps(
                "manifest.yaml",
                &format!(
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata: {{{setting}: \"{value}\", file: \"{setting}={value}\"}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  template:\n    spec:\n      containers: [{{name: web, image: acme/web, env: [{{name: {setting}, value: \"{value}\"}}], envFrom: [{{configMapRef: {{name: c}}}}], args: [\"{value}\"]}}]\n"
                ),
            ));
        }
    }
    assert!(keeps(
        "manifest.yaml",
        r#"
# SECRET
apiVersion: v1
kind: Secret
metadata: {name: s, annotations: {a: SECRET}, labels: {l: SECRET}}
data: {password: SECRET}
stringData: {url: "postgres://u:SECRET@db/x"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":"SECRET"}'}}
data:
  app.properties: |
    spring.datasource.url=jdbc:postgresql://db:5432/SECRET?password=SECRET
    spring.datasource.password=SECRET
    token: SECRET
binaryData: {x: SECRET}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, labels: {app: SECRET}, annotations: {note: SECRET}}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: SECRET, role: SECRET}, annotations: {vault: SECRET}}
    spec:
      nodeSelector: {pool: SECRET}
      initContainers: [{name: i, image: busybox, command: [sh, -c, "psql postgres://u:SECRET@db/x"]}]
      imagePullSecrets: [{name: SECRET}]
      containers:
        - name: SECRET
          image: "postgres:SECRET"
          command: [postgres, -c, "password=SECRET"]
          args: ["--token", "SECRET"]
          env: [{name: PATRONI_SCOPE, value: SECRET}, {name: A, valueFrom: {secretKeyRef: {name: SECRET, key: SECRET}}}, {name: DB_URL, valueFrom: {secretKeyRef: {name: SECRET, key: SECRET}}}]
          envFrom: [{configMapRef: {name: c}}, {secretRef: {name: SECRET}}]
          livenessProbe: {exec: {command: [sh, -c, "PGPASSWORD=SECRET psql"]}, httpGet: {httpHeaders: [{name: Authorization, value: SECRET}]}}
      volumes: [{name: v, secret: {secretName: SECRET}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {podSelector: {matchLabels: {x: SECRET}}, ingress: [{from: [{podSelector: {matchLabels: {y: SECRET}}}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, annotations: {token: SECRET}}
spec: {selector: {app: SECRET}, type: LoadBalancer, ports: [{port: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i, annotations: {nginx.ingress.kubernetes.io/auth-snippet: SECRET}}
spec: {tls: [{secretName: SECRET}], rules: [{host: "SECRET.example.com", http: {paths: [{path: /SECRET, backend: {service: {name: db}}}]}}]}
"#,
    ));
}

#[test]
fn what_cannot_be_read_is_not_quoted() {
    for text in [
        "password: [SECRET",
        "a: *SECRET",
        "{\"a\": SECRET,,}",
        "\tSECRET: x",
        "services:\n  web: \"SECRET",
        "SECRET",
        "%SECRET\n---\na: b",
        "a: !!int SECRET\nb: `SECRET`",
    ] {
        keeps("compose.yaml", text);
    }
}
