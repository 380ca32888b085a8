//! What batches of messages add to the logs, as the columns of the statements that add it.

use std::collections::HashMap;

use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::EventType;
use tokio_postgres::types::Type;

use super::intake::{ADD_CHATS, ADD_EVENTS, ADD_NAMES, ADD_SEEN, ADVANCE, MERGE_CHATS, Param, bytes_of};
use super::places::Additions;
use crate::call::Params;
use crate::outbox::MOVE_MERGED;
use crate::webhooks::OWE;

/// What batches add. Columns named `places` have the place of a row's company among the companies, from 1.
#[derive(Default)]
pub(crate) struct Placed<'a> {
    companies: Vec<&'a str>,
    seen: Seen,
    logs: Logs<'a>,
    chats: Chats,
    names: Names,
    merged: Vec<Merged<'a>>,
    events: Events<'a>,
}

/// Messages that were not received before.
#[derive(Default)]
struct Seen {
    places: Vec<i32>,
    keys: Vec<Vec<u8>>,
}

/// Logs that get events.
#[derive(Default)]
struct Logs<'a> {
    companies: Vec<&'a str>,
    last_seqs: Vec<i64>,
    last_chats: Vec<i32>,
    /// What their events take.
    bytes: Vec<i64>,
}

/// Chats that get events.
#[derive(Default)]
struct Chats {
    places: Vec<i32>,
    chats: Vec<i32>,
    last_seqs: Vec<i64>,
}

/// Names that are new, or lead to another chat than before.
#[derive(Default)]
struct Names {
    places: Vec<i32>,
    names: Vec<Vec<u8>>,
    chats: Vec<i32>,
}

/// Chats of a company that turned out to be of one account with older ones, which go on.
struct Merged<'a> {
    company: &'a str,
    chats: Vec<i32>,
    into: Vec<i32>,
}

/// An event that is sealed and has no place yet.
pub(crate) struct SealedEvent<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: EventType,
    pub(crate) payload: Vec<u8>,
}

/// Events, with what endpoints are owed of them.
#[derive(Default)]
struct Events<'a> {
    places: Vec<i32>,
    seqs: Vec<i64>,
    ids: Vec<&'a str>,
    chats: Vec<i32>,
    chat_seqs: Vec<i64>,
    types: Vec<&'static str>,
    payloads: Vec<Vec<u8>>,
}

impl<'a> Placed<'a> {
    /// Nothing so far, of these companies.
    pub(crate) fn of(companies: Vec<&'a str>) -> Self {
        Self { companies, ..Self::default() }
    }

    /// Adds what the batch of a company adds to its log.
    pub(crate) fn add(
        &mut self,
        (place, company): (i32, &'a CompanyId),
        added: Additions,
        mut sealed: HashMap<usize, SealedEvent<'a>>,
    ) {
        for key in added.seen {
            self.seen.places.push(place);
            self.seen.keys.push(key.to_vec());
        }
        if added.events.is_empty() {
            return;
        }
        self.logs.companies.push(company.as_str());
        self.logs.last_seqs.push(added.last_seq);
        self.logs.last_chats.push(added.last_chat);
        for (chat, last_seq) in added.chats {
            self.chats.places.push(place);
            self.chats.chats.push(chat);
            self.chats.last_seqs.push(last_seq);
        }
        for (name, chat) in added.names {
            self.names.places.push(place);
            self.names.names.push(name.to_vec());
            self.names.chats.push(chat);
        }
        if !added.merged.is_empty() {
            let (chats, into) = added.merged.into_iter().unzip();
            self.merged.push(Merged { company: company.as_str(), chats, into });
        }
        let mut bytes = 0;
        for at in added.events {
            let Some(event) = sealed.remove(&at.index) else { continue };
            bytes += bytes_of(&event.payload);
            let events = &mut self.events;
            events.places.push(place);
            events.seqs.push(at.seq);
            events.ids.push(event.id);
            events.chats.push(at.chat);
            events.chat_seqs.push(at.chat_seq);
            events.types.push(event.kind.as_str());
            events.payloads.push(event.payload);
        }
        self.logs.bytes.push(bytes);
    }

    /// Adds bytes that the last company's log takes beside its events.
    pub(crate) fn add_bytes(&mut self, bytes: i64) {
        self.logs.bytes.last_mut().into_iter().for_each(|all| *all += bytes);
    }

    /// Number of events that are added.
    pub(crate) fn events(&self) -> usize {
        self.events.seqs.len()
    }

    /// The statements that add it, in the order of their references; none if all messages are known.
    pub(crate) fn statements(&self) -> Vec<(&'static str, Box<Params<'_>>)> {
        let mut all = Vec::new();
        if !self.seen.keys.is_empty() {
            all.push((ADD_SEEN, self.seen_params()));
        }
        if self.events() == 0 {
            return all;
        }
        all.push((ADVANCE, self.logs.params()));
        all.push((ADD_CHATS, self.chats_params()));
        if !self.names.names.is_empty() {
            all.push((ADD_NAMES, self.names_params()));
        }
        for merged in &self.merged {
            all.extend([(MERGE_CHATS, merged.params()), (MOVE_MERGED, merged.params())]);
        }
        all.push((ADD_EVENTS, self.events_params()));
        all.push((OWE, self.owed_params()));
        all
    }

    fn companies(&self) -> Param<'_> {
        (&self.companies, Type::TEXT_ARRAY)
    }

