//! The architectures of the gallery, in groups.

use super::{Group, Template};

/// All of them, in groups.
pub const GROUPS: &[Group] = &[
    Group {
        title: "Foundations",
        templates: FOUNDATIONS,
    },
    Group {
        title: "Data",
        templates: DATA,
    },
    Group {
        title: "Services",
        templates: SERVICES,
    },
    Group {
        title: "Queues",
        templates: QUEUES,
    },
    Group {
        title: "Places",
        templates: PLACES,
    },
    Group {
        title: "Crowds",
        templates: CROWDS,
    },
];

const FOUNDATIONS: &[Template] = &[
    Template {
        key: "one-server",
        title: "One server",
        sentence: "Users, one server, one database: how most systems start.",
        knock_over: "web-1",
        watch: "Everything stops, and only you can bring it back.",
        file: include_str!("one-server.json"),
    },
    Template {
        key: "static-site",
        title: "A static site behind DNS",
        sentence: "Two identical servers without a balancer: DNS gives out the addresses of both.",
        knock_over: "web-1",
        watch: "Half of the users wait for an address that does not answer, then try the other; after a while DNS stops giving it out.",
        file: include_str!("static-site.json"),
    },
    Template {
        key: "three-tiers",
        title: "Three tiers",
        sentence: "Web servers, application servers and a database with a standby: two of everything but DNS and the load balancers.",
        knock_over: "lb-2",
        watch: "The balancer inside is as fatal as the one in front.",
        file: include_str!("three-tiers.json"),
    },
    Template {
        key: "two-balancers",
        title: "Two balancers in DNS",
        sentence: "Two of everything, from the name servers to the database: no single failure takes it down.",
        knock_over: "lb-1",
        watch: "After a dip everything is served again, and now lb-2 is the one that must not fail.",
        file: include_str!("two-balancers.json"),
    },
];

const DATA: &[Template] = &[
    Template {
        key: "cache-aside",
        title: "Cache-aside",
        sentence: "Reads ask a cache before the database, which alone could not answer them all.",
        knock_over: "cache-1",
        watch: "No request needs the cache, and yet without it the database is overloaded.",
        file: include_str!("cache-aside.json"),
    },
    Template {
        key: "sharded-store",
        title: "A sharded store",
        sentence: "The keys are split over three databases; only one of them has a standby.",
        knock_over: "db-b",
        watch: "A third of the requests fail, and go on failing: splitting the keys spreads the load, not the risk.",
        file: include_str!("sharded-store.json"),
    },
    Template {
        key: "quorum-database",
        title: "A quorum database in three zones",
        sentence: "Three database nodes in three zones, where a majority must agree on which one is primary.",
        knock_over: "zone-a",
        watch: "Two zones are a majority, and a standby takes over; kill a second zone, and no node may be primary.",
        file: include_str!("quorum-database.json"),
    },
    Template {
        key: "short-links",
        title: "Short links",
        sentence: "Almost only reads, and a few links get most of them: two caches share the keys between them.",
        knock_over: "cache-1",
        watch: "Half of the links are no longer cached, and the database cannot answer all those reads: an optional cache turns out to be needed.",
        file: include_str!("short-links.json"),
    },
    Template {
        key: "search",
        title: "Search over three shards",
        sentence: "Each shard of the index has a copy, which answers searches too and can take over.",
        knock_over: "db-b2",
        watch: "Nothing fails: the other copy of that shard answers, and must not fail now.",
        file: include_str!("search.json"),
    },
];

