//! Parameters of a search for companies.

use linekeeper_domain::{CompanyId, Phone};
use linekeeper_ports::CompanySearch;
use tokio_postgres::types::{ToSql, Type};

/// SQL of the ids of the companies that match a search, of which `$1` is the beginning of an id, `$2` a query of the
/// words of a name, and `$3` a whole number. Each part that is absent matches nothing.
macro_rules! matching {
    () => {
        "SELECT company_id FROM companies WHERE company_id ^@ $1
            UNION SELECT company_id FROM companies WHERE name_words @@ $2::tsquery
            UNION SELECT company_id FROM whatsapp_auth
                WHERE paired_at IS NOT NULL AND whatsapp_account_key(phone) = whatsapp_account_key($3)
            UNION SELECT company_id FROM whatsapp_next_auth
                WHERE paired_at IS NOT NULL AND whatsapp_account_key(phone) = whatsapp_account_key($3)"
    };
}
pub(super) use matching;

/// Columns of a search.
pub(super) struct SearchColumns {
    id_prefix: Option<String>,
    words: Option<String>,
    phone: Option<String>,
    searches: bool,
}

impl SearchColumns {
    pub(super) fn of(search: Option<&CompanySearch>) -> Self {
        let searches = search.is_some();
        let search = search.cloned().unwrap_or_default();
        Self {
            id_prefix: search.id_prefix.as_ref().map(CompanyId::as_str).map(str::to_owned),
            words: (!search.words.is_empty()).then(|| words_query(&search.words)),
            phone: search.phone.as_ref().map(Phone::digits).map(str::to_owned),
            searches,
        }
    }

    /// The three parts, and whether anything is searched for.
    pub(super) fn params(&self) -> [(&(dyn ToSql + Sync), Type); 4] {
        [
            (&self.id_prefix, Type::TEXT),
            (&self.words, Type::TEXT),
            (&self.phone, Type::TEXT),
            (&self.searches, Type::BOOL),
        ]
    }
}

/// Query of words that all begin a word of the name. Each is quoted, so that none of its characters is an operator.
fn words_query(words: &[String]) -> String {
    let quoted = |word: &String| format!("'{}':*", word.replace('\\', "\\\\").replace('\'', "''"));
    words.iter().map(quoted).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_words_are_no_operators() {
        let words = ["o'neil", "a\\b", "x:*|y"].map(str::to_owned);
        assert_eq!(words_query(&words), r"'o''neil':* & 'a\\b':* & 'x:*|y':*");
    }
}
