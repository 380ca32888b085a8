//! Tests of the board's frames: shared by readers at the same position, and rendered again when they are old.

use std::sync::Arc;
use std::time::Duration;

use actix::Actor;
use linekeeper_domain::session::{Session, SessionPolicy};
use linekeeper_ports::fake::RuntimeClock;

use super::*;
use crate::testing::{at, company, correlation};

fn row(id: &str) -> BoardUpdate {
    let (session, _) = Session::new(company(id), SessionPolicy::default(), correlation("test-1"), at(0));
    BoardUpdate::Shown(SessionRow { status: Arc::new(session.status(at(0))), restarts: 0 })
}

#[actix::test]
async fn readers_share_a_frame_until_a_change_or_its_age() {
    tokio::time::pause();
    let pace = Duration::from_millis(250);
    let board = BoardActor::new(pace, Arc::new(RuntimeClock::starting_at(at(0)))).start();
    board.send(row("a")).await.unwrap();
    let read = || board.send(ReadBoard { read: None });
    let first = read().await.unwrap();
    assert!(Arc::ptr_eq(&first, &read().await.unwrap()));
    board.send(row("b")).await.unwrap();
    let second = read().await.unwrap();
    assert!(!Arc::ptr_eq(&first, &second));
    assert_eq!(second.read.position, Position::at(2));
    tokio::time::advance(pace).await;
    let later = read().await.unwrap();
    assert!(!Arc::ptr_eq(&second, &later), "the time of day in it is another one");
    assert_eq!(second.read, later.read);
}
