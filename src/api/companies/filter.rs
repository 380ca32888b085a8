//! What lists of companies are filtered by, as query parameters.

use std::collections::BTreeSet;

use linekeeper_domain::session::{Help, StateName};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Phone, Region};
use linekeeper_ports::{CompanySearch, words_of};

use crate::problem::Problem;

/// Longest search, in characters.
const LONGEST: usize = 128;

/// Most words of a search that are looked for; names have few.
const MOST_WORDS: usize = 8;

/// Parses the states of a list, by their names with commas between.
pub(crate) fn states_of(states: Option<&str>, correlation: &CorrelationId) -> Result<Vec<StateName>, Problem> {
    let named = |name: &str| {
        let refused =
            || Problem::new(ErrorCode::BadRequest, format!("there is no state {name:?}"), correlation.clone());
        StateName::named(name).ok_or_else(refused)
    };
    let names = states.into_iter().flat_map(|states| states.split(',')).filter(|name| !name.is_empty());
    // Each once, or its companies would be listed as often as it is named.
    Ok(names.map(named).collect::<Result<BTreeSet<_>, _>>()?.into_iter().collect())
}

/// Parses a group of *Needs attention*.
pub(crate) fn help_of(group: Option<&str>, correlation: &CorrelationId) -> Result<Option<Help>, Problem> {
    let refused =
        |name: &str| Problem::new(ErrorCode::BadRequest, format!("there is no group {name:?}"), correlation.clone());
    group.map(|name| Help::named(name).ok_or_else(|| refused(name))).transpose()
}

/// Parses a search: the beginning of an id, words of a name, or a whole number in any spelling. `None` searches for
/// nothing, so every company is listed.
pub(crate) fn search_of(
    text: Option<&str>,
    region: Region,
    correlation: &CorrelationId,
) -> Result<Option<CompanySearch>, Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > LONGEST || text.contains('\0') {
        let detail = format!("q is at most {LONGEST} characters");
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation.clone()));
    }
    Ok(Some(CompanySearch {
        id_prefix: text.parse::<CompanyId>().ok(),
        words: words_of(text).into_iter().take(MOST_WORDS).collect(),
        phone: Phone::parse(text, region).ok(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(text: &str) -> Option<CompanySearch> {
        search_of(Some(text), Region::RU, &"t".parse().unwrap()).unwrap_or_default()
    }

    #[test]
    fn one_text_may_be_an_id_a_name_and_a_number() {
        let number = search("+7 (900) 123-45-67").unwrap();
        assert_eq!(number.phone, Phone::parse("79001234567", Region::RU).ok());
        assert_eq!(number.id_prefix, None, "no id has such characters");
        let id = search("997441").unwrap();
        assert_eq!((id.id_prefix, id.words), ("997441".parse().ok(), vec!["997441".to_owned()]));
        assert_eq!(search(" Салон «КРАСОТА» ").unwrap().words, ["салон", "красота"]);
    }

    #[test]
    fn search_for_nothing_lists_everything() {
        assert_eq!(search(""), None);
        assert_eq!(search("   "), None);
        assert!(search("!?").is_some_and(|search| search.is_empty()), "and one that nothing can match finds nothing");
    }

    #[test]
    fn unknown_states_and_groups_are_refused() {
        let correlation: CorrelationId = "t".parse().unwrap();
        assert!(states_of(Some("connected,upside_down"), &correlation).is_err());
        let known = states_of(Some("connected,error,"), &correlation).ok();
        assert_eq!(known, Some(vec![StateName::Connected, StateName::Error]));
        let twice = states_of(Some("error,error,connected,error"), &correlation).ok();
        assert_eq!(twice, Some(vec![StateName::Connected, StateName::Error]), "each once");
        assert!(help_of(Some("everything"), &correlation).is_err());
    }
}
