//! `POST /api/whatsapp/sessions/{companyId}/numbers/check`: which numbers are on WhatsApp.
//!
//! WhatsApp takes many checks for the search of a spammer, so each line has a budget, and answers are kept for a time.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::{HttpResponse, web};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, InsufficientCapacity, Quota, RateLimiter};
use linekeeper_domain::{CompanyId, CorrelationId, Monotonic, Phone};
use linekeeper_ports::NumberCheck;
use lru::LruCache;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{line_of, not_connected};
use crate::body::Object;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Most numbers of one request, and most that a line may ask for at once after a quiet time.
const MOST_NUMBERS: u32 = 50;
/// Time for which an answer is kept: who joins WhatsApp is found a day later.
const KEPT: Duration = Duration::from_secs(86_400);
/// Most answers that are kept, of all lines.
const MOST_KEPT: NonZeroUsize = NonZeroUsize::new(20_000).unwrap();

/// Answers that are kept, and what lines may still ask.
pub struct NumberChecks {
    budget: DefaultKeyedRateLimiter<CompanyId>,
    clock: DefaultClock,
    kept: Mutex<LruCache<Phone, (NumberCheck, Monotonic)>>,
}

impl NumberChecks {
    /// A line may ask for this many numbers an hour.
    #[must_use]
    pub fn new(per_hour: NonZeroU32) -> Self {
        let burst = NonZeroU32::new(MOST_NUMBERS).unwrap_or(NonZeroU32::MIN);
        let budget = RateLimiter::keyed(Quota::per_hour(per_hour).allow_burst(burst));
        Self { budget, clock: DefaultClock::default(), kept: Mutex::new(LruCache::new(MOST_KEPT)) }
    }

    /// What is known of the numbers, in their order.
    fn known(&self, numbers: &[Phone], now: Monotonic) -> Vec<Option<NumberCheck>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |(check, at): &(NumberCheck, Monotonic)| (now.since(*at) < KEPT).then(|| check.clone());
        numbers.iter().map(|phone| kept.get(phone).and_then(fresh)).collect()
    }

    fn keep(&self, checks: &[NumberCheck], now: Monotonic) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for check in checks {
            kept.put(check.phone.clone(), (check.clone(), now));
        }
    }

    /// Takes this many numbers from the line's budget; `Err` is the time until there are so many.
    fn take(&self, company: &CompanyId, numbers: NonZeroU32) -> Result<(), Duration> {
        match self.budget.check_key_n(company, numbers) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refused)) => Err(refused.wait_time_from(self.clock.now())),
            // More than the budget ever has: the request is checked before.
            Err(InsufficientCapacity(_)) => Err(KEPT),
        }
    }
}

/// Numbers to check.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NumbersToCheck)]
pub(crate) struct NumbersBody {
    /// The numbers, with their country codes or as they are written in the service's region.
    #[schema(min_items = 1, max_items = 50)]
    numbers: Vec<String>,
}

/// Which numbers are on WhatsApp.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckedNumbers {
    /// One for each number, in the order of the request.
    numbers: Vec<CheckedNumber>,
}

/// What WhatsApp says of a number.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckedNumber {
    /// The number in digits, with the country code.
    phone: String,
    /// Whether it has an account.
    on_whatsapp: bool,
    /// LID of the account; null where WhatsApp does not say it.
    #[schema(required)]
    lid: Option<String>,
    /// Whether it is a business account.
    is_business: bool,
}

/// Check which numbers are on WhatsApp
///
/// The line asks WhatsApp, so it has to be connected. Answers are kept for a day. WhatsApp blocks accounts that check many
/// numbers: each line has a budget, by default 200 numbers an hour, and refuses with 429 beyond it.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/numbers/check",
    operation_id = "checkNumbers",
    tag = "messages",
    request_body = NumbersBody,
    responses((status = 200, description = "What WhatsApp says.", body = CheckedNumbers)),
)]
pub(crate) async fn check(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    body: web::Json<Object<NumbersBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let numbers = read(body.into_inner().0, &state, &correlation)?;
    let checks = super::services(&state, &correlation)?.numbers.clone();
    let known = checks.known(&numbers, state.clock.monotonic());
    let mut unknown: Vec<Phone> = Vec::new();
    for (phone, known) in numbers.iter().zip(&known) {
        if known.is_none() && !unknown.contains(phone) {
            unknown.push(phone.clone());
        }
    }
    let mut asked = Vec::new();
    if let Some(count) = u32::try_from(unknown.len()).ok().and_then(NonZeroU32::new) {
        let line = line_of(&state, &company, &correlation).await?;
        checks.take(&company, count).map_err(|wait| Problem::too_many(wait, correlation.clone()))?;
        asked = line.check_numbers(unknown).await.map_err(|down| not_connected(down, &correlation))?;
        checks.keep(&asked, state.clock.monotonic());
    }
    let answer = |(phone, known): (&Phone, Option<NumberCheck>)| {
        let of_phone = || asked.iter().find(|check| check.phone == *phone).cloned();
        let check = known.or_else(of_phone);
        CheckedNumber {
            phone: phone.digits().to_owned(),
            on_whatsapp: check.as_ref().is_some_and(|check| check.on_whatsapp),
            is_business: check.as_ref().is_some_and(|check| check.is_business),
            lid: check.and_then(|check| check.lid),
        }
    };
    let numbers = numbers.iter().zip(known).map(answer).collect();
    Ok(HttpResponse::Ok().json(CheckedNumbers { numbers }))
}

fn read(body: NumbersBody, state: &ApiState, correlation: &CorrelationId) -> Result<Vec<Phone>, Problem> {
    let senseless = |detail: String| Problem::senseless(detail, correlation.clone());
    let most = usize::try_from(MOST_NUMBERS).unwrap_or(usize::MAX);
    if !(1..=most).contains(&body.numbers.len()) {
        return Err(senseless(format!("numbers has 1 to {MOST_NUMBERS} entries")));
    }
    let parse = |(place, number): (usize, &String)| {
        Phone::parse(number, state.region).map_err(|_| senseless(format!("numbers[{place}] is not a phone number")))
    };
    body.numbers.iter().enumerate().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Monotonic {
        Monotonic::at(Duration::from_secs(seconds))
    }

    #[test]
    fn answer_is_kept_for_a_day() {
        let checks = NumberChecks::new(NonZeroU32::new(200).unwrap());
        let phone = Phone::from_digits("79160000001").unwrap();
        let check = NumberCheck { phone: phone.clone(), on_whatsapp: true, lid: None, is_business: false };
        checks.keep(std::slice::from_ref(&check), at(10));
        assert_eq!(checks.known(std::slice::from_ref(&phone), at(86_409)), [Some(check)]);
        assert_eq!(checks.known(&[phone], at(86_410)), [None]);
    }

    #[test]
    fn line_has_a_budget_of_its_own() {
        let checks = NumberChecks::new(NonZeroU32::new(60).unwrap());
        let (one, other) = ("1".parse().unwrap(), "2".parse().unwrap());
        let fifty = NonZeroU32::new(MOST_NUMBERS).unwrap();
        assert_eq!(checks.take(&one, fifty), Ok(()));
        let wait = checks.take(&one, NonZeroU32::MIN).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(60), "{wait:?}");
        assert_eq!(checks.take(&other, fifty), Ok(()));
    }
}
