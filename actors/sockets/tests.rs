//! Tests of the socket registry: its open_sockets as a value, and the actor with permits.

use std::net::IpAddr;
use std::sync::Arc;

use actix::{Actor, Addr, Context, Handler, Message};
use linekeeper_domain::CompanyId;
use linekeeper_domain::Monotonic;
use linekeeper_domain::access::{AccessId, Principal, Scopes, SocketBound};
use linekeeper_ports::Clock;
use linekeeper_ports::fake::RuntimeClock;
use linekeeper_telemetry::Metrics;

use super::open_sockets::{Holder, OpenSockets};
use super::*;
use crate::testing::{access, at, company, key, owner, probe, quiet, salon, within};

const FEW: SocketLimits = SocketLimits { total: 4, per_company: 2, per_address: 3 };

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn held(company: &CompanyId, principal: Principal) -> Holder {
    Holder { company: Some(company.clone()), principal }
}

/// Creates a open_sockets with `count` unauthenticated sockets of one address, numbered from zero.
fn with_strangers(count: u64) -> OpenSockets {
    let mut open_sockets = OpenSockets::new(SocketLimits { total: 100, per_address: 100, ..FEW });
    for number in 0..count {
        open_sockets.admit(SocketId(number), address("192.0.2.1")).unwrap();
    }
    open_sockets
}

fn after(seconds: u64) -> Monotonic {
    Monotonic::at(std::time::Duration::from_secs(seconds))
}

#[test]
fn places_are_bounded_by_address_and_in_all() {
    let mut open_sockets = OpenSockets::new(FEW);
    for number in 0..3 {
        assert_eq!(open_sockets.admit(SocketId(number), address("192.0.2.1")), Ok(()));
    }
    assert_eq!(open_sockets.admit(SocketId(3), address("192.0.2.1")), Err(SocketBound::Address));
    assert_eq!(open_sockets.admit(SocketId(4), address("192.0.2.2")), Ok(()));
    assert_eq!(open_sockets.admit(SocketId(5), address("192.0.2.3")), Err(SocketBound::Total));
    open_sockets.leave(SocketId(0));
    assert_eq!(open_sockets.admit(SocketId(6), address("192.0.2.1")), Ok(()));
}

#[test]
fn ipv6_network_counts_as_one_and_mapped_address_as_ipv4() {
    let mut open_sockets = OpenSockets::new(SocketLimits { total: 100, per_address: 1, ..FEW });
    assert_eq!(open_sockets.admit(SocketId(1), address("2001:db8:0:1::1")), Ok(()));
    assert_eq!(open_sockets.admit(SocketId(2), address("2001:db8:0:1:ffff::2")), Err(SocketBound::Address));
    assert_eq!(open_sockets.admit(SocketId(3), address("2001:db8:0:2::1")), Ok(()));
    assert_eq!(open_sockets.admit(SocketId(4), address("192.0.2.1")), Ok(()));
    assert_eq!(open_sockets.admit(SocketId(5), address("::ffff:192.0.2.1")), Err(SocketBound::Address));
    assert_eq!(open_sockets.admit(SocketId(6), address("::ffff:192.0.2.2")), Ok(()));
}

#[test]
fn company_counts_each_authenticated_socket_once() {
    let mut open_sockets = with_strangers(3);
    for _ in 0..3 {
        assert_eq!(
            open_sockets.prove(SocketId(0), held(&salon(), owner(1, &salon())), after(0)),
            Ok(()),
            "a newer pass"
        );
    }
    assert_eq!(open_sockets.prove(SocketId(1), held(&salon(), key(2)), after(0)), Ok(()));
    let third = open_sockets.prove(SocketId(2), held(&salon(), key(2)), after(0));
    assert_eq!(third, Err(SocketRefusal::Crowded(SocketBound::Company)));
    assert_eq!(open_sockets.prove(SocketId(2), held(&company("880012"), key(2)), after(0)), Ok(()));
    open_sockets.leave(SocketId(0));
    assert_eq!(open_sockets.prove(SocketId(2), held(&salon(), key(2)), after(0)), Ok(()), "it moves");
    for number in 1..3 {
        open_sockets.leave(SocketId(number));
    }
    assert!(open_sockets.is_empty(), "{open_sockets:?}");
}

#[test]
fn a_socket_that_was_never_admitted_or_has_left_proves_nothing() {
    let mut open_sockets = with_strangers(1);
    open_sockets.leave(SocketId(0));
    open_sockets.leave(SocketId(0));
    assert_eq!(open_sockets.prove(SocketId(0), held(&salon(), key(1)), after(0)), Err(SocketRefusal::Unknown));
    assert!(open_sockets.is_empty());
}

fn ended(open_sockets: &mut OpenSockets, of: &AccessId) -> Vec<SocketId> {
    let mut ended = open_sockets.end(of, after(0));
    ended.sort();
    ended
}