    fn seen_params(&self) -> Box<Params<'_>> {
        let Seen { places, keys } = &self.seen;
        Box::new([self.companies(), (places, Type::INT4_ARRAY), (keys, Type::BYTEA_ARRAY)])
    }

    fn chats_params(&self) -> Box<Params<'_>> {
        let Chats { places, chats, last_seqs } = &self.chats;
        let (places, chats) = ((places as _, Type::INT4_ARRAY), (chats as _, Type::INT4_ARRAY));
        Box::new([self.companies(), places, chats, (last_seqs, Type::INT8_ARRAY)])
    }

    fn names_params(&self) -> Box<Params<'_>> {
        let Names { places, names, chats } = &self.names;
        let (places, names) = ((places as _, Type::INT4_ARRAY), (names as _, Type::BYTEA_ARRAY));
        Box::new([self.companies(), places, names, (chats, Type::INT4_ARRAY)])
    }

    fn events_params(&self) -> Box<Params<'_>> {
        let Events { places, seqs, ids, chats, chat_seqs, types, payloads } = &self.events;
        Box::new([
            self.companies(),
            (places, Type::INT4_ARRAY),
            (seqs, Type::INT8_ARRAY),
            (ids, Type::TEXT_ARRAY),
            (chats, Type::INT4_ARRAY),
            (chat_seqs, Type::INT8_ARRAY),
            (types, Type::TEXT_ARRAY),
            (payloads, Type::BYTEA_ARRAY),
        ])
    }

    fn owed_params(&self) -> Box<Params<'_>> {
        let Events { places, seqs, chats, types, .. } = &self.events;
        Box::new([
            self.companies(),
            (places, Type::INT4_ARRAY),
            (seqs, Type::INT8_ARRAY),
            (chats, Type::INT4_ARRAY),
            (types, Type::TEXT_ARRAY),
        ])
    }
}

impl Logs<'_> {
    fn params(&self) -> Box<Params<'_>> {
        let Self { companies, last_seqs, last_chats, bytes } = self;
        let (companies, last_seqs) = ((companies as _, Type::TEXT_ARRAY), (last_seqs as _, Type::INT8_ARRAY));
        Box::new([companies, last_seqs, (last_chats, Type::INT4_ARRAY), (bytes, Type::INT8_ARRAY)])
    }
}

impl Merged<'_> {
    fn params(&self) -> Box<Params<'_>> {
        let Self { company, chats, into } = self;
        Box::new([(company, Type::TEXT), (chats, Type::INT4_ARRAY), (into, Type::INT4_ARRAY)])
    }
}
