//! Texts of the pages, in Russian and English.

use actix_web::http::StatusCode;
use linekeeper_domain::{ErrorCode, Text};

/// Heading of a page, and what is said below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) title: Text,
    pub(crate) text: Option<Text>,
}

impl Words {
    /// Words for a failure that has none of its own.
    pub(super) const fn of_failure(status: StatusCode, code: ErrorCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self { title: NO_PAGE, text: Some(CHECK_ADDRESS) },
            StatusCode::METHOD_NOT_ALLOWED => Self { title: FOR_PROGRAMS, text: Some(SEE_DOCUMENTATION) },
            StatusCode::UNAUTHORIZED => Self { title: code.text(), text: Some(NEEDS_KEY) },
            _ => Self { title: code.text(), text: None },
        }
    }
}

/// Page at the address of the service itself.
pub(crate) const HOME: Words = Words {
    title: Text { ru: "Сервис подключения WhatsApp", en: "WhatsApp connection service" },
    text: Some(Text {
        ru: "Чтобы подключить WhatsApp салона, откройте ссылку, которую вам прислали",
        en: "To link a salon's WhatsApp, open the link that you were sent",
    }),
};

/// Short address that is none of a link.
pub(crate) const LINK_UNKNOWN: Words = Words {
    title: Text { ru: "Такой ссылки нет", en: "There is no such link" },
    text: Some(Text {
        ru: "Проверьте, что адрес скопирован целиком, или попросите новую ссылку у того, кто её прислал",
        en: "Check that the address is complete, or ask whoever sent it for a new link",
    }),
};

/// Short address of a link that has expired.
pub(crate) const LINK_EXPIRED: Words = Words {
    title: Text { ru: "Срок действия ссылки истёк", en: "The link has expired" },
    text: Some(ASK_FOR_NEW),
};

/// Short address of a link that was revoked.
pub(crate) const LINK_REVOKED: Words = Words {
    title: Text { ru: "Ссылка больше не действует", en: "The link is not valid any more" },
    text: Some(ASK_FOR_NEW),
};

/// Short address while the database does not answer.
pub(crate) const LINK_UNAVAILABLE: Words = Words {
    title: Text {
        ru: "Ссылка сейчас не открывается", en: "The link cannot be opened at the moment"
    },
    text: Some(Text {
        ru: "Ничего не потеряно. Откройте её ещё раз через минуту",
        en: "Nothing is lost. Open it again in a minute",
    }),
};

const ASK_FOR_NEW: Text = Text {
    ru: "Попросите новую ссылку у того, кто её прислал",
    en: "Ask whoever sent it for a new one",
};
const NO_PAGE: Text = Text { ru: "Такой страницы нет", en: "There is no such page" };
const CHECK_ADDRESS: Text = Text { ru: "Проверьте адрес", en: "Check the address" };
const FOR_PROGRAMS: Text =
    Text { ru: "Этот адрес для программ", en: "This address is for programs" };
const SEE_DOCUMENTATION: Text = Text {
    ru: "Как к нему обращаться, сказано в документации",
    en: "The documentation says how they use it",
};
const NEEDS_KEY: Text = Text {
    ru: "Здесь нужен ключ API или вход в панель оператора",
    en: "This needs an API key, or a sign-in to the dashboard",
};

pub(super) const REFERENCE: Text = Text { ru: "Номер для поддержки:", en: "Reference for support:" };
pub(super) const DASHBOARD: Text = Text { ru: "Панель оператора", en: "Dashboard" };
pub(super) const DOCUMENTATION: Text = Text { ru: "Документация API", en: "API documentation" };
pub(super) const SUPPORT: Text = Text { ru: "Написать в поддержку", en: "Contact support" };
