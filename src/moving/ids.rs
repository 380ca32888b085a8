//! Ids of companies: those of the old system, and ours.

use std::collections::HashMap;

use linekeeper_domain::CompanyId;

/// Which id a company of the old system has here. Without an entry it keeps its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids(HashMap<String, CompanyId>);

/// A mapping that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdsError {
    /// A line is not two ids with a comma between them.
    #[error("line {0} is not “old id,new id”")]
    NoPair(usize),
    /// The new id is outside our rule.
    #[error("line {0}: the new id has to be 1 to 64 letters, digits, - or _ of ASCII")]
    NoId(usize),
    /// An old id has two lines, or two old ids have one new one.
    #[error("line {0} names an id that an earlier line names")]
    Twice(usize),
}

impl Ids {
    /// Reads a mapping: a line for each company, `old id,new id`; empty lines and those that begin with `#` count as
    /// nothing.
    ///
    /// # Errors
    /// [`IdsError`].
    pub fn read(text: &str) -> Result<Self, IdsError> {
        let mut ids = HashMap::new();
        let mut taken = std::collections::HashSet::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (old, new) = line.rsplit_once(',').ok_or(IdsError::NoPair(number))?;
            let new: CompanyId = new.trim().parse().map_err(|_| IdsError::NoId(number))?;
            if !taken.insert(new.clone()) || ids.insert(old.trim().to_owned(), new).is_some() {
                return Err(IdsError::Twice(number));
            }
        }
        Ok(Self(ids))
    }

    /// The id here of a company of the old system; `None` if it needs an entry in the mapping.
    #[must_use]
    pub fn of(&self, old: &str) -> Option<CompanyId> {
        self.0.get(old).cloned().or_else(|| old.parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mapped_id_wins_and_others_stay() {
        let ids = Ids::read("# moved\n\nsalon äöü , salon-1\na,b,salon-2\n").unwrap();
        assert_eq!(ids.of("salon äöü"), Some("salon-1".parse().unwrap()));
        assert_eq!(ids.of("a,b"), Some("salon-2".parse().unwrap()));
        assert_eq!((ids.of("997441"), ids.of("no/rule")), (Some("997441".parse().unwrap()), None));
        assert_eq!(Ids::read("a"), Err(IdsError::NoPair(1)));
        assert_eq!(Ids::read("\na,ä"), Err(IdsError::NoId(2)));
        assert_eq!(Ids::read("a,x\nb,x"), Err(IdsError::Twice(2)));
        assert_eq!(Ids::read("a,x\na,y"), Err(IdsError::Twice(2)));
    }
}
