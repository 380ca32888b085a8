//! How often one number may be asked a code for. WhatsApp has no official limits; these keep well below what is reported to
//! end in hours of silence: one live code, 3 codes per hour and 6 per day per number, and after a throttle 15 minutes, then
//! 1, 6 and 24 hours without a request. A QR
//! needs no code and is limited with all pairings of a company.
//!
//! The ledger belongs to the number, whichever company asks, and is kept in the database, so a restart forgets nothing.

use std::time::Duration;

use crate::moment::{earlier, later};
use crate::usage::{CodeAsked, CodeLimit, CodeUsage, CountedFor, UsageLimits};
use crate::{CompanyId, PairingCode, Phone, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);
/// How far the clocks of two processes may be apart.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60);
const CODE_LIVES: Duration = Duration::from_secs(PairingCode::VALID_SECONDS.unsigned_abs());

/// The limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPolicy {
    /// Codes per number and hour.
    pub per_hour: u32,
    /// Codes per number and day.
    pub per_day: u32,
    /// The pause after the first throttle, the second, and so on; the last one repeats.
    pub cool_downs: Vec<Duration>,
    /// The limits of whoever asks, beside those of the number.
    pub usage: UsageLimits,
}

impl Default for NumberPolicy {
    fn default() -> Self {
        Self { per_hour: 3, per_day: 6, cool_downs: vec![HOUR / 4, HOUR, HOUR * 6, DAY], usage: UsageLimits::default() }
    }
}

impl NumberPolicy {
    /// The pause after so many throttles.
    #[must_use]
    pub fn cool_down(&self, throttles: u32) -> Duration {
        let step = usize::try_from(throttles.saturating_sub(1)).unwrap_or(usize::MAX);
        self.cool_downs.get(step).or(self.cool_downs.last()).copied().unwrap_or(HOUR)
    }
}

/// What happens to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberDeed {
    /// A company wants to ask for a code.
    Ask,
    /// WhatsApp gave none, for reasons of its own: the request does not count.
    NotGiven,
    /// The request made at the note's own time was given up before anything came of it: it is as if it had not been made.
    NotAsked,
    /// WhatsApp throttled the number; it is left alone until then.
    Throttled {
        /// The end of the pause.
        until: Timestamp,
    },
    /// The code does not live any more.
    Over,
    /// The number was linked: whatever throttled it is forgotten.
    Linked,
}

/// A deed to be written into a number's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberNote {
    /// The number. Those of one account have one ledger.
    pub phone: Phone,
    /// Whose deed.
    pub company: CompanyId,
    /// The deed.
    pub deed: NumberDeed,
    /// When.
    pub at: Timestamp,
    /// For whom a request is counted, beside the number.
    pub counted_for: CountedFor,
}

/// Decides on a deed of a number's ledger and its company's usage together; where one of them refuses, neither changes.
///
/// # Errors
/// [`CoolDown`] when the deed is [`NumberDeed::Ask`] and the number must be left alone, or a limit of whoever asks is reached.
pub fn note_both(
    (ledger, mut usage): (NumberLedger, CodeUsage),
    note: &NumberNote,
    policy: &NumberPolicy,
) -> Result<(NumberLedger, CodeUsage, CodeGrant), CoolDown> {
    let (ledger, grant) = ledger.on(note, policy)?;
    match note.deed {
        NumberDeed::Ask if note.counted_for != CountedFor::Nobody => {
            let link = note.counted_for.link().cloned();
            let asked = CodeAsked { at: note.at, phone: note.phone.clone(), link, given: true };
            usage.ask(asked, &policy.usage).map_err(|(limit, until)| CoolDown { until, limit })?;
        }
        NumberDeed::NotGiven => usage.not_given(&note.phone),
        NumberDeed::NotAsked => usage.not_asked(note),
        NumberDeed::Ask | NumberDeed::Throttled { .. } | NumberDeed::Over | NumberDeed::Linked => {}
    }
    Ok((ledger, usage, grant))
}

/// A code may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodeGrant {
    /// How often in a row WhatsApp has throttled this number.
    pub throttles: u32,
}

