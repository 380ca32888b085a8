//! Parser of `/metrics`, the Prometheus text format; strict, so that a line Prometheus could not read fails a test.

use std::collections::BTreeMap;

/// Samples of one `/metrics` response.
#[derive(Debug, Clone)]
pub struct Metrics {
    samples: Vec<Sample>,
}

#[derive(Debug, Clone, PartialEq)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl Metrics {
    /// Parses a response. Panics on a line that is neither a comment nor a sample.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let read = |line: &str| sample(line).unwrap_or_else(|| panic!("this is no sample: {line}"));
        Self { samples: lines.map(read).collect() }
    }

    /// Value of the sample with this name and at least these labels; `None` if there is none. Panics if several match.
    #[must_use]
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let mut fitting = self.fitting(name, labels);
        let found = fitting.next()?;
        if let Some(other) = fitting.next() {
            panic!("{labels:?} do not tell two samples apart: {found:?}, {other:?}");
        }
        Some(found.value)
    }

    /// Sum of all samples with this name; 0 if there are none.
    #[must_use]
    pub fn sum(&self, name: &str) -> f64 {
        self.sum_of(name, &[])
    }

    /// Sum of the samples with this name and at least these labels; 0 if there are none.
    #[must_use]
    pub fn sum_of(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.fitting(name, labels).map(|sample| sample.value).sum()
    }

    /// Names of all samples, sorted and without duplicates.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.samples.iter().map(|sample| sample.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Values of this label in all samples, sorted and without duplicates.
    #[must_use]
    pub fn values_of(&self, label: &str) -> Vec<&str> {
        let mut values: Vec<&str> =
            self.samples.iter().filter_map(|sample| sample.labels.get(label).map(String::as_str)).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    fn fitting<'a>(&'a self, name: &'a str, labels: &'a [(&str, &str)]) -> impl Iterator<Item = &'a Sample> {
        let fits = move |sample: &&Sample| {
            let has = |(label, value): &(&str, &str)| sample.labels.get(*label).is_some_and(|found| found == value);
            sample.name == name && labels.iter().all(has)
        };
        self.samples.iter().filter(fits)
    }
}

/// Parses `name{label="value",…} value [timestamp]`.
fn sample(line: &str) -> Option<Sample> {
    let (name, rest) = name(line)?;
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (BTreeMap::new(), rest),
    };
    let mut words = rest.split_whitespace();
    let value = words.next()?.parse().ok()?;
    let in_time = words.next().is_none_or(|stamp| stamp.parse::<i64>().is_ok());
    (in_time && words.next().is_none()).then(|| Sample { name: name.to_owned(), labels, value })
}

/// Splits off a leading metric or label name.
fn name(text: &str) -> Option<(&str, &str)> {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == ':';
    let end = text.find(|sign| !fits(sign)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    name.starts_with(|first: char| !first.is_ascii_digit()).then_some((name, rest))
}

/// Parses labels from behind the opening brace to the closing one; returns them and the rest.
fn labels(mut text: &str) -> Option<(BTreeMap<String, String>, &str)> {
    let mut labels = BTreeMap::new();
    loop {
        text = text.trim_start_matches([' ', ',']);
        if let Some(rest) = text.strip_prefix('}') {
            return Some((labels, rest));
        }
        let (label, rest) = name(text)?;
        let (value, rest) = quoted(rest.strip_prefix("=\"")?)?;
        // A label may be given only once.
        if labels.insert(label.to_owned(), value).is_some() {
            return None;
        }
        text = rest;
    }
}

/// Parses a label's value from behind the opening quote to the closing one; returns it and the rest.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match signs.next()?.1 {
                'n' => value.push('\n'),
                escaped @ ('\\' | '"') => value.push(escaped),
                _ => return None,
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
# HELP sessions Sessions by state.
# TYPE sessions gauge
sessions{state="connected"} 3
sessions{state="idle",shard="a,b}"} 4 1700000000000
restarts_total 1.5e3
waited_seconds_bucket{le="+Inf"} 7
waited_seconds_sum NaN
odd{text="a \"quoted\" \\ line\n"} -Inf
"#;

    #[test]
    fn samples_are_found_by_name_and_labels() {
        let metrics = Metrics::parse(TEXT);
        assert_eq!(metrics.value("sessions", &[("state", "connected")]), Some(3.0));
        assert_eq!(metrics.value("sessions", &[("shard", "a,b}")]), Some(4.0));
        assert_eq!(metrics.value("restarts_total", &[]), Some(1500.0));
        assert_eq!(metrics.value("waited_seconds_bucket", &[("le", "+Inf")]), Some(7.0));
        assert!(metrics.value("waited_seconds_sum", &[]).unwrap().is_nan());
        assert_eq!(metrics.value("odd", &[("text", "a \"quoted\" \\ line\n")]), Some(f64::NEG_INFINITY));
        assert_eq!(metrics.value("sessions", &[("state", "gone")]), None);
        assert_eq!(metrics.value("session", &[]), None);
    }

    #[test]
    fn samples_are_added_up_and_labels_listed() {
        let metrics = Metrics::parse(TEXT);
        assert_eq!((metrics.sum("sessions"), metrics.sum("nothing")), (7.0, 0.0));
        assert_eq!(metrics.sum_of("sessions", &[("state", "idle")]), 4.0);
        assert_eq!(metrics.values_of("state"), ["connected", "idle"]);
        assert_eq!(
            metrics.names(),
            ["odd", "restarts_total", "sessions", "waited_seconds_bucket", "waited_seconds_sum"]
        );
    }

    #[test]
    #[should_panic(expected = "do not tell two samples apart")]
    fn value_panics_when_labels_match_two_samples() {
        let _value = Metrics::parse(TEXT).value("sessions", &[]);
    }

    #[test]
    fn malformed_lines_are_no_samples() {
        for line in [
            "a",
            "a x",
            "1a 1",
            "a{b} 1",
            "a{b=c} 1",
            "a{b=\"c} 1",
            "a{b=\"\\x\"} 1",
            "a 1 2 3",
            "a{b=\"1\",b=\"2\"} 1",
        ] {
            assert_eq!(sample(line), None, "{line}");
        }
    }
}
