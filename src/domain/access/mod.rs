//! Access control: scopes of API keys, access requirements of endpoints, authenticated identities, the lifetime of
//! dashboard sessions, and throttling of failed sign-ins.

mod asker;
mod dashboard_session;
mod id;
mod need;
mod network;
mod principal;
mod scope;
mod socket_bound;
mod throttle;

pub use asker::Asker;
pub use dashboard_session::DashboardSessionPolicy;
pub use id::{AccessId, InvalidAccessId};
pub use need::Need;
pub use network::network_of;
pub use principal::Principal;
pub use scope::{Scope, Scopes, UnknownScope};
pub use socket_bound::SocketBound;
pub use throttle::SignInThrottle;
