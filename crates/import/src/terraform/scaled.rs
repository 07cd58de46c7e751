//! How many there are at least, where that is said elsewhere: by a scaler, by the plan that a web application runs on.

use super::json::Json;
use super::plan::Plan;

/// The least number of nodes that another resource keeps of this one.
pub fn least(plan: &Plan<'_>, at: usize) -> Option<u32> {
    let resource = &plan.resources[at];
    match resource.kind {
        "azurerm_linux_web_app" | "azurerm_windows_web_app" => {
            let runs_on = plan.targets(at, "service_plan_id");
            let counts = runs_on.into_iter().filter_map(|to| {
                let values = plan.resources[to].values;
                values.get("worker_count").and_then(Json::number)
            });
            counts.min()
        }
        "azurerm_container_app" => {
            let template = resource.values.get("template")?.items().first()?;
            template.get("min_replicas").and_then(Json::number)
        }
        "aws_ecs_service" => (0..plan.resources.len()).find_map(|other| of_ecs(plan, other, at)),
        kind if kind.ends_with("instance_group_manager") || kind.ends_with("scale_set") => {
            (0..plan.resources.len()).find_map(|other| scaler(plan, other, at))
        }
        _ => None,
    }
}

/// The least that Amazon's scaler keeps of a service of ECS, whose name ends what it scales: `service/cluster/name`.
fn of_ecs(plan: &Plan<'_>, at: usize, service: usize) -> Option<u32> {
    let resource = &plan.resources[at];
    if resource.kind != "aws_appautoscaling_target" {
        return None;
    }
    let text = |of: usize, name: &str| plan.resources[of].values.get(name).and_then(Json::text);
    let id = text(at, "resource_id").unwrap_or_default();
    let last = id.rsplit('/').next().filter(|last| !last.is_empty());
    let is_named = id.starts_with("service/") && last == text(service, "name");
    if !is_named && !plan.targets(at, "resource_id").contains(&service) {
        return None;
    }
    resource.values.get("min_capacity").and_then(Json::number)
}

/// The least that a scaler keeps, if it is one of this group.
fn scaler(plan: &Plan<'_>, at: usize, group: usize) -> Option<u32> {
    let resource = &plan.resources[at];
    let (attribute, path): (&str, &[&str]) = match resource.kind {
        "google_compute_autoscaler" | "google_compute_region_autoscaler" => {
            ("target", &["autoscaling_policy", "min_replicas"])
        }
        "azurerm_monitor_autoscale_setting" => {
            ("target_resource_id", &["profile", "capacity", "minimum"])
        }
        _ => return None,
    };
    if !plan.targets(at, attribute).contains(&group) {
        return None;
    }
    let mut value = resource.values;
    for name in path {
        value = value.get(name)?;
        value = value.items().first().unwrap_or(value);
    }
    value.number()
}
