//! Open sockets and the limits on their number; pure, without I/O.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::time::Duration;

use linekeeper_domain::access::{AccessId, Principal, SocketBound, network_of};
use linekeeper_domain::{CompanyId, Monotonic};

/// How long a revocation is remembered, so that an access check that began before it cannot admit a socket after it.
const REMEMBERED: Duration = Duration::from_secs(120);

/// Name of a socket, assigned by the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub(super) u64);

/// Limits on the number of open sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketLimits {
    /// In total.
    pub total: usize,
    /// Per company; unauthenticated sockets count for none.
    pub per_company: usize,
    /// Per address; for IPv6 per /64 network, which is what a subscriber gets.
    pub per_address: usize,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self { total: 20_000, per_company: 20, per_address: 200 }
    }
}

/// Reason why an authenticated socket may not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocketRefusal {
    /// A limit was reached.
    Crowded(SocketBound),
    /// The key, dashboard session or link was revoked in the meantime.
    Revoked,
    /// The socket was not admitted, or has left.
    Unknown,
}

/// Open sockets, with their counts per address and company.
#[derive(Debug)]
pub(super) struct OpenSockets {
    limits: SocketLimits,
    sockets: HashMap<SocketId, Seat>,
    addresses: HashMap<IpAddr, usize>,
    companies: HashMap<CompanyId, usize>,
    /// Recent revocations with their time by the monotonic clock.
    ended: HashMap<AccessId, Monotonic>,
}

#[derive(Debug)]
struct Seat {
    address: IpAddr,
    /// Authenticated identity; `None` before authentication.
    holder: Option<Holder>,
}

/// Identity of an authenticated socket.
#[derive(Debug)]
pub(super) struct Holder {
    /// Company whose session it watches; `None` for a dashboard, which counts for no company.
    pub(super) company: Option<CompanyId>,
    pub(super) principal: Principal,
}

impl OpenSockets {
    pub(super) fn new(limits: SocketLimits) -> Self {
        let (sockets, addresses) = (HashMap::new(), HashMap::new());
        Self { limits, sockets, addresses, companies: HashMap::new(), ended: HashMap::new() }
    }

    /// Admits an unauthenticated socket.
    pub(super) fn admit(&mut self, socket: SocketId, address: IpAddr) -> Result<(), SocketBound> {
        let address = network_of(address);
        if self.sockets.len() >= self.limits.total {
            return Err(SocketBound::Total);
        }
        let open = self.addresses.get(&address).copied().unwrap_or_default();
        if open >= self.limits.per_address {
            return Err(SocketBound::Address);
        }
        self.addresses.insert(address, open + 1);
        self.sockets.insert(socket, Seat { address, holder: None });
        Ok(())
    }

    /// Sets the identity of a socket, for the first time or with a newer pass.
    pub(super) fn prove(&mut self, socket: SocketId, holder: Holder, now: Monotonic) -> Result<(), SocketRefusal> {
        let Some(seat) = self.sockets.get_mut(&socket) else { return Err(SocketRefusal::Unknown) };
        let ended = |(id, at): (&AccessId, &Monotonic)| is_recent(*at, now) && rests_on(&holder.principal, id);
        if self.ended.iter().any(ended) {
            return Err(SocketRefusal::Revoked);
        }
        let before = seat.holder.as_ref().and_then(|before| before.company.clone());
        if let Some(company) = holder.company.as_ref().filter(|company| before.as_ref() != Some(*company)) {
            let open = self.companies.get(company).copied().unwrap_or_default();
            if open >= self.limits.per_company {
                return Err(SocketRefusal::Crowded(SocketBound::Company));
            }
            self.companies.insert(company.clone(), open + 1);
        }
        let left = before.filter(|before| Some(before) != holder.company.as_ref());
        seat.holder = Some(holder);
        if let Some(left) = left {
            count_out(&mut self.companies, &left);
        }
        Ok(())
    }

    /// Removes a closed socket.
    pub(super) fn leave(&mut self, socket: SocketId) {
        let Some(Seat { address, holder }) = self.sockets.remove(&socket) else { return };
        count_out(&mut self.addresses, &address);
        if let Some(company) = holder.and_then(|holder| holder.company) {
            count_out(&mut self.companies, &company);
        }
    }

    /// Records a revocation and returns the sockets that depend on it. They stay counted until they are closed.
    pub(super) fn end(&mut self, of: &AccessId, now: Monotonic) -> Vec<SocketId> {
        self.ended.retain(|_, at| is_recent(*at, now));
        self.ended.insert(of.clone(), now);
        let rests = |seat: &Seat| seat.holder.as_ref().is_some_and(|holder| rests_on(&holder.principal, of));
        self.sockets.iter().filter(|(_, seat)| rests(seat)).map(|(socket, _)| *socket).collect()
    }

    /// Number of open sockets.
    pub(super) fn open(&self) -> usize {
        self.sockets.len()
    }

    /// Whether there are no sockets and all counts are gone.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.sockets.is_empty() && self.addresses.is_empty() && self.companies.is_empty()
    }
}

/// Whether the principal's access depends on this key, dashboard session or link.
fn rests_on(principal: &Principal, id: &AccessId) -> bool {
    match principal {
        Principal::Key { id: key, scopes: _ } => key == id,
        Principal::DashboardSession { id: visit, key, scopes: _ } => visit == id || key == id,
        Principal::Onboarding { link, company: _ } => link == id,
    }
}

fn is_recent(at: Monotonic, now: Monotonic) -> bool {
    now.since(at) < REMEMBERED
}

fn count_out<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    let left = counts.get_mut(key).map(|count| {
        *count = count.saturating_sub(1);
        *count
    });
    if left == Some(0) {
        counts.remove(key);
    }
}