/// A code may not be asked for before then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoolDown {
    /// When it may.
    pub until: Timestamp,
    /// The limit that was reached.
    pub limit: CodeLimit,
}

/// Who shows a live code, and until when it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeClaim {
    /// The company.
    pub company: CompanyId,
    /// The end of the code.
    pub until: Timestamp,
}

/// What is known of one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberLedger {
    /// When codes were asked for within the last day, the oldest first.
    pub asked: Vec<Timestamp>,
    /// The code that lives.
    pub live: Option<CodeClaim>,
    /// How often in a row it was throttled.
    pub throttles: u32,
    /// The end of the pause after the last throttle.
    pub cooling_until: Option<Timestamp>,
}

impl NumberLedger {
    /// Takes a deed.
    ///
    /// # Errors
    /// [`CoolDown`] when the deed is [`NumberDeed::Ask`] and the number must be left alone; nothing is changed then.
    pub fn on(mut self, note: &NumberNote, policy: &NumberPolicy) -> Result<(Self, CodeGrant), CoolDown> {
        let (company, now) = (&note.company, note.at);
        self.live_with_the_clock(policy, now);
        self.forget_what_is_old(now);
        match note.deed {
            NumberDeed::Ask => self.ask(company, policy, now)?,
            NumberDeed::NotGiven => {
                if self.give_up_claim(company) {
                    self.asked.pop();
                }
            }
            NumberDeed::NotAsked => {
                self.asked.retain(|asked| !same_instant(*asked, now));
                // A request that came after it has a claim of its own.
                let own = self.live.as_ref().is_some_and(|claim| same_instant(claim.until, later(now, CODE_LIVES)));
                if own {
                    self.give_up_claim(company);
                }
            }
            NumberDeed::Throttled { until } => {
                self.give_up_claim(company);
                self.throttles = self.throttles.saturating_add(1);
                self.cooling_until = self.cooling_until.max(Some(until));
            }
            NumberDeed::Over => drop(self.give_up_claim(company)),
            NumberDeed::Linked => {
                self.give_up_claim(company);
                self.throttles = 0;
                self.cooling_until = None;
            }
        }
        let grant = CodeGrant { throttles: self.throttles };
        Ok((self, grant))
    }

    /// What lies further in the future than can be was written by a clock that was ahead, which says nothing any more. It cannot be put
    /// right instead: a refusal changes nothing, so it would be put right anew each time and never end.
    fn live_with_the_clock(&mut self, policy: &NumberPolicy, now: Timestamp) {
        let beyond = |time: Timestamp, most: Duration| time > later(later(now, most), CLOCKS_DIFFER);
        self.asked.retain(|asked| !beyond(*asked, Duration::ZERO));
        self.live.take_if(|claim| beyond(claim.until, CODE_LIVES));
        // WhatsApp itself may have asked for a longer pause than ours, but for no more than a day.
        let longest = policy.cool_down(self.throttles).max(DAY);
        self.cooling_until.take_if(|until| beyond(*until, longest));
    }

    fn forget_what_is_old(&mut self, now: Timestamp) {
        self.asked.retain(|asked| *asked > earlier(now, DAY));
        self.live.take_if(|claim| claim.until <= now);
        if self.cooling_until.is_some_and(|until| later(until, DAY) <= now) {
            self.throttles = 0;
            self.cooling_until = None;
        }
    }

    fn ask(&mut self, company: &CompanyId, policy: &NumberPolicy, now: Timestamp) -> Result<(), CoolDown> {
        let cooling = self.cooling_until.filter(|until| *until > now);
        // The company's own older code is dead by now: it asks anew only after it has closed that connection.
        let shown_elsewhere = self.live.as_ref().filter(|claim| claim.company != *company).map(|claim| claim.until);
        let hour = self.free_again(policy.per_hour, HOUR, now);
        let day = self.free_again(policy.per_day, DAY, now);
        if let Some(until) = cooling.max(shown_elsewhere).max(hour).max(day) {
            return Err(CoolDown { until, limit: CodeLimit::Number });
        }
        self.asked.push(now);
        self.live = Some(CodeClaim { company: company.clone(), until: later(now, CODE_LIVES) });
        Ok(())
    }

