//! Companies that had linked one WhatsApp account under two numbers before the database knew that it is one. All but the last
//! connected are marked (`whatsapp_auth.shared_account`) and parked with `PHONE_IN_USE`; their credentials are kept.

use linekeeper_domain::Phone;
use tokio_postgres::{Client, Error};
use tracing::warn;

use crate::failure::describe;

/// Nobody else has the account any more, or the row has another phone by now.
const RELEASE: &str = "UPDATE whatsapp_auth a SET shared_account = NULL,
        parked_code = CASE WHEN parked_code = 'PHONE_IN_USE' THEN NULL ELSE parked_code END
    WHERE shared_account IS NOT NULL AND (
        paired_at IS NULL OR shared_account <> whatsapp_account_key(phone) OR NOT EXISTS (
            SELECT FROM whatsapp_auth o WHERE o.paired_at IS NOT NULL AND o.company_id <> a.company_id
                AND whatsapp_account_key(o.phone) = whatsapp_account_key(a.phone)))";

/// With the other companies of the account.
const SHARED: &str = "SELECT a.company_id, a.phone, (
        SELECT string_agg(o.company_id, ', ' ORDER BY o.company_id) FROM whatsapp_auth o
        WHERE o.paired_at IS NOT NULL AND o.company_id <> a.company_id
            AND whatsapp_account_key(o.phone) = whatsapp_account_key(a.phone))
    FROM whatsapp_auth a WHERE shared_account IS NOT NULL ORDER BY company_id LIMIT 1000";

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
