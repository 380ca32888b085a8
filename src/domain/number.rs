//! Rate limits of pairing codes per phone number. WhatsApp publishes no limits; these stay well below what is reported
//! to end in hours without codes: one live code, 3 codes per hour and 6 per day per number; after a throttle, pauses of
//! 15 minutes, then 1, 6 and 24 hours. A QR needs no code and counts only against the pairings per hour of a company.
//!
//! The code usage belongs to the number, whichever company asks, and is stored in the database, so that a restart loses
//! nothing.

use std::time::Duration;

use crate::moment::{earlier, later};
use crate::usage::{CodeAsked, CodeLimit, CodeUsage, CountedFor, UsageLimits};
use crate::{CompanyId, PairingCode, Phone, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);
/// Largest tolerated difference between the clocks of two processes.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60);
const CODE_LIVES: Duration = Duration::from_secs(PairingCode::VALID_SECONDS.unsigned_abs());

/// Limits on pairing codes per number; those of the requester are in `usage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRateLimit {
    /// Maximum number of codes per number and hour.
    pub per_hour: u32,
    /// Maximum number of codes per number and day.
    pub per_day: u32,
    /// Pauses after consecutive throttles: the first, the second, and so on; the last one repeats.
    pub cool_downs: Vec<Duration>,
    /// Limits per company and onboarding link, beside those of the number.
    pub usage: UsageLimits,
}

impl Default for CodeRateLimit {
    fn default() -> Self {
        Self { per_hour: 3, per_day: 6, cool_downs: vec![HOUR / 4, HOUR, HOUR * 6, DAY], usage: UsageLimits::default() }
    }
}

impl CodeRateLimit {
    /// Pause after this many consecutive throttles; one hour where none is configured.
    #[must_use]
    pub fn cool_down(&self, throttles: u32) -> Duration {
        let step = usize::try_from(throttles.saturating_sub(1)).unwrap_or(usize::MAX);
        self.cool_downs.get(step).or(self.cool_downs.last()).copied().unwrap_or(HOUR)
    }
}

/// An event in the code usage of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeUsageEvent {
    /// A company requests a code.
    Ask,
    /// WhatsApp returned no code (not a throttle); the attempt is removed from the hourly and daily counts.
    NotGiven,
    /// The request made at the note's own time was cancelled before anything came of it; it is removed from all counts.
    NotAsked,
    /// WhatsApp throttled the number; no code is requested before `until`.
    Throttled {
        /// End of the pause.
        until: Timestamp,
    },
    /// The code is no longer live; its request still counts.
    Over,
    /// The number was linked: its throttles and its pause are cleared.
    Linked,
}

/// An event to be recorded in the code usage of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberNote {
    /// The number. All numbers of one account share one record.
    pub phone: Phone,
    /// The company that caused the event.
    pub company: CompanyId,
    /// The event.
    pub event: CodeUsageEvent,
    /// Time of the event; for [`CodeUsageEvent::NotAsked`] the time of the request it removes.
    pub at: Timestamp,
    /// Company or onboarding link a request counts against, beside the number.
    pub counted_for: CountedFor,
}

/// Applies an event to the code usage of a number and of its company together; if one of them refuses, neither changes.
///
/// # Errors
/// [`RetryNotBefore`] when the event is [`CodeUsageEvent::Ask`] and a pause or limit of the number, or a limit of the
/// company or link, forbids the request.
pub fn note_both(
    (number_usage, mut usage): (NumberUsage, CodeUsage),
    note: &NumberNote,
    policy: &CodeRateLimit,
) -> Result<(NumberUsage, CodeUsage, CodeGrant), RetryNotBefore> {
    let (number_usage, grant) = number_usage.on(note, policy)?;
    match note.event {
        CodeUsageEvent::Ask if note.counted_for != CountedFor::Nobody => {
            let link = note.counted_for.link().cloned();
            let asked = CodeAsked { at: note.at, phone: note.phone.clone(), link, given: true };
            usage.ask(asked, &policy.usage).map_err(|(limit, until)| RetryNotBefore { until, limit })?;
        }
        CodeUsageEvent::NotGiven => usage.not_given(&note.phone),
        CodeUsageEvent::NotAsked => usage.not_asked(note),
        CodeUsageEvent::Ask | CodeUsageEvent::Throttled { .. } | CodeUsageEvent::Over | CodeUsageEvent::Linked => {}
    }
    Ok((number_usage, usage, grant))
}

