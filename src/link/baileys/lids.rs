//! Which users are LIDs, as far as the stored state says: version 6 of Baileys writes a LID like a phone number.

use std::collections::{HashMap, HashSet};

/// Suffix of the rows that lead back from a LID to its number.
const REVERSE: &str = "_reverse";

/// LIDs and numbers that belong together.
#[derive(Default)]
pub(super) struct Lids {
    of_phone: HashMap<String, String>,
    lids: HashSet<String>,
}

impl Lids {
    pub(super) fn add(&mut self, phone: &str, lid: &str) {
        self.of_phone.insert(phone.to_owned(), lid.to_owned());
        self.lids.insert(lid.to_owned());
    }

    /// Adds a row of `lid-mapping`.
    pub(super) fn add_row(&mut self, id: &str, value: &str) {
        match id.strip_suffix(REVERSE) {
            Some(lid) => self.add(value, lid),
            None => self.add(id, value),
        }
    }

    pub(super) fn is_lid(&self, user: &str) -> bool {
        self.lids.contains(user)
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.of_phone.iter().map(|(phone, lid)| (phone.as_str(), lid.as_str()))
    }
}
