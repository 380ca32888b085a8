//! Changes that WhatsApp, the new phone or another salon refuses: the line stays, the reason is in the status.

use super::*;

/// A change that fails: the fault, and the code in the status.
struct Refused {
    fault: Value,
    code: &'static str,
    /// Whether the code has to be typed for it.
    typed: bool,
}

fn refused(fault: Value, code: &'static str) -> Refused {
    Refused { fault, code, typed: true }
}

impl Changing {
    /// Has a change to the new phone refused, and asserts that the line works meanwhile and afterwards.
    async fn is_refused(&mut self, Refused { mut fault, code, typed }: Refused) {
        if fault["at"] != "register" {
            fault["number"] = json!(NEW_PHONE);
        }
        let Self { world, page, judge } = self;
        // It concerns a code that is shown already.
        let late = fault["at"] == "refresh-code";
        if !late {
            world.simulator.fault_json(fault.clone()).await;
        }
        let change = async {
            page.change_number(NEW_PHONE).await;
            if typed || late {
                let shown = page.code().await;
                if late {
                    world.simulator.fault_json(fault.clone()).await;
                } else {
                    world.simulator.enter_code(NEW_PHONE, &shown).await;
                }
            }
            let failed = page.frame("pairing-code-error").await;
            assert_eq!(failed["code"], code, "{fault}: {failed}");
        };
        judge.watches(&world.simulator, change).await;
        self.fails(code).await;
        self.world.simulator.mend().await;
        self.rests_with(OLD_PHONE).await;
    }
}

#[tokio::test]
async fn refused_change_keeps_the_line_and_shows_the_reason() {
    let mut salon = Changing::fresh().await;
    let refusals = [
        Refused {
            fault: json!({ "at": "pair-code", "answer": { "code": 452 } }),
            code: "LINKING_UNAVAILABLE",
            typed: false,
        },
        Refused { fault: json!({ "at": "register", "answer": { "code": 406 } }), code: "BANNED", typed: false },
        Refused { fault: json!({ "at": "refresh-code", "answer": { "code": 1 } }), code: "CODE_EXPIRED", typed: false },
        refused(json!({ "at": "companion-finish", "answer": { "code": 400 } }), "PAIRING_CODE_FAILED"),
        refused(json!({ "at": "pair-success", "answer": { "code": 1, "text": "hmac" } }), "PAIRING_CODE_FAILED"),
        refused(json!({ "at": "pair-success", "answer": { "code": 1, "text": "number" } }), "PAIRING_CODE_FAILED"),
    ];
    for refusal in refusals {
        salon.is_refused(refusal).await;
    }
    assert_eq!(salon.numbers_changed().await, 0);
    salon.changes_to(NEW_PHONE).await;
    assert!(salon.change().await.is_null(), "a change that succeeds takes the reason of earlier ones away");
}

#[tokio::test]
async fn number_that_is_banned_after_the_linking_keeps_the_line() {
    let mut salon = Changing::fresh().await;
    salon.world.simulator.fault_json(json!({ "at": "login", "number": NEW_PHONE, "answer": { "code": 406 } })).await;
    let code = salon.code_for(NEW_PHONE).await;
    salon.world.type_code(NEW_PHONE, &code).await;
    salon.fails("BANNED").await;
    // WhatsApp lets nobody log this device out. A ban takes it off the list, sooner or later.
    salon.world.simulator.unlink(NEW_PHONE).await;
    salon.rests_with(OLD_PHONE).await;
    salon.changes_to(THIRD_PHONE).await;
}

#[tokio::test]
async fn linking_that_is_not_confirmed_keeps_the_line() {
    let mut salon = Changing::fresh().await;
    salon.world.simulator.fault_json(json!({ "at": "device-sign", "number": NEW_PHONE, "answer": "drop" })).await;
    let code = salon.code_for(NEW_PHONE).await;
    assert_eq!(salon.world.simulator.enter_code(NEW_PHONE, &code).await.0, 409);
    salon.fails("PAIRING_NOT_FINISHED").await;
    salon.rests_with(OLD_PHONE).await;
    salon.changes_to(NEW_PHONE).await;
}

