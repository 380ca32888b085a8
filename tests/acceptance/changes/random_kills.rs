//! SIGKILL at random moments of a change, from a seed, again and again on one salon. `LINEKEEPER_CHANGE_KILLS` is how
//! often in all, `LINEKEEPER_CHANGE_SEED` where the moments come from.

use std::time::Instant;

use super::*;

/// Deterministic pseudo-random numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// How the kills ended.
#[derive(Debug, Default)]
struct Outcomes {
    kept: u32,
    changed: u32,
    /// Changes among them whose old device was still linked when the process died.
    logged_out_later: u32,
    /// Kept lines among them whose new device was stored when the process died, and never confirmed.
    given_up: u32,
}

/// First half of a change: the code for this phone.
async fn ask(page: &mut Browser, to: &str) -> String {
    page.change_number(to).await;
    let is_shown = |frame: &Value| frame["type"] == "pairing-code" && frame["phoneNumber"] == to;
    let frame = page.until("a code for the phone", is_shown).await;
    frame["code"].as_str().expect("a code").to_owned()
}

/// Second half: until the old device is gone.
async fn finish(world: &World, page: &mut Browser, (code, from, to): (&str, &str, &str)) {
    world.simulator.enter_code(to, code).await;
    page.line_of(to).await;
    world.simulator.without_devices(from).await;
}

/// Pseudo-random part of this time.
fn part_of(whole: Duration, dice: &mut Dice) -> Duration {
    Duration::from_micros(dice.roll(u64::try_from(whole.as_micros()).expect("some time").max(1)))
}

/// Kills a salon so many times. Without patience it ends where the next life would wait half a minute before it logs an
/// old device out.
async fn killed(seed: u64, (times, patient): (u32, bool)) -> Outcomes {
    let mut dice = Dice(seed);
    let mut outcomes = Outcomes::default();
    let mut salon = Changing::fresh().await;
    let (mut from, mut to) = (OLD_PHONE, NEW_PHONE);
    // How long both halves of a change take here and now.
    let begun = Instant::now();
    let code = ask(&mut salon.page, to).await;
    let first = begun.elapsed();
    finish(&salon.world, &mut salon.page, (&code, from, to)).await;
    let second = begun.elapsed() - first;
    for kill in 0..times {
        (from, to) = (to, from);
        let Changing { world, page, judge } = &mut salon;
        // The second half has more steps: it is met twice as often. The change is abandoned in whatever step it is.
        let in_first = dice.roll(3) == 0;
        let moment = part_of(if in_first { first } else { second }, &mut dice);
        if in_first {
            let _unfinished = tokio::time::timeout(moment, judge.watches(&world.simulator, ask(page, to))).await;
        } else {
            let code = ask(page, to).await;
            let finished = judge.watches(&world.simulator, finish(world, page, (&code, from, to)));
            let _unfinished = tokio::time::timeout(moment, finished).await;
        }
        world.service.signal("KILL").await;
        world.database.until_left().await;
        let at_death = judge.stored().await;
        judge.look(&world.simulator).await;
        println!(
            "seed {seed}, kill {kill}, {moment:?} after the {}: {at_death:?}",
            if in_first { "request" } else { "code" }
        );

        salon = salon.killed_and_restarted().await;
        let Changing { world, page, judge } = &mut salon;
        if !patient && !at_death.old.is_empty() {
            page.line_of(to).await;
            judge.look(&world.simulator).await;
            assert_eq!(judge.stored().await, at_death);
            outcomes.changed += 1;
            outcomes.logged_out_later += 1;
            return outcomes;
        }
        let at_rest = async {
            until("the new device is tried", async || judge.stored().await.next.is_none()).await;
            let line = judge.stored().await.current;
            judge.rests(&world.simulator, line.as_deref()).await;
            line
        };
        let line = judge.watches(&world.simulator, at_rest).await.expect("a line");
        salon.rests_with(&line).await;
        salon.looks_again().await;
        if line == to {
            outcomes.changed += 1;
            outcomes.logged_out_later += u32::from(!at_death.old.is_empty());
        } else {
            outcomes.kept += 1;
            outcomes.given_up += u32::from(at_death.next.is_some());
            assert!(at_death.current.as_deref() == Some(from), "{at_death:?} became {line}");
            (from, to) = (to, from);
        }
    }
    // Nothing of all that hinders a change.
    salon.changes_to(from).await;
    outcomes
}

fn number(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty());
    text.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Kills several salons at the same time, each with a service of its own, each so many times.
async fn killed_in_all(seed: u64, (salons, each, patient): (u64, u32, bool)) {
    let mut all = Outcomes::default();
    for outcomes in futures::future::join_all((0..salons).map(|salon| killed(seed + salon, (each, patient)))).await {
        let Outcomes { kept, changed, logged_out_later, given_up } = outcomes;
        all.kept += kept;
        all.changed += changed;
        all.logged_out_later += logged_out_later;
        all.given_up += given_up;
    }
    println!("seed {seed}, {} kills: {all:?}", all.kept + all.changed);
}

#[tokio::test]
async fn killed_at_twenty_random_moments_of_a_change_has_one_line() {
    killed_in_all(0, (5, 4, false)).await;
}

#[tokio::test]
#[ignore = "takes minutes: make test-changes"]
async fn killed_at_many_random_moments_of_a_change_has_one_line() {
    let each = u32::try_from(number("LINEKEEPER_CHANGE_KILLS", 200).div_ceil(4)).expect("not that many");
    killed_in_all(number("LINEKEEPER_CHANGE_SEED", 1_000), (4, each, true)).await;
}
