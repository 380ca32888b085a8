//! Limits on pairing codes per company and per onboarding link. The limits of a number protect that number; these
//! protect the numbers of other people: with a link one could otherwise have WhatsApp send codes to anybody.
//!
//! The usage belongs to the company and is stored in the database, written together with the number's usage. Requests
//! of operators count against the number, not against the company.

use std::time::Duration;

use crate::access::{AccessId, Asker, Principal};
use crate::moment::{earlier, later};
use crate::number::same_instant;
use crate::{NumberNote, Phone, Timestamp};

const DAY: Duration = Duration::from_secs(86_400);

/// Limits per company and per onboarding link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageLimits {
    /// Distinct numbers per company and day.
    pub numbers_per_day: u32,
    /// Codes per company and day.
    pub codes_per_day: u32,
    /// Distinct numbers per onboarding link and day.
    pub numbers_per_link: u32,
    /// Pairings per company and hour, by code and by QR. Counted by the session in memory, not in the database.
    pub pairings_per_hour: u32,
}

impl Default for UsageLimits {
    fn default() -> Self {
        Self { numbers_per_day: 5, codes_per_day: 10, numbers_per_link: 3, pairings_per_hour: 30 }
    }
}

/// A limit on pairing codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeLimit {
    /// Limits of the number itself: its live code, its codes per hour and day, its pause after a throttle.
    Number,
    /// Distinct numbers per company and day.
    CompanyNumbers,
    /// Codes per company and day.
    CompanyCodes,
    /// Distinct numbers per onboarding link and day.
    LinkNumbers,
}

impl CodeLimit {
    /// All limits.
    pub const ALL: [Self; 4] = [Self::Number, Self::CompanyNumbers, Self::CompanyCodes, Self::LinkNumbers];

    /// Name in metrics and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::CompanyNumbers => "company_numbers",
            Self::CompanyCodes => "company_codes",
            Self::LinkNumbers => "link_numbers",
        }
    }
}

/// Company or onboarding link a code counts against, beside its number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CountedFor {
    /// No company: an operator made the request.
    Nobody,
    /// The company: the request came without an onboarding link.
    #[default]
    Company,
    /// The company, and the onboarding link its owner used.
    Link(AccessId),
}

impl CountedFor {
    /// Derives it from the requester.
    #[must_use]
    pub fn of(asker: &Asker) -> Self {
        match &asker.principal {
            Some(Principal::Onboarding { link, .. }) => Self::Link(link.clone()),
            Some(Principal::Key { .. } | Principal::DashboardSession { .. }) if asker.is_operator() => Self::Nobody,
            Some(Principal::Key { .. } | Principal::DashboardSession { .. }) | None => Self::Company,
        }
    }

    pub(crate) const fn link(&self) -> Option<&AccessId> {
        match self {
            Self::Link(link) => Some(link),
            Self::Nobody | Self::Company => None,
        }
    }
}

/// A code requested by a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeAsked {
    /// Time of the request.
    pub at: Timestamp,
    /// The number the code was requested for.
    pub phone: Phone,
    /// The onboarding link used, if any.
    pub link: Option<AccessId>,
    /// Whether WhatsApp may have issued the code. If not, no code counts, but the number still does.
    pub given: bool,
}

/// Codes requested by a company within the last day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeUsage {
    /// The requests, oldest first.
    pub asked: Vec<CodeAsked>,
}

impl CodeUsage {
    /// Counts a request.
    ///
    /// # Errors
    /// The limit that was reached and the time at which it is free again; nothing is counted then.
    pub fn ask(&mut self, asked: CodeAsked, limits: &UsageLimits) -> Result<(), (CodeLimit, Timestamp)> {
        let now = asked.at;
        self.asked.retain(|earlier_one| earlier_one.at > earlier(now, DAY));
        let all = |_: &CodeAsked| true;
        let of_link = |one: &CodeAsked| asked.link.is_some() && one.link == asked.link;
        let reached = [
            (CodeLimit::LinkNumbers, self.number_free_at(&asked, of_link, limits.numbers_per_link)),
            (CodeLimit::CompanyNumbers, self.number_free_at(&asked, all, limits.numbers_per_day)),
            (CodeLimit::CompanyCodes, self.code_free_at(now, limits.codes_per_day)),
        ];
        // Among several limits, report the one that lasts longest.
        let reached = reached.into_iter().filter_map(|(limit, until)| Some((limit, until?)));
        if let Some(limit) = reached.max_by_key(|(_, until)| *until) {
            return Err(limit);
        }
        self.asked.push(asked);
        Ok(())
    }

    /// Marks the last request for this number as not given: WhatsApp returned no code.
    pub fn not_given(&mut self, phone: &Phone) {
        let last = self.asked.iter_mut().rev().find(|one| one.given && one.phone.same_account(phone));
        if let Some(last) = last {
            last.given = false;
        }
        // One request without a code per number and link is enough to count the number.
        let mut seen: Vec<(Phone, Option<AccessId>)> = Vec::new();
        self.asked.reverse();
        self.asked.retain(|one| {
            let known = seen.iter().any(|(phone, link)| phone.same_account(&one.phone) && *link == one.link);
            seen.push((one.phone.clone(), one.link.clone()));
            one.given || !known
        });
        self.asked.reverse();
    }

    /// Removes a request that never reached WhatsApp: neither the code nor its number counts.
    pub fn not_asked(&mut self, note: &NumberNote) {
        let link = note.counted_for.link();
        let counted = |one: &CodeAsked| one.phone.same_account(&note.phone) && one.link.as_ref() == link;
        self.asked.retain(|one| !(same_instant(one.at, note.at) && counted(one)));
    }

