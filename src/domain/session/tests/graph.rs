//! The machine's graph: what the code allows is what walks find, and what the doc comment, the actors' README and the
//! journal's CHECK say.

use std::collections::BTreeSet;

use super::*;

fn allowed() -> BTreeSet<(StateName, StateName)> {
    let edges = |from: StateName| from.successors().iter().map(move |to| (from, *to));
    StateName::ALL.into_iter().flat_map(edges).collect()
}

/// Lines like `idle → creating, error`, in the order of the way.
fn listed() -> String {
    let line = |from: StateName| {
        let successors: Vec<_> = from.successors().iter().map(|to| to.as_str()).collect();
        format!("{} → {}", from.as_str(), successors.join(", "))
    };
    StateName::ALL.map(line).join("\n")
}

fn without_marks(document: &str) -> String {
    let bare = |line: &str| line.trim_start_matches("//!").trim().to_owned();
    document.lines().map(bare).collect::<Vec<_>>().join("\n")
}

#[test]
fn walks_find_every_transition_of_the_graph_and_no_other() {
    let walked = properties::edges_walked(6_000);
    let missing: Vec<_> = allowed().difference(&walked).copied().collect();
    let forbidden: Vec<_> = walked.difference(&allowed()).copied().collect();
    assert!(missing.is_empty() && forbidden.is_empty(), "never walked: {missing:?}; not in the graph: {forbidden:?}");
}

#[test]
fn the_doc_comment_and_the_readme_list_the_same_transitions() {
    for (name, document) in [
        ("session/mod.rs", include_str!("../mod.rs")),
        ("actors/README.md", include_str!("../../../../actors/README.md")),
    ] {
        assert!(without_marks(document).contains(&listed()), "{name} should list:\n{}", listed());
    }
}

#[test]
fn the_journal_accepts_the_same_transitions() {
    let migration = include_str!("../../../../migrations/V20261124000100__session_machine.sql");
    let pairs = StateName::ALL.map(|from| {
        let pair = |to: &StateName| format!("('{}', '{}')", from.as_str(), to.as_str());
        from.successors().iter().map(pair).collect::<Vec<_>>().join(", ")
    });
    for line in &pairs {
        assert!(migration.contains(line.as_str()), "the CHECK should have: {line}");
    }
    let written = migration.matches("('").count();
    assert_eq!(written, allowed().len(), "the CHECK has pairs that are no transitions");
}

#[test]
fn the_database_parks_for_the_codes_that_are_kept() {
    let migration = include_str!("../../../../migrations/V20261125000400__disconnect.sql");
    let kept: Vec<_> = ErrorCode::ALL.iter().filter(|code| code.is_kept()).map(|code| format!("'{code}'")).collect();
    for code in &kept {
        assert!(migration.contains(code.as_str()), "the CHECK should have {code}");
    }
    let not_kept = ErrorCode::ALL.iter().filter(|code| !code.is_kept());
    assert!(not_kept.into_iter().all(|code| !migration.contains(&format!("'{code}'"))));
}
