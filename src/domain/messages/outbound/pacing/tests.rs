//! Tests: rate, order, fairness, back-off, and a clock that goes back.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Wall-clock time `millis` after an arbitrary time, and the monotonic clock with it.
fn at(millis: u64, chance: f64) -> Moment {
    let now = Timestamp::from_timestamp_millis(1_800_000_000_000 + i64::try_from(millis).unwrap()).unwrap();
    Moment { now, monotonic: Monotonic::at(Duration::from_millis(millis)), chance }
}

fn reply(seq: i64) -> Waiting {
    Waiting { seq, heard_at: Some(at(0, 0.0).now) }
}

const fn campaign(seq: i64) -> Waiting {
    Waiting { seq, heard_at: None }
}

fn of(cause: NewChatsRefused) -> Refusal {
    Refusal { cause, locked_until: None }
}

fn begun(rule: PaceRule) -> Pace {
    Pace::beginning(rule, at(0, 0.0).monotonic)
}

/// Sends what waits as fast as it may; returns when and what, in seconds. What waits is taken from `chats`, in their order.
fn send_all(pace: &mut Pace, chats: &mut BTreeMap<u32, Vec<Waiting>>, chance: f64) -> Vec<(f64, i64)> {
    let (mut millis, mut sent) = (0, Vec::new());
    loop {
        let heads: Vec<_> = chats.iter().map(|(chat, waiting)| (*chat, waiting[0])).collect();
        let waiting: Vec<_> = heads.iter().map(|(_, head)| *head).collect();
        let moment = at(millis, chance);
        match pace.next(&waiting, &moment) {
            NextSend::Nothing => return sent,
            NextSend::At(time) => {
                assert!(time > moment.monotonic, "it waits for nothing");
                // A timer may be a little late, and is never early.
                millis = u64::try_from(time.since_beginning().as_nanos().div_ceil(1_000_000)).unwrap();
            }
            NextSend::Now(index) => {
                let (chat, head) = heads[index];
                pace.sent(&head, &moment);
                sent.push((Duration::from_millis(millis).as_secs_f64(), head.seq));
                let of_chat = chats.get_mut(&chat).unwrap();
                of_chat.remove(0);
                if of_chat.is_empty() {
                    chats.remove(&chat);
                }
            }
        }
    }
}

fn each_in_its_chat(waiting: impl IntoIterator<Item = Waiting>) -> BTreeMap<u32, Vec<Waiting>> {
    waiting.into_iter().zip(0..).map(|(one, chat)| (chat, vec![one])).collect()
}

#[test]
fn line_that_was_quiet_sends_a_burst_and_then_at_its_rate() {
    let mut pace = begun(PaceRule::default());
    // Twenty a minute: after fifteen seconds of quiet the bucket is full.
    let quiet = at(15_000, 0.0);
    let mut times = Vec::new();
    for millis in (quiet.monotonic.since_beginning().as_millis()..).step_by(100).take(300) {
        let moment = at(u64::try_from(millis).unwrap(), 0.0);
        while pace.next(&[campaign(1)], &moment) == NextSend::Now(0) {
            pace.sent(&campaign(1), &moment);
            times.push(millis);
        }
    }
    assert_eq!(times[..7], [15_000, 15_000, 15_000, 15_000, 15_000, 18_000, 21_000]);
}

#[test]
fn line_that_was_restarted_does_not_begin_with_a_burst() {
    let mut chats = each_in_its_chat((1..=4).map(campaign));
    let sent = send_all(&mut begun(PaceRule::default()), &mut chats, 0.0);
    assert_eq!(sent, [(0.0, 1), (3.0, 2), (6.0, 3), (9.0, 4)]);
}

#[test]
fn jitter_only_slows() {
    let times = |chance| {
        let sent = send_all(&mut begun(PaceRule::default()), &mut each_in_its_chat((1..=5).map(campaign)), chance);
        sent.into_iter().map(|(time, _)| time).collect::<Vec<_>>()
    };
    assert_eq!(times(1.0), [0.0, 3.75, 7.5, 11.25, 15.0]);
    assert!(times(0.0).iter().zip(times(0.4)).all(|(exact, jittered)| *exact <= jittered));
}

#[test]
fn replies_go_before_campaigns_and_do_not_starve_them() {
    let waiting = (1..=4).map(campaign).chain((5..=24).map(reply));
    let sent = send_all(&mut begun(PaceRule::default()), &mut each_in_its_chat(waiting), 0.0);
    let order: Vec<_> = sent.into_iter().map(|(_, seq)| seq).collect();
    assert_eq!(order[..18], [5, 6, 7, 8, 9, 10, 11, 12, 1, 13, 14, 15, 16, 17, 18, 19, 20, 2]);
    assert_eq!(order.len(), 24);
}

