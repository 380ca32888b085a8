//! Who may what: scopes of API keys, what an endpoint needs, who somebody is once known, how long a visit to the dashboard
//! lasts, and how failed sign-ins are slowed down.

mod asker;
mod id;
mod need;
mod network;
mod principal;
mod scope;
mod socket_bound;
mod throttle;
mod visit;

pub use asker::Asker;
pub use id::{AccessId, InvalidAccessId};
pub use need::Need;
pub use network::network_of;
pub use principal::Principal;
pub use scope::{Scope, Scopes, UnknownScope};
pub use socket_bound::SocketBound;
pub use throttle::SignInThrottle;
pub use visit::VisitPolicy;
