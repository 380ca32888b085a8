//! Companies that had linked one WhatsApp account under two numbers before the database knew that it is one. All but the last
//! connected are marked (`whatsapp_auth.shared_account`) and parked with `PHONE_IN_USE`; their credentials are kept.
//!
//! The index that lets one company only link an account leaves marked rows out. So a mark goes with the credentials it is about, and as
//! soon as nobody else has the account: at once where this process gives it up, within the hour where another one does.

use linekeeper_domain::{CompanyId, Phone};
use linekeeper_ports::StoreError;
use tokio_postgres::{Client, Error};
use tracing::{info, warn};

use crate::expiry::companies;
use crate::failure::describe;
use crate::statements::Listed;
use crate::store::Store;

/// Nobody else has the account any more, or the row has another phone by now. Rows that somebody holds are left to the next time.
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

/// With the other companies of the account.
const SHARED: &str = "SELECT a.company_id, a.phone, (
        SELECT string_agg(o.company_id, ', ' ORDER BY o.company_id) FROM whatsapp_auth o
        WHERE o.paired_at IS NOT NULL AND o.company_id <> a.company_id
            AND whatsapp_account_key(o.phone) = whatsapp_account_key(a.phone))
    FROM whatsapp_auth a WHERE shared_account IS NOT NULL ORDER BY company_id LIMIT 1000";

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[Listed::more(
    "release_accounts",
    RELEASE,
    "a task of housekeeping, and of the rare company that gives up an account that another one has, too",
)];

impl Store {
    /// Lets those go on whose account is their own again, and tells who they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release_accounts(&self) -> Result<Vec<CompanyId>, StoreError> {
        let released = self
            .call("release_accounts", move |call| Box::pin(async move { companies(&call.write(RELEASE, &[]).await?) }));
        let released = released.await?;
        for company in &released {
            info!(company.id = %company, "company {company} has its WhatsApp account to itself again: restart it");
        }
        Ok(released)
    }

    /// [`Store::release_accounts`] after an account was given up. That is committed already, so a failure here is only logged.
    pub(crate) async fn account_was_given_up(&self) {
        if let Err(error) = self.release_accounts().await {
            warn!(%error, "companies whose account is their own again are let go on within the hour");
        }
    }
}

/// Lets those go on whose account is their own again, and lists the others in the log: at each start, as long as there are any.
/// Nothing here keeps the service from starting.
pub(crate) async fn look_after_shared(client: &Client) {
    if let Err(error) = look(client).await {
        warn!("accounts that several companies have linked could not be looked after: {}", describe(&error));
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
            "company {company} is parked with PHONE_IN_USE: its WhatsApp account {phone} is linked by {others}, too; reset one of them"
        );
    }
    Ok(())
}