#[test]
fn message_is_a_reply_for_a_day() {
    let heard = reply(1);
    for (hours, is_reply) in [(0, true), (23, true), (24, false), (48, false)] {
        assert_eq!(heard.is_reply(at(hours * 3_600_000, 0.0).now), is_reply, "{hours}");
    }
    let before = at(0, 0.0).now - chrono::TimeDelta::hours(1);
    assert!(heard.is_reply(before), "the wall clock went back");
}

#[test]
fn pause_after_refusals_grows_to_its_bound_until_success() {
    for (cause, pauses) in [
        (NewChatsRefused::Unknown, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]),
        (NewChatsRefused::NoToken, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]),
        (NewChatsRefused::Locked, [600, 1_200, 2_400, 4_800, 9_600, 19_200, 21_600, 21_600]),
    ] {
        let (mut pace, mut seconds) = (begun(PaceRule::default()), 1_000);
        for pause in pauses {
            let moment = at(seconds * 1_000, 0.0);
            pace.refused(&campaign(1), of(cause), &moment);
            let until = at((seconds + pause) * 1_000, 0.0);
            assert_eq!(pace.next(&[campaign(1)], &moment), NextSend::At(until.monotonic), "{cause:?} {pause}");
            assert_eq!(pace.held_until(moment.monotonic), Some(until.monotonic));
            assert_eq!(pace.next(&[campaign(1)], &until), NextSend::Now(0));
            let replies = pace.next(&[reply(1)], &moment);
            assert_eq!(replies == NextSend::Now(0), cause != NewChatsRefused::Unknown, "{cause:?}");
            seconds += pause;
        }
        pace.accepted(&reply(1), &at(seconds * 1_000, 0.0));
        assert_eq!(pace.refusals, 8, "a reply says nothing of new chats");
        pace.accepted(&campaign(1), &at(seconds * 1_000, 0.0));
        pace.refused(&campaign(1), of(cause), &at(seconds * 1_000, 1.0));
        let jittered = pace.held_until(at(seconds * 1_000, 0.0).monotonic).unwrap();
        let first = Duration::from_secs(pauses[0]).mul_f64(1.0 + JITTER);
        assert_eq!(jittered, at(seconds * 1_000, 0.0).monotonic.after(first), "it begins anew");
    }
}

#[test]
fn lock_whose_end_is_known_is_waited_out() {
    let mut pace = begun(PaceRule::default());
    let moment = at(0, 0.0);
    let until = |end| Refusal { cause: NewChatsRefused::Locked, locked_until: Some(moment.now + end) };
    pace.refused(&campaign(1), until(chrono::TimeDelta::hours(2)), &moment);
    assert_eq!(pace.held_until(moment.monotonic), Some(at(7_200_000, 0.0).monotonic));
    let mut pace = begun(PaceRule::default());
    pace.refused(&campaign(1), until(chrono::TimeDelta::days(9)), &moment);
    assert_eq!(pace.held_until(moment.monotonic), Some(at(21_600_000, 0.0).monotonic), "and looked at again within it");
}

#[test]
fn refusals_of_messages_under_way_count_once() {
    let mut pace = begun(PaceRule::default());
    for second in 0..5 {
        pace.refused(&campaign(second), of(NewChatsRefused::Unknown), &at(1_000 * u64::try_from(second).unwrap(), 0.0));
        pace.accepted(&campaign(9), &at(1_000 * u64::try_from(second).unwrap(), 0.0));
    }
    assert_eq!((pace.refusals, pace.held_until(at(4_000, 0.0).monotonic)), (1, Some(at(60_000, 0.0).monotonic)));
}

#[test]
fn refused_reply_holds_everything() {
    let mut pace = begun(PaceRule::default());
    pace.refused(&campaign(1), of(NewChatsRefused::Locked), &at(0, 0.0));
    assert_eq!(pace.next(&[reply(2)], &at(0, 0.0)), NextSend::Now(0));
    pace.refused(&reply(2), of(NewChatsRefused::Locked), &at(0, 0.0));
    assert_eq!(pace.next(&[reply(3)], &at(0, 0.0)), NextSend::At(at(1_200_000, 0.0).monotonic));
}

