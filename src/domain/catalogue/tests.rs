use super::*;

#[test]
fn names_are_unique_and_in_wire_form() {
    let names: std::collections::HashSet<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), ErrorCode::ALL.len());
    assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')));
    assert!(ErrorCode::ALL.iter().all(|code| ErrorCode::named(code.name()) == Some(*code)));
}

#[test]
fn every_code_has_an_error_status_and_both_sentences() {
    for code in ErrorCode::ALL {
        assert!((400..600).contains(&code.http_status()), "{code}");
        assert!(!code.text().ru.is_empty() && !code.text().en.is_empty(), "{code}");
        for sentence in [code.entry().meaning, code.entry().service, code.entry().person] {
            assert!(sentence.ends_with('.'), "{code}: {sentence}");
        }
    }
}

#[test]
fn json_and_display_agree() {
    for code in ErrorCode::ALL {
        assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
    }
}

#[test]
fn user_action_fits_the_recovery_tier() {
    for code in ErrorCode::ALL {
        match (code.recovery(), code.user_action()) {
            (Recovery::Support, UserAction::ContactSupport) | (Recovery::User | Recovery::Automatic, _) => {}
            (Recovery::Support, action) => {
                assert_eq!((*code, action), (ErrorCode::ClientOutdated, UserAction::None), "{code} needs support");
            }
        }
        assert_ne!((code.recovery(), code.user_action()), (Recovery::User, UserAction::ContactSupport), "{code}");
    }
}

/// Run with `WRITE_DOCS=1` (`make docs`) to rewrite the page.
#[test]
fn the_page_for_operators_is_the_catalogue() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/failures.md");
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
        std::fs::write(path, failures_page()).unwrap();
    }
    let up_to_date = std::fs::read_to_string(path).is_ok_and(|page| page == failures_page());
    assert!(up_to_date, "docs/failures.md is not what the catalogue says: run `make docs`");
}
