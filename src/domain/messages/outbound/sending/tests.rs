//! Tests: one line against a store and a WhatsApp of the test's, by hand and at random.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::messages::SendProgress;

fn at(millis: u64) -> Moment {
    let now = Timestamp::from_timestamp_millis(1_800_000_000_000 + i64::try_from(millis).unwrap()).unwrap();
    Moment { now, monotonic: Monotonic::at(Duration::from_millis(millis)), chance: 0.5 }
}

fn id_of(seq: i64) -> StanzaId {
    format!("3EB0{seq:018}").parse().unwrap()
}

fn head(seq: i64) -> Head {
    let waiting = Waiting { seq, heard_at: None };
    Head { waiting, whatsapp_id: id_of(seq), expires_at: at(1_000_000_000).now, is_readable: true }
}

fn report(seq: i64, event: SendEvent) -> SendReport {
    SendReport { whatsapp_id: id_of(seq), event, at: at(0).now }
}

const FAST: PaceRule = PaceRule { per_minute: 60_000, burst: 100 };

fn connected() -> Sending {
    let mut line = Sending::new(FAST, at(0).monotonic);
    line.connected();
    line
}

/// Brings the line to the point where it writes the message of this place.
fn writing(seq: i64, millis: u64) -> Sending {
    let mut line = connected();
    assert_eq!(line.next_step(&at(millis)), Some(SendStep::Read { under_way: vec![] }));
    line.read(Some(vec![head(seq)]), &at(millis));
    assert_eq!(line.next_step(&at(millis)), Some(SendStep::Mark { seq }));
    line.marked(Marking::Write, &at(millis));
    assert_eq!(line.next_step(&at(millis)), Some(SendStep::Write { seq }));
    line
}

#[test]
fn message_is_read_marked_written_and_recorded() {
    let mut line = writing(1, 0);
    assert_eq!(line.next_step(&at(0)), None);
    line.written(Ok(()), &at(1));
    // The next reading leaves it out: it is not answered yet.
    assert_eq!(line.next_step(&at(1)), Some(SendStep::Read { under_way: vec![1] }));
    line.read(Some(Vec::new()), &at(1));
    line.learned(vec![report(1, SendEvent::Acknowledged)], &at(2));
    let recorded = SendStep::Record(vec![report(1, SendEvent::Acknowledged)]);
    assert_eq!(line.next_step(&at(2)), Some(recorded));
    assert_eq!(line.next_step(&at(2)), None);
    line.recorded(true, &at(3));
    assert_eq!(line.next_step(&at(3)), Some(SendStep::Read { under_way: vec![] }));
}

#[test]
fn answer_before_the_news_of_the_write_counts() {
    let mut line = writing(1, 0);
    line.learned(vec![report(1, SendEvent::Acknowledged)], &at(1));
    assert!(matches!(line.next_step(&at(1)), Some(SendStep::Record(_))));
    line.recorded(true, &at(1));
    line.written(Ok(()), &at(2));
    assert_eq!(line.next_step(&at(2)), Some(SendStep::Read { under_way: vec![] }));
    line.read(Some(Vec::new()), &at(2));
    assert_eq!(line.next_step(&at(100_000)), None, "it is not given up as unanswered");
}

#[test]
fn unanswered_message_is_given_up_after_a_minute() {
    let mut line = writing(1, 0);
    line.written(Ok(()), &at(1));
    assert!(matches!(line.next_step(&at(1)), Some(SendStep::Read { .. })));
    line.read(Some(Vec::new()), &at(1));
    assert_eq!(line.wakes_at(&at(1)), Some(at(60_001).monotonic));
    assert_eq!(line.next_step(&at(60_000)), None);
    let Some(SendStep::Record(reports)) = line.next_step(&at(60_001)) else { panic!("nothing to record") };
    assert_eq!(reports.iter().map(|report| report.event).collect::<Vec<_>>(), [SendEvent::Unanswered]);
}