    /// When the number of requests within the window falls below `most` again; nothing when it is below now.
    fn free_again(&self, most: u32, window: Duration, now: Timestamp) -> Option<Timestamp> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let within: Vec<_> = self.asked.iter().filter(|asked| **asked > earlier(now, window)).collect();
        let one_too_many = within.len().checked_sub(most)?;
        // With a limit of none there is nothing to wait for but the window.
        Some(within.get(one_too_many).map_or(later(now, window), |asked| later(**asked, window)))
    }

    fn give_up_claim(&mut self, company: &CompanyId) -> bool {
        self.live.take_if(|claim| claim.company == *company).is_some()
    }
}

/// Whether the database would store them as one time.
pub(crate) fn same_instant(one: Timestamp, other: Timestamp) -> bool {
    one.timestamp_micros() == other.timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn salon(id: &str) -> CompanyId {
        id.parse().unwrap()
    }

    fn note(deed: NumberDeed, company: &str, second: i64) -> NumberNote {
        NumberNote {
            phone: "79006464263".parse().unwrap(),
            company: salon(company),
            deed,
            at: at(second),
            counted_for: CountedFor::Company,
        }
    }

    fn take(ledger: &mut NumberLedger, deed: NumberDeed, company: &str, second: i64) -> Result<CodeGrant, Timestamp> {
        match ledger.clone().on(&note(deed, company, second), &NumberPolicy::default()) {
            Ok((next, grant)) => {
                *ledger = next;
                Ok(grant)
            }
            Err(CoolDown { until, .. }) => Err(until),
        }
    }

    #[test]
    fn three_codes_an_hour_and_six_a_day_are_given_and_the_wait_is_told() {
        let mut ledger = NumberLedger::default();
        for second in [0, 200, 400] {
            assert!(take(&mut ledger, NumberDeed::Ask, "a", second).is_ok());
        }
        assert_eq!(take(&mut ledger, NumberDeed::Ask, "a", 600), Err(at(3600)));
        for second in [3600, 3800, 4000] {
            assert!(take(&mut ledger, NumberDeed::Ask, "a", second).is_ok(), "{second}");
        }
        assert_eq!(take(&mut ledger, NumberDeed::Ask, "a", 40_000), Err(at(86_400)));
        assert!(take(&mut ledger, NumberDeed::Ask, "a", 86_400).is_ok());
    }

    #[test]
    fn a_number_has_one_live_code_and_its_owner_may_replace_it() {
        let mut ledger = NumberLedger::default();
        take(&mut ledger, NumberDeed::Ask, "a", 0).unwrap();
        assert_eq!(take(&mut ledger, NumberDeed::Ask, "b", 10), Err(at(180)));
        assert!(take(&mut ledger, NumberDeed::Ask, "a", 20).is_ok());
        assert_eq!(take(&mut ledger, NumberDeed::Ask, "b", 30), Err(at(200)));
        take(&mut ledger, NumberDeed::Over, "b", 31).unwrap();
        assert!(take(&mut ledger, NumberDeed::Ask, "b", 32).is_err(), "only its owner ends a code");
        take(&mut ledger, NumberDeed::Over, "a", 33).unwrap();
        assert!(take(&mut ledger, NumberDeed::Ask, "b", 34).is_ok());
    }

    #[test]
    fn a_request_that_whatsapp_did_not_answer_with_a_code_does_not_count() {
        let mut ledger = NumberLedger::default();
        for second in 0..20 {
            take(&mut ledger, NumberDeed::Ask, "a", second).unwrap();
            take(&mut ledger, NumberDeed::NotGiven, "a", second).unwrap();
        }
        take(&mut ledger, NumberDeed::NotGiven, "a", 30).unwrap();
        assert_eq!(ledger, NumberLedger::default());
    }

    #[test]
    fn request_given_up_leaves_the_ledger_and_usage_as_they_were() {
        let policy = NumberPolicy::default();
        let on = |both: (NumberLedger, CodeUsage), deed, second| {
            let (ledger, usage, _) = note_both(both, &note(deed, "a", second), &policy).unwrap();
            (ledger, usage)
        };
        for before in [Default::default(), on(Default::default(), NumberDeed::Ask, 0)] {
            let asked = on(before.clone(), NumberDeed::Ask, 10);
            assert_ne!(asked, before);
            let given_up = on(asked.clone(), NumberDeed::NotAsked, 10);
            assert_eq!((&given_up.0.asked, &given_up.1), (&before.0.asked, &before.1));
            assert_eq!(given_up.0.live, None, "nobody shows a code");
            // One that came after it stays, and so does its claim.
            let later = on(on(asked, NumberDeed::Ask, 11), NumberDeed::NotAsked, 10);
            assert_eq!(later, on(before, NumberDeed::Ask, 11));
        }
    }

    #[test]
    fn throttles_cool_down_longer_each_time_until_the_number_is_linked_or_a_day_has_passed() {
        let policy = NumberPolicy::default();
        let hours: Vec<_> = (1..=6).map(|throttles| policy.cool_down(throttles).as_secs() / 900).collect();
        assert_eq!(hours, [1, 4, 24, 96, 96, 96], "in quarters of an hour");

        let mut ledger = NumberLedger::default();
        take(&mut ledger, NumberDeed::Ask, "a", 0).unwrap();
        let throttled = NumberDeed::Throttled { until: at(900) };
        assert_eq!(take(&mut ledger, throttled, "a", 1), Ok(CodeGrant { throttles: 1 }));
        assert_eq!(take(&mut ledger, NumberDeed::Ask, "a", 899), Err(at(900)));
        assert_eq!(take(&mut ledger, NumberDeed::Ask, "a", 900), Ok(CodeGrant { throttles: 1 }));
        let mut linked = ledger.clone();
        take(&mut linked, NumberDeed::Linked, "a", 950).unwrap();
        assert_eq!((linked.throttles, linked.cooling_until, linked.live), (0, None, None));
        assert_eq!(take(&mut ledger, NumberDeed::Ask, "a", 900 + 86_400), Ok(CodeGrant { throttles: 0 }));
    }

    #[test]
    fn a_limit_of_none_means_never_rather_than_a_panic() {
        let policy = NumberPolicy { per_hour: 0, per_day: 0, cool_downs: Vec::new(), usage: UsageLimits::default() };
        let refused = NumberLedger::default().on(&note(NumberDeed::Ask, "a", 0), &policy);
        assert_eq!(refused, Err(CoolDown { until: at(86_400), limit: CodeLimit::Number }));
        assert_eq!(policy.cool_down(9), HOUR);
    }

    /// How long a company that asks again when it is told to waits for a code.
    fn waits(mut ledger: NumberLedger, company: &str, from: i64) -> i64 {
        let mut second = from;
        for _ in 0..3 {
            match take(&mut ledger, NumberDeed::Ask, company, second) {
                Ok(_) => return second - from,
                Err(until) => second = (until - at(0)).num_seconds(),
            }
        }
        panic!("it is refused again and again: {ledger:?}")
    }

    #[test]
    fn clock_that_is_set_keeps_no_number_longer_than_was_meant() {
        const HOUR: i64 = 3_600;
        let after = |deeds: &[(NumberDeed, i64)]| {
            let mut ledger = NumberLedger::default();
            for (deed, second) in deeds {
                take(&mut ledger, *deed, "a", *second).unwrap();
            }
            ledger
        };
        let live = after(&[(NumberDeed::Ask, 0)]);
        let asked_often = after(&[(NumberDeed::Ask, 0), (NumberDeed::Ask, 1), (NumberDeed::Ask, 2)]);
        let throttled = after(&[(NumberDeed::Throttled { until: at(900) }, 0)]);
        for jump in [-HOUR, HOUR, -2_160 * HOUR, 2_160 * HOUR] {
            assert!(waits(live.clone(), "b", jump + 10) <= 180, "{jump}");
            assert!(waits(asked_often.clone(), "a", jump + 10) <= HOUR, "{jump}");
            assert!(waits(throttled.clone(), "a", jump + 10) <= 24 * HOUR, "{jump}");
        }
        assert_eq!(waits(live, "b", -1), 181, "two clocks may differ by seconds");
    }
}
