//! What a file is, by its name and what it holds; and of what cannot be read, which command prints what can.

use crate::caddy;
use crate::nginx;
use crate::problem::Problem;
use crate::terraform;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// YAML or JSON: compose or Kubernetes, as its documents say.
    Yaml,
    /// Settings, one a line.
    Env,
    /// `HAProxy`'s configuration.
    Haproxy,
    /// nginx's configuration.
    Nginx,
    /// Caddy's configuration.
    Caddy,
    /// A diagram, by itself or in a Markdown file.
    Mermaid,
    /// What `terraform show -json` prints.
    Terraform,
}

/// What the file is.
///
/// # Errors
/// What cannot be read, with the command that prints what can.
pub fn format(file: usize, name: &str, text: &str) -> Result<Format, Problem> {
    let base = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let refuse = |why: &str| Err(Problem::of_file(file, why));
    let is_binary = text.chars().take(4_096).any(|c| {
        c == '\0' || c == '\u{fffd}' || (c.is_control() && !c.is_whitespace() && c != '\u{1b}')
    });
    // What a browser or a command line makes of two bytes that say so.
    if is_binary && text.starts_with("\u{fffd}\u{fffd}") && text.contains('\0') {
        return refuse(
            "This file is in UTF-16, as PowerShell writes it with `>`. Save it as UTF-8 and import that.",
        );
    }
    if is_binary {
        return refuse("This is not a text file.");
    }
    if text.trim().is_empty() {
        return refuse("This file is empty.");
    }
    if let Some(why) = no_file(text) {
        return refuse(why);
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| base.ends_with(ending));
    if ends(&[".tf", ".hcl"]) || (!ends(&[".md", ".markdown"]) && terraform::is_language(text)) {
        return refuse(
            "Terraform's own language needs Terraform to be read. Run `terraform show -json > state.json` (or, of a plan, `terraform show -json plan.out > plan.json`) and import that.",
        );
    }
    let is_template = text.lines().any(|line| {
        let trimmed = line.trim_start();
        !trimmed.starts_with('#') && is_template_line(trimmed)
    });
    // Swarm fills in `{{.Task.Slot}}` and the like by itself.
    let is_swarm = text.lines().any(|line| line.starts_with("services:"))
        && !text.contains(".Values")
        && !text.contains("{{- ")
        && !text.contains("apiVersion:");
    let may_be_one = ends(&[".yaml", ".yml", ".tpl"]) || text.contains("apiVersion:");
    if may_be_one && is_template && !is_swarm {
        let line = text
            .lines()
            .position(|line| line.contains("{{"))
            .map_or(0, |at| at as u32 + 1);
        let why = "This is a Helm template: what it holds is known once it is rendered. Run `helm template .` in its chart and import what that prints.";
        return Err(Problem::at(file, line, why));
    }
    if matches!(base.as_str(), "chart.yaml" | "values.yaml") {
        return refuse(
            "This belongs to a Helm chart. Run `helm template .` in its folder and import what that prints.",
        );
    }
    let is_kustomization = text
        .lines()
        .any(|line| line.trim_end() == "kind: Kustomization")
        && text.contains("kustomize.config.k8s.io");
    if is_kustomization || matches!(base.as_str(), "kustomization.yaml" | "kustomization.yml") {
        return refuse(
            "This says how others are put together. Run `kustomize build .` in its folder (or `kubectl kustomize .`) and import what that prints.",
        );
    }
    if base.starts_with(".env") || ends(&[".env"]) {
        return Ok(Format::Env);
    }
    Ok(by_content(&base, text))
}

/// What a text is that is no file of configuration: what a server answered instead of it.
fn no_file(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let is_page = ["<!doctype html", "<html"].iter().any(|tag| {
        start
            .get(..tag.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(tag))
    });
    if is_page {
        return Some("This is a web page, not the file that it shows: download the file itself.");
    }
    (start.starts_with("404") && start.len() < 200).then_some(
        "This is what a server answers where there is no such file: the download failed.",
    )
}

/// What says by itself what it is; the rest is YAML.
fn by_content(base: &str, text: &str) -> Format {
    let first_words = || {
        text.lines()
            .map(str::trim_start)
            .map(|line| line.split_whitespace().next().unwrap_or_default())
    };
    let begins = |words: &[&str]| first_words().any(|word| words.contains(&word));
    let ends = |endings: &[&str]| endings.iter().any(|ending| base.ends_with(ending));
    let is_json = text.trim_start().starts_with('{');
    let is_of_terraform = || terraform::is_it(text) || text.contains("\"format_version\"");
    if ends(&[".yaml", ".yml"]) {
        Format::Yaml
    } else if base.contains("caddyfile")
        || ends(&[".caddy"])
        || (!ends(&[".md", ".markdown"]) && caddy::is_it(text))
    {
        // It may begin with a brace, as JSON does.
        Format::Caddy
    } else if is_json && (is_of_terraform() || base.ends_with(".tfstate")) {
        Format::Terraform
    } else if is_json {
        Format::Yaml
    } else if ends(&[".mmd", ".mermaid", ".md", ".markdown"])
        || text.contains("```mermaid")
        || mermaid_first(text)
    {
        Format::Mermaid
    } else if nginx::is_it(text) {
        Format::Nginx
    } else if (begins(&["backend", "listen", "frontend"])
        && begins(&["server", "bind", "default_backend"]))
        || (begins(&["global"]) && begins(&["defaults"]))
    {
        Format::Haproxy
    } else if ends(&[".conf", ".nginx"])
        || (text.contains("server {") && text.contains("proxy_pass"))
    {
        Format::Nginx
    } else {
        Format::Yaml
    }
}

/// Whether the first line that is no comment begins a diagram.
fn mermaid_first(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("%%"));
    let first = lines.next().unwrap_or_default();
    ["flowchart", "graph", "architecture-beta"]
        .iter()
        .any(|word| {
            first == *word
                || first
                    .strip_prefix(word)
                    .is_some_and(|rest| rest.starts_with(' '))
        })
}

/// `{{ .Values.x }}` where a value or a line begins, as in templates; braces within a text are none.
fn is_template_line(line: &str) -> bool {
    let opens = |text: &str| {
        let inside = text.trim_start_matches(['"', '\'']).strip_prefix("{{");
        inside.is_some_and(|inside| {
            let inside = inside.trim_start_matches('-').trim_start();
            inside.starts_with(['.', '$', '/'])
                || [
                    "include", "if", "range", "with", "end", "else", "define", "template",
                    "toYaml", "default",
                ]
                .iter()
                .any(|word| inside.starts_with(word))
        })
    };
    opens(line)
        || line
            .split_once(": ")
            .is_some_and(|(_, value)| opens(value.trim_start()))
        || line.split_once("- ").is_some_and(|(_, value)| opens(value))
}
