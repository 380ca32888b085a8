//! Requests for a pairing code, as the service knows them: it never sees the code itself.

use std::time::Instant;

use crate::state::Number;
use crate::views::CodeRequestView;
use crate::world::{ConnectionId, World};

/// Maximum number of code requests kept, also after their connections ended, so that the phone can be told what
/// happened.
const CODES: usize = 10_000;

/// A shown pairing code.
pub(crate) struct CodeRequest {
    /// Account that the number of the request leads to.
    pub(crate) number: Number,
    pub(crate) connection: ConnectionId,
    pub(crate) reference: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) asked: Instant,
    /// Milliseconds since 1970.
    pub(crate) asked_at: i64,
    pub(crate) tries: u32,
    /// Display name that the companion gave.
    pub(crate) platform: String,
    /// Whether the companion asked for a prompt on the phone.
    pub(crate) prompt: bool,
}

impl World {
    /// Stores a code request. It replaces an older one of the same connection; those of others stay.
    pub(crate) fn remember_code(&mut self, request: CodeRequest) {
        let keep = self.config.latencies.code_validity * 2;
        self.codes.retain(|old| old.connection != request.connection && old.asked.elapsed() < keep);
        if self.codes.len() >= CODES {
            self.codes.remove(0);
        }
        self.codes.push(request);
    }

    /// Code request that the phone of this number answers: the newest whose companion is still connected, else the
    /// newest.
    pub(crate) fn code_for(&mut self, number: &Number) -> Option<&mut CodeRequest> {
        let place = self.place_of_code(number)?;
        self.codes.get_mut(place)
    }

    fn place_of_code(&self, number: &Number) -> Option<usize> {
        let of_number = |request: &&(usize, &CodeRequest)| request.1.number == *number;
        let all: Vec<_> = self.codes.iter().enumerate().collect();
        let newest_live = all.iter().rev().filter(of_number).find(|(_, code)| self.is_registering(code.connection));
        newest_live.or_else(|| all.iter().rev().find(of_number)).map(|(place, _)| *place)
    }

    /// The request that [`World::code_for`] finds, as the control API shows it.
    pub(crate) fn view_of_code(&self, number: &Number) -> Option<CodeRequestView> {
        let code = self.codes.get(self.place_of_code(number)?)?;
        Some(CodeRequestView {
            connection: code.connection,
            platform: code.platform.clone(),
            prompt_asked: code.prompt,
            asked_at: code.asked_at,
            tries: code.tries,
            live: self.is_registering(code.connection),
        })
    }
}