const SERVICES: &[Template] = &[
    Template {
        key: "microservices",
        title: "Microservices",
        sentence: "A gateway that needs three services for every request, one of which needs a fourth and a session store.",
        knock_over: "payment-1",
        watch: "One small server, two calls away from the users, and every request fails.",
        file: include_str!("microservices.json"),
    },
    Template {
        key: "shop",
        title: "A shop that sells without its extras",
        sentence: "Recommendations and reviews are optional calls; only orders need payments.",
        knock_over: "recommend-1",
        watch: "No request fails: pages come without recommendations, and the blue share says how many.",
        file: include_str!("shop.json"),
    },
    Template {
        key: "payments",
        title: "Payments by an outside bank",
        sentence: "Orders wait for a bank that is not ours; a circuit breaker stops calling it when it does not answer.",
        knock_over: "bank-1",
        watch: "Orders fail, and soon fail at once instead of after a timeout: the breakers are open. Browsing goes on.",
        file: include_str!("payments.json"),
    },
    Template {
        key: "news-feed",
        title: "A news feed",
        sentence: "Ranking sorts the feed where it can; without it the feed comes in chronological order.",
        knock_over: "rank-1",
        watch: "No request fails: all feeds come unranked, and the blue share says so.",
        file: include_str!("news-feed.json"),
    },
    Template {
        key: "chat",
        title: "Chat",
        sentence: "People write, wait for the answer and think; the list of who is online is optional.",
        knock_over: "gate-1",
        watch: "People on that gateway wait a moment and are served by another. Each waits for an answer before writing again, so the others are not flooded.",
        file: include_str!("chat.json"),
    },
    Template {
        key: "tenants",
        title: "Many tenants, one system",
        sentence: "Two customers share all servers; after 40 seconds one of them asks four times as much.",
        knock_over: "web-1",
        watch: "Two servers do the work of three, until the large tenant grows: then the small one has to wait as well.",
        file: include_str!("tenants.json"),
    },
    Template {
        key: "mobile-api",
        title: "A mobile app with a retry budget",
        sentence: "Phones retry a failed request up to three times, but all retries together are at most a tenth of the requests.",
        knock_over: "db-1",
        watch: "Eight seconds without a primary, then everything is served again. Clear the retry budget of the phones, and the retries keep it down for good.",
        file: include_str!("mobile-api.json"),
    },
];

const QUEUES: &[Template] = &[
    Template {
        key: "orders-queue",
        title: "Accept now, work later",
        sentence: "An order goes into a queue and is confirmed at once; a worker does the work when it can.",
        knock_over: "work-1",
        watch: "Orders are still taken, and pile up; revive the worker, and it catches up.",
        file: include_str!("orders-queue.json"),
    },
    Template {
        key: "upload",
        title: "Uploads with a queue and workers",
        sentence: "An upload is confirmed at once; workers resize it when they can, from two queues that mirror each other.",
        knock_over: "resize-1",
        watch: "Uploads are still taken, and the other worker does the work of two.",
        file: include_str!("upload.json"),
    },
    Template {
        key: "log-pipeline",
        title: "A log pipeline",
        sentence: "Agents send at a steady pace; two services each get every message, one to index it, one to raise alerts.",
        knock_over: "index-1",
        watch: "No log is lost. Alerting has only one server: that is what the flag is about.",
        file: include_str!("log-pipeline.json"),
    },
];

const PLACES: &[Template] = &[
    Template {
        key: "two-regions",
        title: "Active-active in two regions",
        sentence: "The whole system twice, far apart, with both halves serving and a primary database in each.",
        knock_over: "us-west",
        watch: "A whole region dies, and the other carries all of the traffic.",
        file: include_str!("two-regions.json"),
    },
    Template {
        key: "one-edge",
        title: "One edge in three regions",
        sentence: "Three regions, far apart, behind three edges that run the same release.",
        knock_over: "edge",
        watch: "A bad release takes all three down at once, and no region helps: they share a fate.",
        file: include_str!("one-edge.json"),
    },
    Template {
        key: "name-servers",
        title: "Name servers from two vendors",
        sentence: "Two DNS vendors answer for the name, and there is an edge in each of three regions.",
        knock_over: "vendor-a",
        watch: "One vendor is gone altogether, and no user notices: the other answers. Now that one must not fail.",
        file: include_str!("name-servers.json"),
    },
];

const CROWDS: &[Template] = &[
    Template {
        key: "launch",
        title: "A shop at a launch",
        sentence: "After 20 seconds the traffic grows tenfold within half a minute; the balancers let in what the shop can serve.",
        knock_over: "shop-1",
        watch: "Two shop servers still serve everything that the balancers let in. The rest is turned away at once, with Shop 1 or without.",
        file: include_str!("launch.json"),
    },
    Template {
        key: "flash-crowd",
        title: "A flash crowd on a news site",
        sentence: "After 30 seconds everybody comes at once. Overloaded servers fail their checks, until too few are left and all are used again: the panic threshold.",
        knock_over: "web-1",
        watch: "With three servers the crowd hurts more: the log says when the balancers send to all of them.",
        file: include_str!("flash-crowd.json"),
    },
];