    /// Earliest time of a request for one more number; `None` if it may be now or the number is already counted.
    fn number_free_at(&self, asked: &CodeAsked, counts: impl Fn(&CodeAsked) -> bool, most: u32) -> Option<Timestamp> {
        let mut latest: Vec<&CodeAsked> = Vec::new();
        for one in self.asked.iter().filter(|one| counts(one)) {
            latest.retain(|other| !other.phone.same_account(&one.phone));
            latest.push(one);
        }
        let known = latest.iter().any(|one| one.phone.same_account(&asked.phone));
        let times: Vec<_> = latest.iter().map(|one| one.at).collect();
        if known { None } else { free_at(&times, most, asked.at) }
    }

    /// Earliest time of a request for one more code; `None` if it may be now.
    fn code_free_at(&self, now: Timestamp, most: u32) -> Option<Timestamp> {
        let times: Vec<_> = self.asked.iter().filter(|one| one.given).map(|one| one.at).collect();
        free_at(&times, most, now)
    }
}

/// Earliest time at which fewer than `most` of these times (oldest first) are within a day; `None` if that is so now.
fn free_at(times: &[Timestamp], most: u32, now: Timestamp) -> Option<Timestamp> {
    let one_too_many = times.len().checked_sub(usize::try_from(most).unwrap_or(usize::MAX))?;
    Some(times.get(one_too_many).map_or(later(now, DAY), |at| later(*at, DAY)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn link(byte: u8) -> Option<AccessId> {
        Some(AccessId::from_random([byte; AccessId::LENGTH]))
    }

    fn asked(number: u32, link: Option<AccessId>, second: i64) -> CodeAsked {
        let phone = format!("7900646{number:04}").parse().unwrap();
        CodeAsked { at: at(second), phone, link, given: true }
    }

    fn ask(usage: &mut CodeUsage, asked: CodeAsked) -> Result<(), (CodeLimit, Timestamp)> {
        usage.ask(asked, &UsageLimits::default())
    }

    #[test]
    fn usage_counts_five_numbers_and_ten_codes_a_day() {
        let mut usage = CodeUsage::default();
        for number in 0..5 {
            ask(&mut usage, asked(number, None, number.into())).unwrap();
        }
        assert_eq!(ask(&mut usage, asked(5, None, 10)), Err((CodeLimit::CompanyNumbers, at(86_400))));
        for number in 0..5 {
            ask(&mut usage, asked(number, None, 100 + i64::from(number))).unwrap();
        }
        assert_eq!(ask(&mut usage, asked(0, None, 200)), Err((CodeLimit::CompanyCodes, at(86_400))));
        assert_eq!(ask(&mut usage, asked(9, None, 200)), Err((CodeLimit::CompanyNumbers, at(86_500))), "the longest");
        assert!(ask(&mut usage, asked(0, None, 86_400)).is_ok());
        assert_eq!(usage.asked.len(), 10, "what is a day old is forgotten");
    }

    #[test]
    fn usage_counts_three_numbers_of_a_link() {
        let mut usage = CodeUsage::default();
        for number in 0..3 {
            ask(&mut usage, asked(number, link(1), number.into())).unwrap();
        }
        assert_eq!(ask(&mut usage, asked(3, link(1), 10)), Err((CodeLimit::LinkNumbers, at(86_400))));
        assert!(ask(&mut usage, asked(0, link(1), 11)).is_ok(), "a number once more is no other number");
        assert!(ask(&mut usage, asked(3, link(2), 12)).is_ok(), "another link has its own");
        assert!(ask(&mut usage, asked(4, None, 13)).is_ok());
        assert_eq!(ask(&mut usage, asked(5, link(2), 14)), Err((CodeLimit::CompanyNumbers, at(86_401))));
    }

    #[test]
    fn usage_of_a_code_not_given_counts_its_number_only() {
        let mut usage = CodeUsage::default();
        for second in 0..100 {
            let one = asked(1, link(1), second);
            ask(&mut usage, one.clone()).unwrap();
            usage.not_given(&one.phone);
        }
        assert_eq!(usage.asked.len(), 1, "it does not grow");
        for number in 2..4 {
            ask(&mut usage, asked(number, link(1), 100)).unwrap();
        }
        assert!(matches!(ask(&mut usage, asked(4, link(1), 101)), Err((CodeLimit::LinkNumbers, _))));
    }

    #[test]
    fn usage_with_limits_of_zero_refuses_without_a_panic() {
        let none = UsageLimits { numbers_per_day: 0, codes_per_day: 0, numbers_per_link: 0, pairings_per_hour: 0 };
        assert!(CodeUsage::default().ask(asked(0, link(1), 0), &none).is_err());
    }

    #[test]
    fn an_operator_is_counted_for_nobody_and_an_owner_for_the_link() {
        use crate::TriggeredBy;
        use crate::access::Scope;
        let by = |principal| CountedFor::of(&Asker { actor: TriggeredBy::Client, principal });
        let id = link(1).unwrap();
        let key = |scope| Some(Principal::Key { id: id.clone(), scopes: [scope].into_iter().collect() });
        assert_eq!(by(key(Scope::SessionsWrite)), CountedFor::Nobody);
        assert_eq!(by(key(Scope::OnboardingCreate)), CountedFor::Company);
        assert_eq!(by(None), CountedFor::Company);
        let owner = Principal::Onboarding { link: id.clone(), company: "997441".parse().unwrap() };
        assert_eq!(by(Some(owner)), CountedFor::Link(id));
    }
}