#[test]
fn message_of_a_cut_line_is_written_again() {
    // Marked, then cut; written, then cut; cut while it is written.
    let mut line = connected();
    line.next_step(&at(0));
    line.read(Some(vec![head(1)]), &at(0));
    line.next_step(&at(0));
    line.disconnected();
    line.marked(Marking::Write, &at(0));
    assert_eq!(line.next_step(&at(0)), None);
    line.connected();
    assert_eq!(line.next_step(&at(0)), Some(SendStep::Read { under_way: vec![] }));

    let mut line = writing(1, 0);
    line.written(Ok(()), &at(0));
    line.disconnected();
    assert_eq!(line.next_step(&at(90_000)), None, "it is not given up: it will be written again");
    line.connected();
    assert_eq!(line.next_step(&at(90_000)), Some(SendStep::Read { under_way: vec![] }));

    let mut line = writing(1, 0);
    line.written(Err(NotWritten::LineDown), &at(0));
    assert_eq!(line.next_step(&at(0)), None, "it rests");
    assert_eq!(line.wakes_at(&at(0)), Some(at(1_000).monotonic));
    assert_eq!(line.next_step(&at(1_000)), Some(SendStep::Read { under_way: vec![] }));
}

#[test]
fn failed_store_forgets_nothing_and_is_not_flooded() {
    let mut line = writing(1, 0);
    line.written(Ok(()), &at(0));
    line.learned(vec![report(1, SendEvent::Acknowledged)], &at(0));
    assert!(matches!(line.next_step(&at(0)), Some(SendStep::Record(_))));
    line.recorded(false, &at(0));
    assert_eq!(line.next_step(&at(0)), None);
    assert_eq!(line.wakes_at(&at(0)), Some(at(1_000).monotonic));
    line.learned(vec![report(1, SendEvent::Delivered)], &at(500));
    let both = vec![report(1, SendEvent::Acknowledged), report(1, SendEvent::Delivered)];
    assert_eq!(line.next_step(&at(1_000)), Some(SendStep::Record(both)));
    // Until it is recorded, the message is left out of what is read.
    assert_eq!(line.next_step(&at(1_000)), Some(SendStep::Read { under_way: vec![1] }));
}

#[test]
fn message_that_cannot_be_sent_fails_and_the_chat_goes_on() {
    let mut line = writing(1, 0);
    line.written(Err(NotWritten::Failed(SendFailure::NotOnWhatsapp)), &at(0));
    let failed = SendEvent::Failed { reason: SendFailure::NotOnWhatsapp, error: None };
    let Some(SendStep::Record(reports)) = line.next_step(&at(0)) else { panic!("nothing to record") };
    assert_eq!(reports.iter().map(|report| report.event).collect::<Vec<_>>(), [failed]);
    line.recorded(true, &at(0));
    assert_eq!(line.next_step(&at(0)), Some(SendStep::Read { under_way: vec![] }));
    line.read(Some(vec![Head { is_readable: false, ..head(2) }, head(3)]), &at(0));
    let Some(SendStep::Record(reports)) = line.next_step(&at(9)) else { panic!("nothing to record") };
    assert_eq!(reports.iter().map(|report| report.whatsapp_id.clone()).collect::<Vec<_>>(), [id_of(2)]);
    assert_eq!(line.next_step(&at(9)), Some(SendStep::Mark { seq: 3 }));
}

#[test]
fn refused_mark_expires_only_what_is_over_its_time() {
    let marked_not = |expires_at| {
        let mut line = connected();
        line.next_step(&at(0));
        line.read(Some(vec![Head { expires_at, ..head(1) }]), &at(0));
        assert_eq!(line.next_step(&at(0)), Some(SendStep::Mark { seq: 1 }));
        line.marked(Marking::Not, &at(0));
        line.next_step(&at(0))
    };
    let over = SendReport { at: at(0).now, ..report(1, SendEvent::TimeOver) };
    assert_eq!(marked_not(at(0).now), Some(SendStep::Record(vec![over])));
    assert_eq!(marked_not(at(60_000).now), None, "another one may be first by now: it is read again after a rest");
}

#[test]
fn refusals_hold_new_chats_back() {
    let mut line = writing(1, 0);
    line.written(Ok(()), &at(0));
    assert_eq!(line.held_until(at(0).monotonic), None);
    let refused = SendEvent::Failed { reason: SendFailure::NewChatRefused, error: Some(463) };
    line.learned(vec![report(1, refused)], &at(0));
    assert!(line.held_until(at(0).monotonic).is_some());
}

#[test]
fn receipts_without_end_are_bounded_and_acks_kept() {
    let mut line = connected();
    let flood = (0..20_000).map(|seq| report(seq, SendEvent::Delivered)).collect();
    line.learned(flood, &at(0));
    line.learned(vec![report(20_001, SendEvent::Acknowledged)], &at(0));
    let learned = line.take_learned();
    assert_eq!(learned.len(), MOST_LEARNED + 1);
    assert_eq!(learned.last(), Some(&report(20_001, SendEvent::Acknowledged)));
}

