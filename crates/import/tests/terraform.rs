//! Plans and states of Terraform, against what an engineer would say that they build.

mod common;

use common::{case, outline};
use expect_test::expect;
use topple_import::terraform;

fn read(text: &str) -> String {
    match terraform::read(text, 0) {
        Ok(inventory) => outline(&inventory),
        Err(problem) => format!("{problem}\n"),
    }
}

#[test]
fn a_balancer_and_a_group_over_six_zones() {
    expect![[r#"
        example-asg server nodes=2 in us-east-1a,us-east-1b,us-east-1c,us-east-1d,us-east-1e,us-east-1f
        example-elb load_balancer nodes=6 in us-east-1a,us-east-1b,us-east-1c,us-east-1d,us-east-1e,us-east-1f entry managed check=30/3/2/2
        example-elb > example-asg
        zone us-east-1
        zone us-east-1a < us-east-1
        zone us-east-1b < us-east-1
        zone us-east-1c < us-east-1
        zone us-east-1d < us-east-1
        zone us-east-1e < us-east-1
        zone us-east-1f < us-east-1
        not aws_instance.web[0]: It is behind nothing, and calls nothing that is known.
        * min_size 2 of aws_autoscaling_group.example is drawn; max_size is 10.
        * aws_autoscaling_group.example replaces a dead instance by itself in minutes: what is dead here stays dead until it is revived.
        * aws_elb.example has one node in each of its zones.
    "#]].assert_eq(&read(&case("terraform/elb-asg.plan.json")));
}

#[test]
fn a_balancer_a_group_and_a_database_with_a_standby() {
    expect![[r#"
        web-lb load_balancer nodes=3 in eu-west-1a,eu-west-1b,eu-west-1c entry managed check=15/3/2/2
        web-asg server nodes=3 in eu-west-1a,eu-west-1b,eu-west-1c
        main-db database failover=Automatic +standby
        sessions-cache ? image=redis nodes=1
        web-lb > web-asg
        web-asg > main-db
        web-asg > sessions-cache
        zone eu-west-1
        zone eu-west-1a < eu-west-1
        zone eu-west-1b < eu-west-1
        zone eu-west-1c < eu-west-1
        not aws_s3_bucket.logs: Nothing in the file is known to use it.
        not aws_instance.bastion: It is behind nothing, and calls nothing that is known.
        not aws_cloudwatch_metric_alarm.cpu: Resources of this type are not drawn.
        not aws_db_subnet_group.main: Resources of this type are not drawn.
        not aws_nat_gateway.*: It leads out; no request of a user comes in through it.
        not aws_vpc.main: It is network, not a part that serves.
        * aws_lb.web has one node in each of its zones.
        * desired_capacity 3 of aws_autoscaling_group.web is drawn; max_size is 9.
        * aws_autoscaling_group.web replaces a dead instance by itself in minutes: what is dead here stays dead until it is revived.
        * aws_db_instance.main has multi_az: a standby that no file names takes over by itself. The zones of both are not said.
    "#]].assert_eq(&read(&case("terraform/alb-asg-rds.plan.json")));
}

#[test]
fn containers_with_aurora_a_cache_and_a_queue() {
    expect![[r#"
        www dns nodes=2 entry managed
        edge-lb server nodes=2 in us-east-1a,us-east-1b managed
        api server nodes=4 restarts
        admin server nodes=1 restarts
        main-db-0 database service=main-cluster in us-east-1a role=Primary set failover=Automatic
        main-db-1 database service=main-cluster in us-east-1b role=Standby set failover=Automatic
        cache-redis ? image=redis nodes=2 failover=Automatic
        jobs-queue queue nodes=2 managed
        worker-lambda server nodes=2 managed
        files-bucket database managed failover=Automatic +standby
        www > edge-lb
        edge-lb > api
        edge-lb > admin
        api > main-db-0
        api > main-db-1
        api > cache-redis
        api > jobs-queue
        admin > main-db-0
        admin > main-db-1
        jobs-queue > worker-lambda
        worker-lambda > files-bucket ?
        zone us-east-1
        zone us-east-1a < us-east-1
        zone us-east-1b < us-east-1
        not aws_ecs_cluster.main: Resources of this type are not drawn.
        * aws_route53_record.www is drawn as two nodes: its provider runs more than one.
        * aws_lb.edge has one node in each of its zones.
        * Which instance of aws_rds_cluster.main writes is decided at run time: the first is drawn as it.
        * aws_sqs_queue.jobs is drawn as two nodes: its provider runs more than one.
        * aws_lambda_function.worker is drawn as two nodes: its provider runs more than one.
        * aws_s3_bucket.files is drawn as two nodes: its provider runs more than one.
        * edge-lb sends to 2 different services (admin, api), so it is drawn as a server that needs each of them.
    "#]].assert_eq(&read(&case("terraform/ecs-aurora-sqs.plan.json")));
}

#[test]
fn modules_with_for_each_stay_apart() {
    expect![[r#"
        shared-db database
        reader-db database role=ReadReplica copies=shared-db
        site dns nodes=2 entry managed check=off
        site-lb-eu load_balancer nodes=2 managed
        web-eu server nodes=2 in eu-west-1a,eu-west-1b
        site-lb-us load_balancer nodes=2 managed
        web-us server nodes=2 in us-west-1a,us-west-1b
        site > site-lb-eu
        site > site-lb-us
        site-lb-eu > web-eu
        web-eu > shared-db
        site-lb-us > web-us
        web-us > shared-db
        zone eu-west-1
        zone eu-west-1a < eu-west-1
        zone eu-west-1b < eu-west-1
        zone us-west-1
        zone us-west-1a < us-west-1
        zone us-west-1b < us-west-1
        * aws_db_instance.shared has no multi_az: one node, nothing takes over.
        * aws_route53_record.site["eu"] is drawn as two nodes: its provider runs more than one.
        * aws_route53_record.site["eu"] has no health check: its name is answered with addresses that are dead, too.
        * module.site["eu"].aws_lb.this is drawn as two nodes: its provider runs more than one.
        * module.site["us"].aws_lb.this is drawn as two nodes: its provider runs more than one.
    "#]]
    .assert_eq(&read(&case("terraform/sites.plan.json")));
}

#[test]
fn functions_with_a_table_and_a_topic() {
    expect![[r#"
        http-api load_balancer nodes=2 entry managed
        orders-lambda server nodes=2 managed
        orders-table database managed failover=Automatic +standby
        mail-queue queue nodes=2 managed
        mail-lambda server nodes=2 managed
        http-api > orders-lambda
        orders-lambda > orders-table
        orders-lambda > mail-queue
        mail-queue > mail-lambda
        * aws_apigatewayv2_api.http is drawn as two nodes: its provider runs more than one.
        * aws_lambda_function.orders is drawn as two nodes: its provider runs more than one.
        * aws_dynamodb_table.orders is drawn as two nodes: its provider runs more than one.
        * aws_sqs_queue.mail is drawn as two nodes: its provider runs more than one.
        * aws_lambda_function.mail is drawn as two nodes: its provider runs more than one.
    "#]]
    .assert_eq(&read(&case("terraform/serverless.plan.json")));
}

#[test]
fn a_state_is_wired_by_ids() {
    expect![[r#"
        front-lb load_balancer nodes=2 in eu-central-1a,eu-central-1b entry managed check=30/5/2/5
        app-a server service=app in eu-central-1a
        app-b server service=app in eu-central-1b
        main-db database in eu-central-1a failover=Automatic +standby
        replica-db database in eu-central-1b role=ReadReplica copies=main-db
        front-lb > app-a
        front-lb > app-b
        app-a > main-db
        app-a > replica-db
        app-b > main-db
        app-b > replica-db
        zone eu-central-1
        zone eu-central-1a < eu-central-1
        zone eu-central-1b < eu-central-1
        * aws_lb.front has one node in each of its zones.
        * aws_db_instance.main has multi_az: a standby that no file names takes over by itself. The zones of both are not said.
    "#]].assert_eq(&read(&case("terraform/three-tier.state.json")));
}

#[test]
fn what_is_not_read_is_refused_with_the_command_to_run() {
    let names = [
        "alb-rds-redis.v3.tfstate.json",
        "two-tier.tf",
        "rds-replica-postgres.tf",
        "webserver-cluster.prod.tf",
        "webserver-cluster.module.tf",
    ];
    let told = names.map(|name| {
        let text = case(&format!("terraform/{name}"));
        assert!(terraform::is_it(&text), "{name}");
        read(&text)
    });
    let v4 = r#"{"version": 4, "terraform_version": "1.9.5", "serial": 1, "lineage": "x", "outputs": {}, "resources": []}"#;
    let told = told.concat()
        + &read(v4)
        + &read("{}")
        + &read("{\"planned_values\": {\"root_module\": ")
        + &read("{\"a\": tru}")
        + &read("[]");
    expect![[r#"
        line 1: This is a state file of version 3 (Terraform 0.11): run `terraform show -json > state.json` and give that.
        line 4: This is Terraform's language, in which counts and zones are not known: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and give that.
        line 1: This is Terraform's language, in which counts and zones are not known: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and give that.
        line 1: This is Terraform's language, in which counts and zones are not known: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and give that.
        line 1: This is Terraform's language, in which counts and zones are not known: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and give that.
        line 1: This is a state file of version 4: run `terraform show -json > state.json` and give that.
        line 1: This holds neither planned_values nor values: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and give that.
        line 1: The file stops in the middle: it was cut, or is no JSON.
        line 1: Here a value was expected.
        line 1: Here an object was expected: {
    "#]].assert_eq(&told);
}

#[test]
fn bombs_are_refused_and_cost_little() {
    let deep = format!("{{\"values\": {}", "[".repeat(1_000_000));
    let skipped = format!("{{\"resource_changes\": {}", "[".repeat(1_000_000));
    let many = format!("{{\"values\": [{}0]}}", "0,".repeat(200_000));
    let told: String = [deep, skipped, many]
        .iter()
        .map(|text| read(text))
        .collect();
    expect![[r#"
        line 1: Lists and objects lie within one another 64 deep, and no more are read.
        line 1: Lists and objects lie within one another 64 deep, and no more are read.
        line 1: More than the 100000 values that are read of a plan or state: give a part of it.
    "#]]
    .assert_eq(&told);
}

#[test]
fn a_cut_file_is_refused_and_never_a_panic() {
    let text = case("terraform/ecs-aurora-sqs.plan.json");
    for end in (0..text.len() - 2)
        .step_by(37)
        .filter(|end| text.is_char_boundary(*end))
    {
        assert!(terraform::read(&text[..end], 0).is_err(), "{end}");
    }
}