/// Permission to request a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodeGrant {
    /// Consecutive throttles of this number by WhatsApp so far.
    pub throttles: u32,
}

/// Refusal of a code request, with the earliest time of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryNotBefore {
    /// Earliest time of another request.
    pub until: Timestamp,
    /// The limit that was reached.
    pub limit: CodeLimit,
}

/// The company that shows the live code of a number, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeClaim {
    /// The company that requested the code.
    pub company: CompanyId,
    /// Expiry of the code.
    pub until: Timestamp,
}

/// Code usage of one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberUsage {
    /// Times of the requests within the last day, oldest first.
    pub asked: Vec<Timestamp>,
    /// The live code, if any.
    pub live: Option<CodeClaim>,
    /// Consecutive throttles by WhatsApp.
    pub throttles: u32,
    /// End of the pause after the last throttle.
    pub cooling_until: Option<Timestamp>,
}

impl NumberUsage {
    /// Applies an event.
    ///
    /// # Errors
    /// [`RetryNotBefore`] when the event is [`CodeUsageEvent::Ask`] and a pause or limit forbids the request; nothing
    /// is changed then.
    pub fn on(mut self, note: &NumberNote, policy: &CodeRateLimit) -> Result<(Self, CodeGrant), RetryNotBefore> {
        let (company, now) = (&note.company, note.at);
        self.live_with_the_clock(policy, now);
        self.forget_what_is_old(now);
        match note.event {
            CodeUsageEvent::Ask => self.ask(company, policy, now)?,
            CodeUsageEvent::NotGiven => {
                if self.give_up_claim(company) {
                    self.asked.pop();
                }
            }
            CodeUsageEvent::NotAsked => {
                self.asked.retain(|asked| !same_instant(*asked, now));
                // A later request has its own claim, which stays.
                let own = self.live.as_ref().is_some_and(|claim| same_instant(claim.until, later(now, CODE_LIVES)));
                if own {
                    self.give_up_claim(company);
                }
            }
            CodeUsageEvent::Throttled { until } => {
                self.give_up_claim(company);
                self.throttles = self.throttles.saturating_add(1);
                self.cooling_until = self.cooling_until.max(Some(until));
            }
            CodeUsageEvent::Over => drop(self.give_up_claim(company)),
            CodeUsageEvent::Linked => {
                self.give_up_claim(company);
                self.throttles = 0;
                self.cooling_until = None;
            }
        }
        let grant = CodeGrant { throttles: self.throttles };
        Ok((self, grant))
    }

    /// Drops times further in the future than possible: a clock that was ahead wrote them. They cannot be corrected
    /// instead: a refusal stores nothing, so the time would be corrected on each request and never arrive.
    fn live_with_the_clock(&mut self, policy: &CodeRateLimit, now: Timestamp) {
        let beyond = |time: Timestamp, most: Duration| time > later(later(now, most), CLOCKS_DIFFER);
        self.asked.retain(|asked| !beyond(*asked, Duration::ZERO));
        self.live.take_if(|claim| beyond(claim.until, CODE_LIVES));
        // WhatsApp may have asked for a longer pause than ours, but for a day at most.
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

    fn ask(&mut self, company: &CompanyId, policy: &CodeRateLimit, now: Timestamp) -> Result<(), RetryNotBefore> {
        let cooling = self.cooling_until.filter(|until| *until > now);
        // The company's own older code is dead by now: it asks again only after closing that connection.
        let shown_elsewhere = self.live.as_ref().filter(|claim| claim.company != *company).map(|claim| claim.until);
        let hour = self.free_again(policy.per_hour, HOUR, now);
        let day = self.free_again(policy.per_day, DAY, now);
        if let Some(until) = cooling.max(shown_elsewhere).max(hour).max(day) {
            return Err(RetryNotBefore { until, limit: CodeLimit::Number });
        }
        self.asked.push(now);
        self.live = Some(CodeClaim { company: company.clone(), until: later(now, CODE_LIVES) });
        Ok(())
    }

    /// Earliest time at which fewer than `most` requests are within the window; `None` if that is so now.
    fn free_again(&self, most: u32, window: Duration, now: Timestamp) -> Option<Timestamp> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let within: Vec<_> = self.asked.iter().filter(|asked| **asked > earlier(now, window)).collect();
        let one_too_many = within.len().checked_sub(most)?;
        // With a limit of zero no request can expire; wait for the whole window.
        Some(within.get(one_too_many).map_or(later(now, window), |asked| later(**asked, window)))
    }

