//! Accounts that are connected to Meta's cloud: in which combinations of account and device type a linking is completed,
//! and that every other one is told for what it is and leaves no device.

use linekeeper_domain::LinkEndReason;
use linekeeper_ports::LinkPurpose;
use linekeeper_simulator::AdvType::{E2ee, Hosted};
use linekeeper_simulator::{AdvType, PhoneProfile};

use crate::credentials::MemoryCredentials;
use crate::world::{Line, SALON, World, devices};

/// Outer account type and signed inner device type, and whether the account is linked. The library signs and verifies by
/// the outer type; WhatsApp verifies by the inner one, and takes one signature from companions. Once the library does so,
/// too, every row becomes true, and the refusals in `hold` and `driver/refused` go.
const LINKED: [(AdvType, AdvType, bool); 4] =
    [(E2ee, E2ee, true), (E2ee, Hosted, false), (Hosted, E2ee, false), (Hosted, Hosted, false)];

/// A way to link.
#[derive(Debug, Clone, Copy)]
enum Way {
    Code,
    Qr,
}

async fn links(world: &World, line: &mut Line, way: Way) -> bool {
    let simulator = world.simulator.clone();
    let qr = line.qr().await;
    let typed = match way {
        Way::Code => Some(line.code(SALON).await),
        Way::Qr => None,
    };
    let phone = tokio::spawn(async move {
        match typed {
            Some(code) => simulator.enter_code(SALON, &code.displayed()).await,
            None => simulator.scan(SALON, &qr).await,
        }
    });
    let linked = line.linked_or_ended().await;
    let by_phone = phone.await.unwrap();
    assert_eq!(by_phone.is_ok(), linked.is_ok(), "{by_phone:?}");
    if let Err(end_reason) = &linked {
        assert_eq!(*end_reason, LinkEndReason::AccountNotSupported);
    }
    linked.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hosted_account_is_linked_or_told_in_each_combination() {
    for way in [Way::Code, Way::Qr] {
        for (account, device, expected) in LINKED {
            let world = World::start().await;
            let profile =
                PhoneProfile { account_type: Some(account), device_type: Some(device), ..PhoneProfile::default() };
            world.simulator.put_phone(SALON, profile).await.unwrap();
            let credentials = MemoryCredentials::new();
            let mut line = world.open(&credentials, LinkPurpose::Register);
            let linked = links(&world, &mut line, way).await;
            assert_eq!(linked, expected, "{way:?}, outside {account:?}, inside {device:?}");
            assert_eq!(credentials.linked_phone().is_some(), expected, "{way:?} {account:?} {device:?}");
            if !expected {
                assert_eq!(devices(&world.simulator).await, (0, 0), "{way:?} {account:?} {device:?}");
            }
        }
    }
}