#[test]
fn other_rule_counts_what_was_sent() {
    let mut pace = begun(PaceRule { per_minute: 60, burst: 1 });
    let moment = at(10_000, 0.0);
    pace.sent(&campaign(1), &moment);
    pace.follow(PaceRule { per_minute: 1, burst: 1 });
    assert_eq!(pace.next(&[campaign(2)], &moment), NextSend::At(at(11_000, 0.0).monotonic));
    pace.sent(&campaign(2), &at(11_000, 0.0));
    assert_eq!(pace.next(&[campaign(3)], &at(11_000, 0.0)), NextSend::At(at(71_000, 0.0).monotonic));
}

/// Steps of a line's life: time that passes, in milliseconds, and a random number.
fn steps() -> impl Strategy<Value = Vec<(u64, f64)>> {
    proptest::collection::vec((prop_oneof![Just(0), 1..500_u64, 1_000..60_000_u64], 0.0..1.0), 1..120)
}

proptest! {
    #[test]
    fn never_more_than_burst_and_rate(steps in steps(), per_minute in 1..200_u32, burst in 1..20_u32) {
        let (mut pace, mut millis, mut sent) = (begun(PaceRule { per_minute, burst }), 0, Vec::new());
        for (passes, chance) in steps {
            millis += passes;
            while pace.next(&[campaign(1)], &at(millis, chance)) == NextSend::Now(0) {
                pace.sent(&campaign(1), &at(millis, chance));
                sent.push(millis);
            }
        }
        for (first, begins) in sent.iter().enumerate() {
            for (last, ends) in sent.iter().enumerate().skip(first) {
                let minutes = Duration::from_millis(ends - begins).as_secs_f64() / 60.0;
                let most = f64::from(burst) + f64::from(per_minute) * minutes;
                prop_assert!((last - first + 1) as f64 <= most + 0.001, "{} in {minutes} minutes", last - first + 1);
            }
        }
    }

    #[test]
    fn everything_is_sent_once_and_each_chat_in_order(
        messages in proptest::collection::vec((0..6_u32, any::<bool>()), 0..60), chance in 0.0..1.0,
    ) {
        let mut chats = BTreeMap::<u32, Vec<Waiting>>::new();
        for ((chat, is_reply), seq) in messages.iter().zip(1..) {
            chats.entry(*chat).or_default().push(if *is_reply { reply(seq) } else { campaign(seq) });
        }
        let mut expected = chats.clone();
        let sent = send_all(&mut begun(PaceRule::default()), &mut chats, chance);
        prop_assert_eq!(sent.len(), messages.len());
        for (_, seq) in sent {
            let chat = messages[usize::try_from(seq - 1).unwrap()].0;
            prop_assert_eq!(expected.get_mut(&chat).unwrap().remove(0).seq, seq);
        }
    }

    #[test]
    fn nothing_waits_for_ever(replies_ahead in 0..30_i64, chance in 0.0..1.0) {
        // New replies keep coming, one for each that is sent.
        let (mut pace, mut millis) = (begun(PaceRule::default()), 0);
        let (first, mut next) = (1_000 + replies_ahead, 0);
        for _ in 0..100 {
            let moment = at(millis, chance);
            match pace.next(&[campaign(first), reply(next)], &moment) {
                NextSend::Now(0) => return Ok(()),
                NextSend::Now(_) => {
                    pace.sent(&reply(next), &moment);
                    next += 1;
                }
                NextSend::At(time) => millis = u64::try_from(time.since_beginning().as_nanos().div_ceil(1_000_000)).unwrap(),
                NextSend::Nothing => prop_assert!(false, "something waits"),
            }
        }
        prop_assert!(false, "the campaign starves");
    }

    #[test]
    fn clock_that_goes_back_neither_speeds_nor_stops_a_line(
        readings in proptest::collection::vec(0..400_000_u64, 1..60), chance in 0.0..1.0,
    ) {
        let (mut pace, mut before, mut passed, mut count) = (begun(PaceRule::default()), 0, 0, 0_u32);
        for millis in readings {
            passed += millis.saturating_sub(before);
            before = millis;
            if let NextSend::At(time) = pace.next(&[campaign(1)], &at(millis, chance)) {
                // The longest wait of a line that nobody has refused: an interval with its jitter.
                prop_assert!(time.since(at(millis, chance).monotonic) <= Duration::from_millis(3_750));
            }
            while pace.next(&[campaign(1)], &at(millis, chance)) == NextSend::Now(0) {
                pace.sent(&campaign(1), &at(millis, chance));
                count += 1;
            }
            let most = 5.0 + 20.0 * Duration::from_millis(passed).as_secs_f64() / 60.0;
            prop_assert!(f64::from(count) <= most + 0.001, "{count} in {passed} ms");
        }
    }
}
