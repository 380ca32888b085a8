//! Companies that had linked one WhatsApp account under two numbers before the database knew that both numbers are one
//! account. All but the one connected last are marked (`whatsapp_auth.shared_account`) and parked with `PHONE_IN_USE`;
//! their credentials are kept.
//!
//! The unique index that lets only one company link an account ignores marked rows. So a mark is removed with the
//! credentials it is about, or as soon as no other company has the account: at once where this process removes it from
//! the other company, within the hour where another process does.

use linekeeper_domain::{CompanyId, Phone};
use linekeeper_ports::StoreError;
use tokio_postgres::{Client, Error};
use tracing::{info, warn};

use crate::companies::expiry::companies;
use crate::failure::describe;
use crate::statements::Listed;
use crate::store::Store;

/// Clears the mark where no other company has the account any more, or the row has another phone or none by now. Locked
/// rows are left to the next run.
const RELEASE: &str = "UPDATE whatsapp_auth a SET shared_account = NULL,
        parked_code = CASE WHEN parked_code = 'PHONE_IN_USE' THEN NULL ELSE parked_code END
    FROM (
        SELECT company_id FROM whatsapp_auth WHERE shared_account IS NOT NULL
        ORDER BY company_id FOR NO KEY UPDATE SKIP LOCKED) marked
    WHERE a.company_id = marked.company_id AND (
        paired_at IS NULL OR shared_account <> whatsapp_account_key(phone) OR NOT EXISTS (
            SELECT FROM whatsapp_auth o WHERE o.paired_at IS NOT NULL AND o.company_id <> a.company_id
                AND whatsapp_account_key(o.phone) = whatsapp_account_key(a.phone)))
    RETURNING a.company_id";

/// Lists marked companies with the other companies of their account.
const SHARED: &str = "SELECT a.company_id, a.phone, (
        SELECT string_agg(o.company_id, ', ' ORDER BY o.company_id) FROM whatsapp_auth o
        WHERE o.paired_at IS NOT NULL AND o.company_id <> a.company_id
            AND whatsapp_account_key(o.phone) = whatsapp_account_key(a.phone))
    FROM whatsapp_auth a WHERE shared_account IS NOT NULL ORDER BY company_id LIMIT 1000";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[Listed::more(
    "release_accounts",
    RELEASE,
    "maintenance task; also run when a company loses an account that another company has linked",
)];

impl Store {
    /// Clears the marks of companies whose account is no longer shared; returns these companies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release_accounts(&self) -> Result<Vec<CompanyId>, StoreError> {
        let released = self
            .call("release_accounts", move |call| Box::pin(async move { companies(&call.write(RELEASE, &[]).await?) }));
        let released = released.await?;
        for company in &released {
            info!(company.id = %company, "the WhatsApp account of company {company} is no longer shared with another company: restart the session");
        }
        Ok(released)
    }

    /// Runs [`Store::release_accounts`] after a company's account was removed. The removal is committed already, so a
    /// failure here is only logged.
    pub(crate) async fn account_was_given_up(&self) {
        if let Err(error) = self.release_accounts().await {
            warn!(%error, "the marks of shared accounts could not be cleared; maintenance retries within the hour");
        }
    }
}

/// Clears the marks of companies whose account is no longer shared, and logs the remaining ones: at each start, as long
/// as there are any. Errors are logged and do not keep the service from starting.
pub(crate) async fn look_after_shared(client: &Client) {
    if let Err(error) = look(client).await {
        warn!("accounts linked by several companies could not be checked: {}", describe(&error));
    }
}

async fn look(client: &Client) -> Result<(), Error> {
    client.execute_typed(RELEASE, &[]).await?;
    for row in client.query_typed(SHARED, &[]).await? {
        let (company, digits, others): (&str, &str, Option<&str>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let phone = Phone::from_digits(digits).map_or_else(|_| "•".to_owned(), |phone| phone.masked());
        let others = others.unwrap_or_default();
        warn!(
            company.id = company,
            "company {company} is parked with PHONE_IN_USE: its WhatsApp account {phone} is also linked by {others}; reset one of them"
        );
    }
    Ok(())
}
