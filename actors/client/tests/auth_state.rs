//! Tests of the authentication state: which pass replaces which.

use linekeeper_domain::TriggeredBy;
use linekeeper_domain::access::{Principal, Scopes};

use super::super::auth_state::{AuthState, TokenExamination, newer};
use super::super::close_reason::SocketCloseReason;
use super::super::frames::{ClientFrame, Received};
use linekeeper_ports::TokenRefusal;

use super::*;
use crate::testing::access;

#[test]
fn client_asks_under_its_pass_and_a_stranger_as_none() {
    let mut auth_state = AuthState::default();
    assert!(auth_state.is_stranger() && auth_state.asker().is_none());
    auth_state.take(pass(owner(1, &salon()), None));
    let asker = auth_state.asker().unwrap();
    assert_eq!((asker.actor, asker.principal), (TriggeredBy::Client, Some(owner(1, &salon()))));
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
    let mut auth_state = AuthState::default();
    assert!(!auth_state.is_over(at(0)));
    auth_state.take(pass(key(1), Some(10)));
    assert!(!auth_state.is_over(at(9)) && auth_state.is_over(at(10)));
}

#[test]
fn token_is_checked_one_at_a_time_and_not_for_key_or_session() {
    let mut auth_state = AuthState::default();
    let examinations = [auth_state.examine(), auth_state.examine()];
    assert_eq!(examinations, [TokenExamination::Begins, TokenExamination::UnderWay]);
    auth_state.examined();
    auth_state.take(pass(owner(1, &salon()), None));
    assert_eq!([auth_state.examine(), auth_state.examine()], [TokenExamination::Begins, TokenExamination::UnderWay]);
    let scopes = Scopes::default();
    for principal in [key(1), Principal::DashboardSession { id: access(1), key: access(2), scopes }] {
        let mut auth_state = AuthState::default();
        auth_state.take(pass(principal, None));
        assert_eq!(auth_state.examine(), TokenExamination::NotNeeded);
    }
}

#[test]
fn only_an_unavailable_token_check_leaves_a_socket_open() {
    for refusal in [TokenRefusal::Forged, TokenRefusal::Expired, TokenRefusal::Revoked, TokenRefusal::OtherCompany] {
        assert!(SocketCloseReason::for_refused_token(refusal).is_some(), "{refusal:?}");
    }
    assert_eq!(SocketCloseReason::for_refused_token(TokenRefusal::Unavailable), None);
}

#[test]
fn a_token_is_not_printed() {
    let Received { frame, .. } = Received::parse(r#"{"type":"authenticate","token":"very secret"}"#);
    let frame = frame.unwrap();
    assert!(matches!(&frame, ClientFrame::Authenticate { token } if token.as_str() == "very secret"));
    assert!(!format!("{frame:?}").contains("very secret"));
}
