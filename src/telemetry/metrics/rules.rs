//! Tests of the alert rules for Prometheus: what they name exists, and each alert has its page.

use std::collections::BTreeSet;
use std::path::Path;

use linekeeper_domain::ErrorCode;

use super::MetricName;

const RULES: &str = include_str!("../../../deploy/prometheus-alerts.yml");

/// Words of the rules that begin like this.
fn words(beginning: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    RULES.split(|c| !is_part(c)).filter(|word| word.starts_with(beginning)).collect()
}

/// Values of a key, a line each.
fn values(key: &str) -> Vec<&str> {
    RULES.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix(key)).map(str::trim).collect()
}

#[test]
fn alert_rules_use_metrics_that_there_are() {
    let is_metric = |word: &&str| MetricName::ALL.iter().any(|name| name.as_str() == *word);
    let unknown: Vec<_> = words("linekeeper_").into_iter().filter(|word| !is_metric(word)).collect();
    assert!(unknown.is_empty() && !words("linekeeper_").is_empty(), "{unknown:?}");
}

#[test]
fn alert_rules_use_codes_of_the_catalogue() {
    let lists = RULES.split("code=~\"").skip(1).filter_map(|rest| rest.split('"').next());
    let codes: Vec<_> = lists.flat_map(|list| list.split('|')).collect();
    assert!(!codes.is_empty() && codes.iter().all(|code| ErrorCode::named(code).is_some()), "{codes:?}");
}

#[test]
fn each_alert_has_a_page_that_names_it() {
    let (alerts, pages) = (values("alert:"), values("runbook:"));
    assert_eq!(alerts.len(), pages.len());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (alert, page) in alerts.into_iter().zip(pages) {
        let text = std::fs::read_to_string(root.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(&format!("`{alert}`")), "{page} should name {alert}");
    }
}
