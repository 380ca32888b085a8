//! Rendering of the catalogue as a page for operators, `docs/failures.md`.

use super::{AlertPolicy, ErrorCode};

const HEAD: &str = "# Failures

Every failure has one code, the same in frames, problem documents, the journal, metrics and logs. This page is generated from
the catalogue in `src/domain/catalogue`; a test compares the two.

- **Text**: what the person in front of the screen reads, in Russian and English.
- **Action**: `userAction`, what the page offers that person.
- **Recovery**: who gets the session out of it: the service itself, the user, or support, who find the whole story in the
  journal and the log by the correlation id that the person reads to them.
- **Alert**: whether those on call get an alert (a Sentry event): each time, once per outage, or not at all.
- **Kept**: whether a session parked for it still is after a restart of the process.
- **Retry**: after how long, where nothing more exact is known.

| Code | HTTP | Meaning | Text | The service | A person | Action | Recovery | Alert | Kept | Retry |
|---|---|---|---|---|---|---|---|---|---|---|
";

/// The page in Markdown.
#[must_use]
pub fn failures_page() -> String {
    let rows = ErrorCode::ALL.iter().map(|code| row(*code));
    std::iter::once(HEAD.to_owned()).chain(rows).collect()
}

fn row(code: ErrorCode) -> String {
    let entry = code.entry();
    let alerts = match entry.alerts {
        AlertPolicy::No => "no",
        AlertPolicy::EachTime => "each time",
        AlertPolicy::OncePerOutage => "once per outage",
    };
    let kept = if entry.kept { "yes" } else { "no" };
    let retry = entry.retry_after.map_or_else(|| "—".to_owned(), |seconds| format!("{seconds} s"));
    let cells = [
        format!("`{}`", entry.name),
        entry.http_status.to_string(),
        entry.meaning.to_owned(),
        format!("{}<br>{}", entry.text.ru, entry.text.en),
        entry.service.to_owned(),
        entry.person.to_owned(),
        format!("`{}`", entry.action.as_str()),
        entry.recovery.as_str().to_owned(),
        alerts.to_owned(),
        kept.to_owned(),
        retry,
    ];
    format!("| {} |\n", cells.join(" | "))
}
