//! Configurations of `HAProxy` and nginx, alone and of a part that is known already.

mod common;

use common::{case, outline};
use expect_test::expect;
use topple_import::evidence::Source;
use topple_import::inventory::{Inventory, Part};
use topple_import::{Problem, haproxy, nginx};

fn said(inventory: Result<Inventory, Problem>) -> String {
    match inventory {
        Ok(inventory) => outline(&inventory),
        Err(problem) => format!("{problem}\n"),
    }
}

#[test]
fn patroni_behind_haproxy_is_a_primary_and_a_standby() {
    expect![[r#"
        haproxy load_balancer image=haproxy entry check=3/5/3/2 retries=2 connect=4000 RoundRobin
        postgresql_127.0.0.1_5432 database service=batman role=Primary set failover=Automatic
        postgresql_127.0.0.1_5433 database service=batman role=Standby set failover=Automatic
        haproxy > postgresql_127.0.0.1_5432
        haproxy > postgresql_127.0.0.1_5433
        not stats: It shows statistics; nobody is behind it.
        * batman has no option redispatch: retries go to the same server until it is taken out of rotation.
        * The check of batman lets only the primary pass: its servers are one set, a primary and who may take over. Which is the primary is not in the file; the first is drawn as it.
    "#]].assert_eq(&said(haproxy::read(&case("haproxy/patroni.cfg"), 0)));
}

#[test]
fn several_frontends_with_rules_send_to_several_pools() {
    expect![[r#"
        haproxy ? image=haproxy entry check=2/2.5/2/3 retries=3 connect=5000 LeastConnections
        shop-1 server service=shop
        shop-2 server service=shop
        shop-3 server service=shop
        api server nodes=4
        cdn server
        haproxy > shop-1
        haproxy > shop-2
        haproxy > shop-3
        haproxy > api
        haproxy > cdn
        not old: It is disabled.
        not unused: No frontend sends to it.
        not stats: It shows statistics; nobody is behind it.
        * haproxy sends to 3 pools (shop, api, static): which request goes where is not drawn, so each is taken to be needed.
        * shop-3 of shop is used only when the others are down; it is drawn as one of them.
        * static checks nobody: a dead server stays in rotation.
        * The servers of static have weights, which are not drawn.
    "#]].assert_eq(&said(haproxy::read(&case("haproxy/shop.cfg"), 0)));
}

#[test]
fn a_primary_and_a_read_door_to_one_set_are_one_pool() {
    expect![[r#"
        haproxy load_balancer image=haproxy entry check=1/1/2/1 connect=4000 RoundRobin
        pg1 database service=primary role=Primary set failover=Automatic
        pg2 database service=primary role=Standby set failover=Automatic
        pg3 database service=primary role=Standby set failover=Automatic
        haproxy > pg1
        haproxy > pg2
        haproxy > pg3
        * primary has no option redispatch: retries go to the same server until it is taken out of rotation.
        * The check of primary lets only the primary pass: its servers are one set, a primary and who may take over. Which is the primary is not in the file; the first is drawn as it.
        * replicas has no option redispatch: retries go to the same server until it is taken out of rotation.
    "#]].assert_eq(&said(haproxy::read(&case("haproxy/two-doors.cfg"), 0)));
}

#[test]
fn a_configuration_of_a_known_part_names_its_members_as_hosts() {
    let mut inventory = Inventory::default();
    for name in ["proxy", "web1", "web2"] {
        inventory.parts.push(Part::new(name, Source::line(0, 1)));
    }
    let place = Source {
        file: 1,
        line: 10,
        path: "data.haproxy.cfg".into(),
    };
    let text = "frontend in\n  bind :80\n  default_backend web\nbackend web\n  server a web1.shop.svc.cluster.local:80 check\n  server b web2:80 check\n";
    haproxy::read_of("proxy", text, &place, &mut inventory).expect("it is sound");
    expect![[r#"
        proxy ? check=2/2/3/2 RoundRobin
        web1 ? service=web
        web2 ? service=web
        proxy > web1.shop.svc.cluster.local
        proxy > web2
        * web has no option redispatch: retries go to the same server until it is taken out of rotation.
    "#]].assert_eq(&outline(&inventory));
    assert_eq!(
        inventory.calls[0].evidence.source.to_string(),
        "line 14, data.haproxy.cfg"
    );
}

#[test]
fn nginx_goes_on_to_the_next_and_asks_nobody() {
    let text = "upstream loadbalancer {\n  server web1:5000;\n  server web2:5000;\n}\n\nserver {\n  listen 80;\n  location / {\n    proxy_pass http://loadbalancer;\n  }\n}\n";
    expect![[r#"
        nginx load_balancer image=nginx entry check=off retries=1 RoundRobin
        web1 server service=loadbalancer
        web2 server service=loadbalancer
        nginx > web1
        nginx > web2
        * nginx asks nobody how its servers are; on a failed connect it goes on to the next (proxy_next_upstream).
    "#]].assert_eq(&said(nginx::read(text, 0)));
    let mut inventory = Inventory::default();
    for name in ["nginx", "web1", "web2"] {
        inventory.parts.push(Part::new(name, Source::line(0, 1)));
    }
    nginx::read_of(
        "nginx",
        text,
        &Source {
            file: 1,
            line: 0,
            path: String::new(),
        },
        &mut inventory,
    )
    .expect("it is sound");
    expect![[r#"
        nginx ? check=off retries=1 RoundRobin
        web1 ? service=web
        web2 ? service=web
        nginx > web1
        nginx > web2
        * nginx asks nobody how its servers are; on a failed connect it goes on to the next (proxy_next_upstream).
    "#]].assert_eq(&outline(&inventory));
}

#[test]
fn nginx_in_all_its_forms() {
    expect![[r#"
        nginx ? image=nginx entry check=off retries=1 connect=2000 LeastConnections
        app-1.internal server service=app
        app-2.internal server service=app
        app-3.internal server service=app
        search ? image=elasticsearch
        auth server
        nginx > app-1.internal
        nginx > app-2.internal
        nginx > app-3.internal
        nginx > search
        nginx > auth
        not app-4.internal:3000: It is marked down.
        not unused: Nothing passes requests to this upstream.
        * nginx sends to 3 pools (app, search, auth): which request goes where is not drawn, so each is taken to be needed.
        * Files that it includes (/etc/nginx/conf.d/*.conf) are not read: give what they say in this file.
        * app-1.internal of app has a weight, which is not drawn.
        * app-1.internal of app is put aside for a while after failures (max_fails, fail_timeout), which is not drawn.
        * app-3.internal of app is used only when the others are down; it is drawn as one of them.
        * This passes requests on to a socket of its own machine, which is not drawn.
        * Where this passes requests on to is known only at run time.
        * nginx asks nobody how its servers are; on a failed connect it goes on to the next (proxy_next_upstream).
    "#]].assert_eq(&said(nginx::read(&case("haproxy/edge.nginx.conf"), 0)));
}

#[test]
fn what_is_broken_is_told_with_its_line() {
    let haproxy = [
        "backend a\n  server web\n",
        "backend a\n  server web web:80 check inter soon\n",
        "backend a\n  timeout connect 5x\n",
        "frontend\n",
        "global\n  maxconn 1\n",
        "backend a\n  server-template web 9-1 web:80\n",
        "defaults\n  retries many\n",
    ];
    let nginx = [
        "http {\n  upstream a {\n    server b;\n",
        "}\n",
        "server {\n  location / {\n    proxy_pass \"http://b;\n  }\n}\n",
        "proxy_pass;\n",
        "upstream a { server b }",
    ];
    let told: String = haproxy
        .iter()
        .map(|text| said(haproxy::read(text, 0)))
        .chain(nginx.iter().map(|text| said(nginx::read(text, 0))))
        .collect();
    expect![[r#"
        line 2: A server has a name and an address.
        line 2: This time has a unit that HAProxy does not know (us, ms, s, m, h, d).
        line 2: This time has a unit that HAProxy does not know (us, ms, s, m, h, d).
        line 1: This frontend has no name.
        No frontend, backend or listen stands in this file: HAProxy would do nothing.
        line 2: After the prefix of a server-template its number was expected: 5, or 1-5.
        line 2: What follows retries is not a number.
        line 2: This block is not closed: the file stops within it.
        line 1: This } closes no block.
        line 3: This text is not closed.
        line 1: This directive does not say where it passes requests on to.
        line 1: This directive is not closed by a semicolon.
    "#]]
    .assert_eq(&told);
    let many = "frontend f\n default_backend b\n".repeat(200_000);
    let many = haproxy::read(&(many + "backend b\n server s s:80\n"), 0).expect("it is sound");
    assert_eq!(many.calls.len(), 1);
    let deep = "a {\n".repeat(1_000);
    expect![[r#"
        line 65: Blocks lie within one another 64 deep, and no more are read.
    "#]]
    .assert_eq(&said(nginx::read(&deep, 0)));
}

#[test]
fn a_cut_file_is_read_or_refused_and_never_a_panic() {
    for name in ["haproxy/shop.cfg", "haproxy/edge.nginx.conf"] {
        let text = case(name);
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let _ = haproxy::read(&text[..end], 0);
            let _ = nginx::read(&text[..end], 0);
        }
    }
}
