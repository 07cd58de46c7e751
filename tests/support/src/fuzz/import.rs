//! Whatever the text of a file of another program: it becomes a drawing that is sound and is written and read back equal, or
//! is refused for a reason.

use topple_import::File;

use super::choices::Choices;
use super::file::opened;
use super::mutate::mutated;

/// Files to start from, with their names.
const SAMPLES: [(&str, &str); 5] = [
    (
        "compose.yaml",
        "services:\n  web: &w {image: acme/web, ports: ['80:80'], environment: {DB_HOST: db, REDIS_URL: 'redis://:pw@redis/0'}, depends_on: [db]}\n  web2: {<<: *w, deploy: {replicas: 3}}\n  db: {image: postgres, restart: always}\n  redis: {image: redis}\n  worker: {image: acme/worker, links: [queue]}\n  queue: {image: rabbitmq}\n",
    ),
    (
        "pods.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2, template: {metadata: {labels: {a: b}}, spec: {containers: [{image: acme/web, env: [{name: DB_HOST, value: db}]}]}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 80}]}\n",
    ),
    (
        "diagram.mmd",
        "flowchart LR\n  users((Users)) --> lb{Balancer} --> web1[Web] & web2[Web]\n  web1 & web2 --> db[(Postgres)]\n",
    ),
    (
        "haproxy.cfg",
        "frontend in\n  bind *:80\n  default_backend web\nbackend web\n  option httpchk\n  server a 10.0.0.1:80 check inter 2s\n  server b 10.0.0.2:80 check backup\n",
    ),
    (
        "nginx.conf",
        "upstream web { server a:80; server b:80 max_fails=2; }\nserver { listen 80; location / { proxy_pass http://web; } }\n",
    ),
];

/// Imports a file that was changed.
pub fn import(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (name, text) = SAMPLES[choices.below(SAMPLES.len())];
    let text = if choices.below(8) == 0 {
        choices.0.to_vec()
    } else {
        mutated(text.as_bytes().to_vec(), &mut choices)
    };
    let text = String::from_utf8_lossy(&text);
    match topple_import::import(&[File { name, text: &text }], &[]) {
        Ok(import) => opened(&import.into_scenario()),
        Err(problems) => assert!(
            !problems.is_empty(),
            "what is refused is refused for a reason"
        ),
    }
}
