//! Passes as values: which one takes over.

use linekeeper_domain::Actor;
use linekeeper_domain::access::{Principal, Scopes};

use super::super::farewell::Farewell;
use super::super::frames::{ClientFrame, Received};
use super::super::standing::{Examination, Standing, newer};
use linekeeper_ports::TokenRefusal;

use super::*;
use crate::testing::access;

#[test]
fn a_stranger_asks_as_nobody_and_somebody_known_under_the_name_of_the_pass() {
    let mut standing = Standing::default();
    assert!(standing.is_stranger() && standing.asker().is_none());
    standing.take(pass(owner(1, &salon()), None));
    let asker = standing.asker().unwrap();
    assert_eq!((asker.actor, asker.principal), (Actor::Client, Some(owner(1, &salon()))));
}

#[test]
fn the_pass_that_counts_longer_takes_over() {
    let until = |seconds| pass(owner(1, &salon()), seconds);
    let takes_over = |present, brought| newer(Some(&until(present)), until(brought), &salon()).unwrap().is_some();
    assert!(takes_over(Some(1), Some(2)) && takes_over(Some(1), None));
    assert!(!takes_over(Some(1), Some(1)) && !takes_over(Some(2), Some(1)));
    assert!(!takes_over(None, Some(1)) && !takes_over(None, None));
    assert_eq!(newer(None, until(Some(1)), &salon()), Ok(Some(until(Some(1)))));
}

#[test]
fn a_pass_that_does_not_open_this_companys_socket_is_forbidden() {
    let powerless = Principal::Key { id: access(1), scopes: Scopes::default() };
    for principal in [owner(1, &company("880012")), powerless] {
        assert_eq!(newer(None, pass(principal, None), &salon()), Err(TokenRefusal::OtherCompany));
    }
}

#[test]
fn a_pass_is_over_at_its_end_and_not_before() {
    let mut standing = Standing::default();
    assert!(!standing.is_over(at(0)));
    standing.take(pass(key(1), Some(10)));
    assert!(!standing.is_over(at(9)) && standing.is_over(at(10)));
}

#[test]
fn a_token_is_examined_once_at_a_time_and_never_for_a_key_or_a_visit() {
    let mut standing = Standing::default();
    let examinations = [standing.examine(), standing.examine()];
    assert_eq!(examinations, [Examination::Begins, Examination::UnderWay]);
    standing.examined();
    standing.take(pass(owner(1, &salon()), None));
    assert_eq!([standing.examine(), standing.examine()], [Examination::Begins, Examination::UnderWay]);
    let scopes = Scopes::default();
    for principal in [key(1), Principal::Visit { id: access(1), key: access(2), scopes }] {
        let mut standing = Standing::default();
        standing.take(pass(principal, None));
        assert_eq!(standing.examine(), Examination::NotNeeded);
    }
}

#[test]
fn only_what_nobody_can_tell_leaves_a_socket_open() {
    for refusal in [TokenRefusal::Forged, TokenRefusal::Expired, TokenRefusal::Revoked, TokenRefusal::OtherCompany] {
        assert!(Farewell::for_refused_token(refusal).is_some(), "{refusal:?}");
    }
    assert_eq!(Farewell::for_refused_token(TokenRefusal::Unavailable), None);
}

#[test]
fn a_token_is_not_printed() {
    let Received { frame, .. } = Received::parse(r#"{"type":"authenticate","token":"very secret"}"#);
    let frame = frame.unwrap();
    assert!(matches!(&frame, ClientFrame::Authenticate { token } if token.as_str() == "very secret"));
    assert!(!format!("{frame:?}").contains("very secret"));
}