#[test]
fn revocation_closes_dependent_sockets_only() {
    let mut open_sockets = OpenSockets::new(SocketLimits::default());
    let visit = Principal::DashboardSession { id: access(3), key: access(1), scopes: Scopes::default() };
    let holders = [Some(key(1)), Some(key(2)), Some(visit), Some(owner(4, &salon())), Some(owner(5, &salon())), None];
    for (number, principal) in (0..).map(SocketId).zip(holders) {
        open_sockets.admit(number, address("192.0.2.1")).unwrap();
        if let Some(principal) = principal {
            open_sockets.prove(number, held(&salon(), principal), after(0)).unwrap();
        }
    }
    assert_eq!(ended(&mut open_sockets, &access(4)), [SocketId(3)]);
    assert_eq!(ended(&mut open_sockets, &access(3)), [SocketId(2)], "a visit signed out leaves its key alone");
    assert_eq!(ended(&mut open_sockets, &access(1)), [SocketId(0), SocketId(2)], "a key's visits end with it");
    assert_eq!(ended(&mut open_sockets, &access(9)), []);
}

#[test]
fn revocation_refuses_a_check_that_began_before_it() {
    let mut open_sockets = with_strangers(2);
    open_sockets.end(&access(1), after(0));
    assert_eq!(open_sockets.prove(SocketId(0), held(&salon(), key(1)), after(60)), Err(SocketRefusal::Revoked));
    assert_eq!(open_sockets.prove(SocketId(0), held(&salon(), key(2)), after(60)), Ok(()));
    assert_eq!(open_sockets.prove(SocketId(0), held(&salon(), key(1)), after(120)), Ok(()), "no check takes that long");
}

/// Starts a registry, and builds an admission whose revocation notices are dropped.
fn registry(limits: SocketLimits) -> (Addr<SocketRegistry>, AdmitSocket) {
    tokio::time::pause();
    let clock: Arc<dyn Clock> = Arc::new(RuntimeClock::starting_at(at(0)));
    let (revoked, _) = probe();
    (SocketRegistry::new(limits, clock, Metrics::new()).start(), AdmitSocket { address: address("192.0.2.1"), revoked })
}

#[actix::test]
async fn a_socket_that_is_refused_is_counted_by_the_bound() {
    tokio::time::pause();
    let (clock, metrics) = (Arc::new(RuntimeClock::starting_at(at(0))), Metrics::new());
    let none = SocketLimits { total: 0, ..FEW };
    let registry = SocketRegistry::new(none, clock, metrics.clone()).start();
    let (revoked, _) = probe();
    let refused = within(registry.send(AdmitSocket { address: address("192.0.2.1"), revoked })).await.unwrap();
    assert_eq!(refused.unwrap_err(), SocketBound::Total);
    let counted = "linekeeper_sockets_refused_total{bound=\"total\"} 1";
    assert!(metrics.render().contains(counted), "{}", metrics.render());
}

#[actix::test]
async fn a_permit_that_is_dropped_gives_its_place_back() {
    let (registry, admit) = registry(SocketLimits { total: 1, ..FEW });
    let permit = within(registry.send(admit.clone())).await.unwrap().unwrap();
    assert_eq!(within(registry.send(admit.clone())).await.unwrap().unwrap_err(), SocketBound::Total);
    assert_eq!(within(registry.send(CountSockets)).await.unwrap(), 1);
    drop(permit);
    quiet().await;
    assert_eq!(within(registry.send(CountSockets)).await.unwrap(), 0);
    assert!(within(registry.send(admit)).await.unwrap().is_ok());
}

#[actix::test]
async fn caller_that_stopped_waiting_takes_no_place() {
    let (registry, admit) = registry(SocketLimits { total: 1, ..FEW });
    // The request is sent and its answer dropped.
    drop(registry.send(admit.clone()));
    quiet().await;
    assert!(within(registry.send(admit)).await.unwrap().is_ok());
}

#[actix::test]
async fn each_socket_of_a_revoked_access_is_told_once() {
    let (registry, admit) = registry(SocketLimits::default());
    let (revoked, mut heard) = probe::<AccessRevoked>();
    let permit = within(registry.send(AdmitSocket { revoked, ..admit })).await.unwrap().unwrap();
    let prove = ProveSocket { socket: permit.socket(), company: Some(salon()), principal: key(1) };
    within(registry.send(prove)).await.unwrap().unwrap();
    assert_eq!(within(registry.send(EndSockets { of: access(2) })).await.unwrap(), 0);
    assert_eq!(within(registry.send(EndSockets { of: access(1) })).await.unwrap(), 1);
    within(heard.recv()).await.unwrap();
    quiet().await;
    assert!(heard.try_recv().is_err(), "once");
}

#[derive(Message)]
#[rtype(result = "()")]
struct Panic;

impl Handler<Panic> for SocketRegistry {
    type Result = ();

    fn handle(&mut self, _: Panic, _: &mut Context<Self>) {
        panic!("as the test wants it");
    }
}

#[actix::test]
async fn registry_panic_completes_its_death() {
    let clock: Arc<dyn Clock> = Arc::new(RuntimeClock::starting_at(at(0)));
    let mut registry = SocketRegistry::new(FEW, clock, Metrics::new());
    let death = registry.death();
    registry.start().do_send(Panic);
    within(death).await;
}
