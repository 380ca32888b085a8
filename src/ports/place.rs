//! Places in lists that are ordered by a time and an id.

use std::fmt;
use std::str::FromStr;

use linekeeper_domain::Timestamp;

/// Place in a list: that of the last item seen. As text it is the cursor of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<I> {
    /// Time that the list is ordered by, to the microsecond.
    pub at: Timestamp,
    /// Id of the item.
    pub id: I,
}

/// The text is not a place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct InvalidPlace;

impl<I: fmt::Display> fmt::Display for Place<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id)
    }
}

impl<I: FromStr> FromStr for Place<I> {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (micros, id) = text.split_once('.').ok_or(InvalidPlace)?;
        // Times before 1970 are none of ours, and the database knows none before 4713 BC.
        let micros = micros.parse::<i64>().ok().filter(|micros| *micros >= 0).ok_or(InvalidPlace)?;
        let at = Timestamp::from_timestamp_micros(micros).ok_or(InvalidPlace)?;
        Ok(Self { at, id: id.parse().map_err(|_| InvalidPlace)? })
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::access::AccessId;

    use super::*;

    #[test]
    fn place_is_read_as_it_was_written() {
        let at = Timestamp::from_timestamp_micros(1_800_000_000_000_001).unwrap();
        let place = Place { at, id: AccessId::from_random([7; AccessId::LENGTH]) };
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in [
            "",
            "7",
            ".",
            "x.abcdefghijkmnpqr",
            "1.short",
            "-1.abcdefghijkmnpqr",
            "99999999999999999999.abcdefghijkmnpqr",
        ] {
            assert_eq!(text.parse::<Place<AccessId>>(), Err(InvalidPlace), "{text}");
        }
    }
}