/// The store, WhatsApp and the fate of a line, for random runs. Chat of a message: its place modulo [`CHATS`].
struct World {
    progress: BTreeMap<i64, SendProgress>,
    marked: BTreeSet<i64>,
    /// Written so far, in order, with repetitions.
    wire: Vec<i64>,
    /// Writes whose acks have not come.
    open: Vec<i64>,
}

const CHATS: i64 = 3;

impl World {
    fn of(messages: i64) -> Self {
        let progress = (0..messages).map(|seq| (seq, SendProgress::QUEUED)).collect();
        Self { progress, marked: BTreeSet::new(), wire: Vec::new(), open: Vec::new() }
    }

    fn heads(&self, under_way: &[i64]) -> Vec<Head> {
        let waits = |seq: &&i64| self.progress[seq].status.waits();
        let first = |chat| self.progress.keys().filter(waits).find(|seq| *seq % CHATS == chat).copied();
        (0..CHATS).filter_map(first).filter(|seq| !under_way.contains(seq)).map(head).collect()
    }

    fn mark(&mut self, seq: i64) -> Marking {
        if !self.heads(&[]).iter().any(|head| head.waiting.seq == seq) {
            return Marking::Not;
        }
        self.apply(seq, SendEvent::Written);
        self.marked.insert(seq);
        Marking::Write
    }

    fn apply(&mut self, seq: i64, event: SendEvent) {
        let progress = self.progress[&seq];
        if let Some(next) = progress.after(event) {
            self.progress.insert(seq, next);
        }
    }

    fn record(&mut self, reports: &[SendReport]) {
        for report in reports {
            let seq = report.whatsapp_id.as_str().trim_start_matches("3EB0").parse().unwrap();
            self.apply(seq, report.event);
        }
    }
}

/// Carries out one step; `luck` decides whether it succeeds.
fn carry_out(line: &mut Sending, world: &mut World, step: SendStep, (luck, moment): (u8, &Moment)) {
    let works = luck >= 40;
    match step {
        SendStep::Read { under_way } => line.read(works.then(|| world.heads(&under_way)), moment),
        // The mark of a failed call may be there.
        SendStep::Mark { seq } if luck >= 20 => {
            let marking = world.mark(seq);
            line.marked(if works { marking } else { Marking::Failed }, moment);
        }
        SendStep::Mark { .. } => line.marked(Marking::Failed, moment),
        SendStep::Write { seq } => {
            assert!(world.marked.contains(&seq), "{seq} was written without its mark");
            assert!(world.progress[&seq].status.waits(), "{seq} was written after its answer was recorded");
            if luck >= 20 {
                world.wire.push(seq);
                world.open.push(seq);
            }
            line.written(if works { Ok(()) } else { Err(NotWritten::LineDown) }, moment);
        }
        SendStep::Record(reports) => {
            if luck >= 20 {
                world.record(&reports);
            }
            line.recorded(works, moment);
        }
    }
}

proptest! {
    #[test]
    fn every_message_is_sent_in_order_whatever_fails(lucks in prop::collection::vec(any::<u8>(), 1..400)) {
        let mut world = World::of(12);
        let mut line = connected();
        let mut millis = 0;
        // Random at first, then everything works.
        for luck in lucks.into_iter().chain(std::iter::repeat_n(200, 2_000)) {
            millis += 700;
            let moment = at(millis);
            match luck {
                0..10 => line.disconnected(),
                // Another life of the session.
                10..14 => line = Sending::new(FAST, moment.monotonic),
                14..40 => line.connected(),
                40..60 => drop(world.open.pop()),
                60.. => {
                    line.ordered();
                    if let Some(seq) = world.open.pop() {
                        line.learned(vec![report(seq, SendEvent::Acknowledged)], &moment);
                    }
                }
            }
            if luck == 200 && !line.is_connected {
                line.connected();
            }
            for _ in 0..20 {
                let Some(step) = line.next_step(&moment) else { break };
                carry_out(&mut line, &mut world, step, (luck, &moment));
            }
        }
        for progress in world.progress.values() {
            prop_assert!(!progress.status.waits(), "{progress:?}");
        }
        for chat in 0..CHATS {
            let mut firsts: Vec<i64> = Vec::new();
            for seq in world.wire.iter().filter(|seq| *seq % CHATS == chat) {
                if !firsts.contains(seq) {
                    firsts.push(*seq);
                }
            }
            prop_assert!(firsts.is_sorted(), "{firsts:?}");
        }
    }
}