#[tokio::test]
async fn code_that_another_phone_types_changes_nothing() {
    let mut salon = Changing::fresh().await;
    let code = salon.code_for(NEW_PHONE).await;
    let (status, answer) = salon.world.simulator.enter_code(THIRD_PHONE, &code).await;
    assert_eq!(status, 409, "{answer}");
    salon.takes_texts(OLD_PHONE).await;
    salon.world.type_code(NEW_PHONE, &code).await;
    salon.page.line_of(NEW_PHONE).await;
    salon.rests_with(NEW_PHONE).await;
}

#[tokio::test]
async fn phone_of_another_salon_is_refused_to_a_change_by_qr() {
    let mut salon = Changing::fresh().await;
    let mut other = salon.world.service.browser(OTHER_SALON).await;
    salon.page.send(json!({ "type": "request-qr", "changeNumber": true })).await;
    let qr = salon.page.frame("qr-code").await["qr"].as_str().expect("a text").to_owned();
    salon.world.link_on(&mut other, NEW_PHONE).await;
    let (status, answer) = salon.world.simulator.scan(NEW_PHONE, &qr).await;
    assert_eq!(status, 409, "{answer}");
    let failed = salon.page.frame("pairing-code-error").await;
    assert_eq!(failed["code"], "PHONE_IN_USE", "{failed}");
    salon.page.send(json!({ "type": "cancel-pairing" })).await;
    until("the change is over", async || {
        let change = salon.change().await;
        change.is_null() || change["state"] == "failed"
    })
    .await;
    assert_eq!(salon.world.simulator.devices(NEW_PHONE).await, 1, "the other salon's");
    assert_eq!(salon.world.status(OTHER_SALON).await["state"], "connected");
    salon.takes_texts(OLD_PHONE).await;
    salon.page = salon.world.service.browser(SALON).await;
    salon.page.change_number(THIRD_PHONE).await;
    let code = salon.page.code().await;
    salon.world.type_code(THIRD_PHONE, &code).await;
    salon.page.line_of(THIRD_PHONE).await;
}

/// Two salons with lines of their own have their phones changed to the same one, by code and by QR.
#[tokio::test]
async fn two_changes_to_one_phone_end_with_one_that_has_it() {
    let mut salon = Changing::fresh().await;
    let mut other = salon.world.service.browser(OTHER_SALON).await;
    salon.world.link_on(&mut other, THIRD_PHONE).await;
    let code = salon.code_for(NEW_PHONE).await;
    other.change_number(NEW_PHONE).await;
    assert_eq!(other.frame("pairing-code-error").await["code"], "RATE_LIMITED", "its code is on another screen");
    other.send(json!({ "type": "request-qr", "changeNumber": true })).await;
    let qr = other.frame("qr-code").await["qr"].as_str().expect("a text").to_owned();
    let simulator = &salon.world.simulator;
    let (one, two) = tokio::join!(simulator.enter_code(NEW_PHONE, &code), simulator.scan(NEW_PHONE, &qr));
    let holders = async || {
        let (first, second) =
            (salon.world.service.stored_phone(SALON).await, salon.world.service.stored_phone(OTHER_SALON).await);
        [(first, OLD_PHONE), (second, THIRD_PHONE)]
    };
    until("one of them has it", async || {
        let has = holders().await.map(|(stored, _)| usize::from(stored.as_deref() == Some(NEW_PHONE)));
        has.iter().sum::<usize>() == 1 && simulator.devices(NEW_PHONE).await == 1
    })
    .await;
    assert!(one.0 == 200 || two.0 == 200, "{one:?}, {two:?}");
    for (salon, (stored, before)) in [SALON, OTHER_SALON].into_iter().zip(holders().await) {
        let has_it = stored.as_deref() == Some(NEW_PHONE);
        assert!(has_it || stored.as_deref() == Some(before), "{salon}: {stored:?}");
    }
    for company in [SALON, OTHER_SALON] {
        until("its line works", async || salon.world.status(company).await["state"] == "connected").await;
    }
    let lost = if salon.world.service.stored_phone(SALON).await.as_deref() == Some(NEW_PHONE) {
        [(OLD_PHONE, 0), (THIRD_PHONE, 1)]
    } else {
        [(OLD_PHONE, 1), (THIRD_PHONE, 0)]
    };
    for (phone, devices) in lost {
        until("the other line is untouched", async || simulator.devices(phone).await == devices).await;
    }
}
