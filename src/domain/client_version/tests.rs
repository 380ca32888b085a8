//! Tests of the client version by table.

use super::*;

const BUILT_IN: ClientVersion = ClientVersion::new(2, 3000, 1_040_000_000);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

/// Version `days` after the built-in one.
fn version(days: i64) -> ClientVersion {
    let tertiary = i64::from(BUILT_IN.tertiary) + days * 50_000;
    ClientVersion { tertiary: u32::try_from(tertiary).unwrap(), ..BUILT_IN }
}

fn found(version: ClientVersion, seconds: i64) -> FoundVersion {
    FoundVersion { version, since: at(seconds), looked_up_at: at(seconds) }
}

/// Record that has found the version of day 1.
fn record() -> VersionRecord {
    let mut record = VersionRecord::new(None, BUILT_IN, at(0));
    assert_eq!(record.found(found(version(1), 1)), Ok(version(1)));
    record
}

fn announced(record: &VersionRecord) -> (ClientVersion, VersionSource) {
    (record.status().version, record.status().source)
}

#[test]
fn only_three_plain_numbers_are_a_version() {
    assert_eq!("2.3000.1040000000".parse(), Ok(BUILT_IN));
    assert_eq!(BUILT_IN.to_string(), "2.3000.1040000000");
    for text in ["", "2.3000", "2.3000.1.1", "2.3000.", "2.3000.+1", "2.3000.4294967296", "a.b.c", " 2.3000.1"] {
        assert_eq!(text.parse::<ClientVersion>(), Err(InvalidClientVersion), "{text}");
    }
}

#[test]
fn built_in_version_is_announced_until_a_newer_one_is_found() {
    let mut record = VersionRecord::new(None, BUILT_IN, at(0));
    assert_eq!(announced(&record), (BUILT_IN, VersionSource::BuiltIn));
    record.found(found(version(1), 60)).unwrap();
    let expected = VersionStatus {
        version: version(1),
        source: VersionSource::LookedUp,
        since: at(60),
        looked_up_at: Some(at(60)),
        expires_at: None,
    };
    assert_eq!(record.status(), expected);
}

#[test]
fn configured_version_stays_whatever_happens() {
    let mut record = VersionRecord::new(Some(version(-9)), BUILT_IN, at(0));
    assert_eq!(record.found(found(version(1), 1)), Ok(version(-9)));
    record.refused();
    record.accepted();
    assert_eq!(record.found(found(version(2), 2)), Ok(version(-9)));
    assert_eq!(announced(&record), (version(-9), VersionSource::Configured));
}

#[test]
fn older_answer_is_ignored_while_the_version_is_accepted() {
    let mut record = record();
    assert_eq!(record.found(found(version(-5), 90)), Ok(version(1)), "the database keeps the newer one");
    assert_eq!(announced(&record), (version(1), VersionSource::LookedUp));
    assert_eq!((record.status().looked_up_at, record.status().since), (Some(at(90)), at(1)));
}

#[test]
fn older_answer_is_announced_when_the_version_is_refused() {
    let mut record = record();
    record.refused();
    assert_eq!(record.found(found(version(-5), 90)), Ok(version(-5)));
    assert_eq!(announced(&record), (version(-5), VersionSource::LookedUp));
}

#[test]
fn refused_answer_gives_way_to_the_version_before() {
    let mut record = record();
    record.found(found(version(3), 90)).unwrap();
    record.refused();
    assert!(record.is_alternative(version(4)) && !record.is_alternative(version(3)));
    record.found(found(version(3), 91)).unwrap();
    assert_eq!(announced(&record), (version(1), VersionSource::LookedUp), "which was accepted");
    record.refused();
    record.found(found(version(3), 92)).unwrap();
    assert_eq!(announced(&record), (BUILT_IN, VersionSource::BuiltIn));
    record.refused();
    record.found(found(version(3), 93)).unwrap();
    assert_eq!(announced(&record), (version(3), VersionSource::LookedUp), "all are refused: again from the newest");
    record.accepted();
    record.found(found(version(3), 94)).unwrap();
    assert_eq!(announced(&record), (version(3), VersionSource::LookedUp));
}