    fn give_up_claim(&mut self, company: &CompanyId) -> bool {
        self.live.take_if(|claim| claim.company == *company).is_some()
    }
}

/// Whether the database would store both as one time: it keeps microseconds.
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

    fn note(event: CodeUsageEvent, company: &str, second: i64) -> NumberNote {
        NumberNote {
            phone: "79006464263".parse().unwrap(),
            company: salon(company),
            event,
            at: at(second),
            counted_for: CountedFor::Company,
        }
    }

    fn take(
        number_usage: &mut NumberUsage,
        event: CodeUsageEvent,
        company: &str,
        second: i64,
    ) -> Result<CodeGrant, Timestamp> {
        match number_usage.clone().on(&note(event, company, second), &CodeRateLimit::default()) {
            Ok((next, grant)) => {
                *number_usage = next;
                Ok(grant)
            }
            Err(RetryNotBefore { until, .. }) => Err(until),
        }
    }

    #[test]
    fn number_is_refused_beyond_3_codes_an_hour_and_6_a_day() {
        let mut number_usage = NumberUsage::default();
        for second in [0, 200, 400] {
            assert!(take(&mut number_usage, CodeUsageEvent::Ask, "a", second).is_ok());
        }
        assert_eq!(take(&mut number_usage, CodeUsageEvent::Ask, "a", 600), Err(at(3600)));
        for second in [3600, 3800, 4000] {
            assert!(take(&mut number_usage, CodeUsageEvent::Ask, "a", second).is_ok(), "{second}");
        }
        assert_eq!(take(&mut number_usage, CodeUsageEvent::Ask, "a", 40_000), Err(at(86_400)));
        assert!(take(&mut number_usage, CodeUsageEvent::Ask, "a", 86_400).is_ok());
    }

    #[test]
    fn a_number_has_one_live_code_and_its_owner_may_replace_it() {
        let mut number_usage = NumberUsage::default();
        take(&mut number_usage, CodeUsageEvent::Ask, "a", 0).unwrap();
        assert_eq!(take(&mut number_usage, CodeUsageEvent::Ask, "b", 10), Err(at(180)));
        assert!(take(&mut number_usage, CodeUsageEvent::Ask, "a", 20).is_ok());
        assert_eq!(take(&mut number_usage, CodeUsageEvent::Ask, "b", 30), Err(at(200)));
        take(&mut number_usage, CodeUsageEvent::Over, "b", 31).unwrap();
        assert!(take(&mut number_usage, CodeUsageEvent::Ask, "b", 32).is_err(), "only its owner ends a code");
        take(&mut number_usage, CodeUsageEvent::Over, "a", 33).unwrap();
        assert!(take(&mut number_usage, CodeUsageEvent::Ask, "b", 34).is_ok());
    }

    #[test]
    fn request_that_got_no_code_from_whatsapp_is_not_counted() {
        let mut number_usage = NumberUsage::default();
        for second in 0..20 {
            take(&mut number_usage, CodeUsageEvent::Ask, "a", second).unwrap();
            take(&mut number_usage, CodeUsageEvent::NotGiven, "a", second).unwrap();
        }
        take(&mut number_usage, CodeUsageEvent::NotGiven, "a", 30).unwrap();
        assert_eq!(number_usage, NumberUsage::default());
    }

    #[test]
    fn cancelled_request_leaves_both_usages_unchanged() {
        let policy = CodeRateLimit::default();
        let on = |both: (NumberUsage, CodeUsage), event, second| {
            let (number_usage, usage, _) = note_both(both, &note(event, "a", second), &policy).unwrap();
            (number_usage, usage)
        };
        for before in [Default::default(), on(Default::default(), CodeUsageEvent::Ask, 0)] {
            let asked = on(before.clone(), CodeUsageEvent::Ask, 10);
            assert_ne!(asked, before);
            let given_up = on(asked.clone(), CodeUsageEvent::NotAsked, 10);
            assert_eq!((&given_up.0.asked, &given_up.1), (&before.0.asked, &before.1));
            assert_eq!(given_up.0.live, None, "nobody shows a code");
            // A later request stays, and so does its claim.
            let later = on(on(asked, CodeUsageEvent::Ask, 11), CodeUsageEvent::NotAsked, 10);
            assert_eq!(later, on(before, CodeUsageEvent::Ask, 11));
        }
    }

    #[test]
    fn throttle_pauses_grow_until_linked_or_a_day_has_passed() {
        let policy = CodeRateLimit::default();
        let hours: Vec<_> = (1..=6).map(|throttles| policy.cool_down(throttles).as_secs() / 900).collect();
        assert_eq!(hours, [1, 4, 24, 96, 96, 96], "in quarters of an hour");

        let mut number_usage = NumberUsage::default();
        take(&mut number_usage, CodeUsageEvent::Ask, "a", 0).unwrap();
        let throttled = CodeUsageEvent::Throttled { until: at(900) };
        assert_eq!(take(&mut number_usage, throttled, "a", 1), Ok(CodeGrant { throttles: 1 }));
        assert_eq!(take(&mut number_usage, CodeUsageEvent::Ask, "a", 899), Err(at(900)));
        assert_eq!(take(&mut number_usage, CodeUsageEvent::Ask, "a", 900), Ok(CodeGrant { throttles: 1 }));
        let mut linked = number_usage.clone();
        take(&mut linked, CodeUsageEvent::Linked, "a", 950).unwrap();
        assert_eq!((linked.throttles, linked.cooling_until, linked.live), (0, None, None));
        assert_eq!(take(&mut number_usage, CodeUsageEvent::Ask, "a", 900 + 86_400), Ok(CodeGrant { throttles: 0 }));
    }

    #[test]
    fn limit_of_zero_refuses_without_a_panic() {
        let policy = CodeRateLimit { per_hour: 0, per_day: 0, cool_downs: Vec::new(), usage: UsageLimits::default() };
        let refused = NumberUsage::default().on(&note(CodeUsageEvent::Ask, "a", 0), &policy);
        assert_eq!(refused, Err(RetryNotBefore { until: at(86_400), limit: CodeLimit::Number }));
        assert_eq!(policy.cool_down(9), HOUR);
    }

    /// Seconds until a company that retries at each `until` it is given gets a code.
    fn waits(mut number_usage: NumberUsage, company: &str, from: i64) -> i64 {
        let mut second = from;
        for _ in 0..3 {
            match take(&mut number_usage, CodeUsageEvent::Ask, company, second) {
                Ok(_) => return second - from,
                Err(until) => second = (until - at(0)).num_seconds(),
            }
        }
        panic!("it is refused again and again: {number_usage:?}")
    }

    #[test]
    fn clock_jump_never_lengthens_the_wait_of_a_number() {
        const HOUR: i64 = 3_600;
        let after = |deeds: &[(CodeUsageEvent, i64)]| {
            let mut number_usage = NumberUsage::default();
            for (event, second) in deeds {
                take(&mut number_usage, *event, "a", *second).unwrap();
            }
            number_usage
        };
        let live = after(&[(CodeUsageEvent::Ask, 0)]);
        let asked_often = after(&[(CodeUsageEvent::Ask, 0), (CodeUsageEvent::Ask, 1), (CodeUsageEvent::Ask, 2)]);
        let throttled = after(&[(CodeUsageEvent::Throttled { until: at(900) }, 0)]);
        for jump in [-HOUR, HOUR, -2_160 * HOUR, 2_160 * HOUR] {
            assert!(waits(live.clone(), "b", jump + 10) <= 180, "{jump}");
            assert!(waits(asked_often.clone(), "a", jump + 10) <= HOUR, "{jump}");
            assert!(waits(throttled.clone(), "a", jump + 10) <= 24 * HOUR, "{jump}");
        }
        assert_eq!(waits(live, "b", -1), 181, "two clocks may differ by seconds");
    }
}
