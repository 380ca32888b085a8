//! Ways out that people take: cancel, reset, disconnect, restart, a third number.

use linekeeper_harness::Answer;

use super::*;

#[tokio::test]
async fn cancelled_change_keeps_the_line_at_every_stage() {
    let mut salon = Changing::fresh().await;
    for stage in STAGES {
        salon.stops_at(stage, NEW_PHONE).await;
        salon.takes_texts(OLD_PHONE).await;
        let Changing { world, page, judge } = &mut salon;
        judge
            .watches(&world.simulator, async {
                page.send(json!({ "type": "cancel-pairing" })).await;
                world.simulator.mend().await;
                until("the change is over", async || world.status(SALON).await["change"].is_null()).await;
            })
            .await;
        salon.rests_with(OLD_PHONE).await;
    }
    assert_eq!(salon.numbers_changed().await, 0);
    salon.changes_to(NEW_PHONE).await;
    assert_eq!(salon.numbers_changed().await, 1);
}

#[tokio::test]
async fn cancelled_device_is_logged_out_once_whatsapp_answers() {
    let mut salon = Changing::fresh().await;
    salon.stops_at(Stage::Linked, NEW_PHONE).await;
    salon.page.send(json!({ "type": "cancel-pairing" })).await;
    let Changing { world, judge, .. } = &salon;
    let kept = async || {
        let change = world.status(SALON).await["change"].take();
        change["state"] == "logging_out" && !change["oldDevice"]["nextAttemptAt"].is_null()
    };
    judge.watches(&world.simulator, until("the new device is kept", kept)).await;
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
    assert_eq!(judge.stored().await.old, [NEW_PHONE]);
    salon.takes_texts(OLD_PHONE).await;
    let salon = salon.killed_and_restarted().await;
    salon.world.simulator.mend().await;
    salon.rests_with(OLD_PHONE).await;
    assert_eq!(salon.numbers_changed().await, 0);
}

#[tokio::test]
async fn reset_ends_the_change_and_the_line_at_every_stage() {
    let mut salon = Changing::fresh().await;
    for stage in STAGES {
        salon.stops_at(stage, NEW_PHONE).await;
        let (answer, ()) = tokio::join!(salon.post("reset"), salon.world.simulator.mend());
        assert_eq!(answer.0, 200, "{stage:?}: {}", answer.1);
        salon.judge.rests(&salon.world.simulator, None).await;
        assert_eq!(salon.world.status(SALON).await["state"], "idle", "{stage:?}");
        salon.world.link_on(&mut salon.page, OLD_PHONE).await;
    }
    salon.changes_to(NEW_PHONE).await;
}

#[tokio::test]
async fn disconnect_ends_the_change_and_keeps_the_device() {
    let mut salon = Changing::fresh().await;
    for stage in STAGES {
        salon.stops_at(stage, NEW_PHONE).await;
        let disconnected = async {
            let (answer, ()) = tokio::join!(salon.post("disconnect"), salon.world.simulator.mend());
            assert_eq!(answer.0, 200, "{stage:?}: {}", answer.1);
        };
        salon.judge.watches(&salon.world.simulator, disconnected).await;
        salon.judge.rests(&salon.world.simulator, Some(OLD_PHONE)).await;
        let status = salon.world.status(SALON).await;
        assert_eq!((&status["code"], &status["change"]), (&json!("DISCONNECTED"), &Value::Null), "{stage:?}");
        assert_eq!(salon.post("restart").await.0, 200);
        salon.rests_with(OLD_PHONE).await;
    }
    salon.changes_to(NEW_PHONE).await;
}

#[tokio::test]
async fn restart_ends_a_change_unless_the_new_device_is_linked() {
    let mut salon = Changing::fresh().await;
    for (stage, line) in STAGES.into_iter().zip([OLD_PHONE, OLD_PHONE, NEW_PHONE]) {
        salon.stops_at(stage, NEW_PHONE).await;
        let restarted = async {
            let (answer, ()) = tokio::join!(salon.post("restart"), salon.world.simulator.mend());
            assert_eq!(answer.0, 200, "{stage:?}: {}", answer.1);
        };
        salon.judge.watches(&salon.world.simulator, restarted).await;
        salon.rests_with(line).await;
    }
    salon.changes_to(OLD_PHONE).await;
    assert_eq!(salon.numbers_changed().await, 2);
}

#[tokio::test]
async fn third_number_takes_the_place_of_the_second_at_every_stage() {
    let mut salon = Changing::fresh().await;
    for (stage, [second, third]) in
        STAGES.into_iter().zip([[NEW_PHONE, THIRD_PHONE], [OLD_PHONE, NEW_PHONE], [THIRD_PHONE, OLD_PHONE]])
    {
        salon.stops_at(stage, second).await;
        let Changing { world, page, judge } = &mut salon;
        let changed = async {
            page.change_number(third).await;
            world.simulator.mend().await;
            let is_shown = |frame: &Value| frame["type"] == "pairing-code" && frame["phoneNumber"] == third;
            let frame = page.until("a code for the third phone", is_shown).await;
            world.type_code(third, frame["code"].as_str().expect("a code")).await;
            page.line_of(third).await;
        };
        judge.watches(&world.simulator, changed).await;
        salon.rests_with(third).await;
    }
    assert_eq!(salon.numbers_changed().await, STAGES.len());
}

async fn removed_at(stage: Stage) {
    let mut salon = Changing::fresh().await;
    let code = if stage == Stage::Code {
        Some(salon.code_for(NEW_PHONE).await)
    } else {
        salon.stops_at(stage, NEW_PHONE).await;
        None
    };
    salon.world.simulator.unlink(OLD_PHONE).await;
    let is_lost = async || salon.world.status(SALON).await["state"] != "connected";
    until("the old line is lost", is_lost).await;
    assert!(!salon.change().await.is_null(), "{stage:?}: it ended the change");
    match code {
        Some(code) => salon.world.type_code(NEW_PHONE, &code).await,
        // The log-in that hangs is given up, and the next one is answered.
        None => salon.world.simulator.mend().await,
    }
    salon.page.line_of(NEW_PHONE).await;
    salon.rests_with(NEW_PHONE).await;
    salon.changes_to(OLD_PHONE).await;
}

#[tokio::test]
async fn removal_of_the_old_device_lets_the_change_go_on() {
    tokio::join!(removed_at(Stage::Code), removed_at(Stage::Linked));
}

#[tokio::test]
async fn broken_connections_of_both_lines_come_back() {
    let mut salon = Changing::fresh().await;
    salon.stops_at(Stage::Linked, NEW_PHONE).await;
    salon.world.simulator.fault_json(json!({ "at": "stream", "number": OLD_PHONE, "answer": "drop" })).await;
    salon.world.simulator.fault("connect", Answer::Drop).await;
    salon.world.simulator.mend().await;
    let Changing { world, page, judge } = &mut salon;
    judge.watches(&world.simulator, page.line_of(NEW_PHONE)).await;
    salon.rests_with(NEW_PHONE).await;
}