#[test]
fn refused_version_is_not_announced_beside_an_accepted_one() {
    let mut record = record();
    record.found(found(version(3), 90)).unwrap();
    record.refused();
    record.found(found(version(3), 91)).unwrap();
    record.accepted();
    record.found(found(version(3), 86_400)).unwrap();
    assert_eq!(announced(&record).0, version(1), "at the next daily look-up");
    record.found(found(version(4), 172_800)).unwrap();
    assert_eq!(announced(&record).0, version(4), "until there is a newer one");
    for _ in 0..20 {
        record.refused();
        record.found(found(version(4), 172_801)).unwrap();
    }
    record.accepted();
}

#[test]
fn answer_older_than_built_in_version_is_kept_not_announced() {
    let mut record = VersionRecord::new(None, BUILT_IN, at(0));
    assert_eq!(record.found(found(version(-3), 5)), Ok(version(-3)));
    assert_eq!(announced(&record), (BUILT_IN, VersionSource::BuiltIn));
    assert_eq!(record.status().looked_up_at, Some(at(5)));
}

#[test]
fn failed_lookup_changes_nothing_unless_the_version_is_refused() {
    let mut record = VersionRecord::new(None, BUILT_IN, at(0));
    record.found(found(version(1), 1)).unwrap();
    record.not_found(at(2));
    assert_eq!(announced(&record), (version(1), VersionSource::LookedUp));
    record.refused();
    record.not_found(at(3));
    assert_eq!(announced(&record), (BUILT_IN, VersionSource::BuiltIn));
}

#[test]
fn implausible_answer_is_refused() {
    let mut record = record();
    let far = ClientVersion::new(2, 3000, u32::MAX);
    for hostile in [far, ClientVersion::new(2, 3000, 0), ClientVersion::new(0, 0, 0), ClientVersion::new(3, 3000, 9)] {
        assert_eq!(record.found(found(hostile, 5)), Err(Implausible(hostile)));
    }
    record.refused();
    assert_eq!(record.found(found(far, 6)), Err(Implausible(far)), "not even instead of a refused one");
    assert_eq!((announced(&record).0, record.status().looked_up_at), (version(1), Some(at(1))));
}

#[test]
fn end_is_reported_once_a_day_and_version() {
    const DAY: i64 = 86_400;
    let mut record = record();
    let end = at(30 * DAY);
    let written = end.timestamp().to_string();
    let mut told = |seconds| record.ends(version(1), &written, at(seconds));
    assert_eq!(told(0), EndNotice::Report { at: end, urgent: false });
    assert_eq!(told(1), EndNotice::Known);
    assert_eq!(told(DAY), EndNotice::Report { at: end, urgent: false });
    assert_eq!(told(16 * DAY), EndNotice::Report { at: end, urgent: true });
    assert_eq!(told(16 * DAY + 1), EndNotice::Known);
    let later = at(40 * DAY).timestamp().to_string();
    assert_eq!(record.ends(version(1), &later, at(16 * DAY + 2)), EndNotice::Known);
    assert_eq!(record.status().expires_at, Some(at(40 * DAY)), "the last word counts");
}

#[test]
fn absurd_end_is_ignored_with_a_reason() {
    let mut record = record();
    let past = at(-2 * 86_400).timestamp().to_string();
    let milliseconds = (at(0).timestamp() * 1000).to_string();
    for written in
        ["", "soon", "-1", "0", &past, &milliseconds, "9223372036854775807", "99999999999999999999", "NaN", "1e9"]
    {
        let notice = record.ends(version(1), written, at(0));
        assert!(matches!(notice, EndNotice::Ignored(_)), "{written}: {notice:?}");
    }
    assert_eq!(record.status().expires_at, None);
    assert!(record.first_ignored() && !record.first_ignored());
}

#[test]
fn newer_version_clears_the_end() {
    let mut record = record();
    let end = at(86_400).timestamp().to_string();
    record.ends(version(1), &end, at(0));
    assert_eq!(record.status().expires_at, Some(at(86_400)));
    record.found(found(version(2), 10)).unwrap();
    assert_eq!(record.status().expires_at, None);
    let of_old = record.ends(version(1), &end, at(11));
    assert!(matches!(of_old, EndNotice::Ignored(_)), "by a connection that still announces it");
    assert_eq!(record.status().expires_at, None);
}
