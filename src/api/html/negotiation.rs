//! Choice of the form and the language of a response by what the request says it accepts.

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, AcceptLanguage, Header as _, Preference, Quality};
use linekeeper_domain::Text;

/// Language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Russian,
    English,
}

impl Language {
    /// Language that the reader prefers; English for people who read neither.
    pub(crate) fn of_request(request: &HttpRequest) -> Self {
        let accepted = AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
        let mut known = accepted.iter().filter_map(|tag| match tag {
            Preference::Any => None,
            Preference::Specific(tag) => Self::named(tag.primary_language()),
        });
        known.next().unwrap_or(Self::English)
    }

    fn named(primary: &str) -> Option<Self> {
        [Self::Russian, Self::English].into_iter().find(|language| primary.eq_ignore_ascii_case(language.code()))
    }

    /// Code of the language, for the attribute `lang`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
        }
    }

    /// Sentence in this language.
    pub(crate) const fn of(self, text: Text) -> &'static str {
        match self {
            Self::Russian => text.ru,
            Self::English => text.en,
        }
    }
}

/// Whether a person's browser asks: it names HTML, and prefers it to JSON. Scripts of a page and programs accept
/// anything, or JSON.
pub(crate) fn wants_html(request: &HttpRequest) -> bool {
    let accepted = Accept::parse(request).map(|accepted| accepted.0).unwrap_or_default();
    let best = |kinds: &[&str]| {
        let named = accepted.iter().filter(|item| kinds.contains(&item.item.essence_str()));
        named.map(|item| item.quality).max().unwrap_or(Quality::ZERO)
    };
    best(&["text/html"]) > best(&["application/json", "application/problem+json"])
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn request(header: &str, value: &str) -> HttpRequest {
        TestRequest::default().insert_header((header, value)).to_http_request()
    }

    #[test]
    fn html_is_for_those_who_name_it_before_json() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        for accepted in [browser, "text/html", "text/html;q=0.5, application/json;q=0.4, */*"] {
            assert!(wants_html(&request("accept", accepted)), "{accepted}");
        }
        for accepted in ["*/*", "application/json", "application/json, text/html;q=0.9", "text/*", "text/html;q=0", ""]
        {
            assert!(!wants_html(&request("accept", accepted)), "{accepted}");
        }
        assert!(!wants_html(&TestRequest::default().to_http_request()));
    }

    #[test]
    fn language_is_the_first_known_one_of_the_reader() {
        for (accepted, code) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
            ("en-GB,ru;q=0.5", "en"),
            ("kk-KZ,kk;q=0.9,ru;q=0.8,en;q=0.7", "ru"),
            ("en;q=0.2, RU;q=0.6", "ru"),
            ("de, fr", "en"),
            ("*", "en"),
            ("", "en"),
        ] {
            assert_eq!(Language::of_request(&request("accept-language", accepted)).code(), code, "{accepted}");
        }
    }
}
