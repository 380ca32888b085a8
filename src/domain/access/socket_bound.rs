//! Why there is no room for one more WebSocket.

/// Which bound on the number of sockets is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocketBound {
    /// That of all sockets.
    Total,
    /// That of the company.
    Company,
    /// That of the address.
    Address,
}

impl SocketBound {
    /// Every bound.
    pub const ALL: [Self; 3] = [Self::Total, Self::Company, Self::Address];

    /// The label's value in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Company => "company",
            Self::Address => "address",
        }
    }

    /// In words, for frames and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Total => "too many sockets are open",
            Self::Company => "too many sockets of this company are open",
            Self::Address => "too many sockets are open from this address",
        }
    }
}
