//! Onboarding links (table `onboarding_links`).

use std::str::FromStr;

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::branding::{EmailAddress, LinkDetails, WebAddress};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{LinkPlace, ListedLink, OnboardingLinks, SecretHash, StoreError, StoredLink};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::api_keys::access_id;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const ONE: &str = "SELECT id, company_id, made_by, created_at, expires_at, revoked_at, short_hash,
        name, return_url, support_url, support_email
    FROM onboarding_links WHERE id = $1";

/// `$1` has one hash for each master key; the codes are random, so only one of them can be stored. A subquery for each,
/// so that the planner does not read all rows while it takes the table for a small one.
const BY_CODE: &str = "SELECT l.id, l.company_id, l.made_by, l.created_at, l.expires_at, l.revoked_at, l.short_hash,
        l.name, l.return_url, l.support_url, l.support_email
    FROM unnest($1::bytea[]) AS q (hash)
    CROSS JOIN LATERAL (SELECT id, company_id, made_by, created_at, expires_at, revoked_at, short_hash,
            name, return_url, support_url, support_email
        FROM onboarding_links WHERE short_hash = q.hash OFFSET 0) l";

/// Links of a company, newest first, with the label of the API key in the creator's name (`key:ID`, or
/// `visit:ID:KEY`). An absent `$2` means the first page. The limit is a subquery so that the planner does not know it;
/// otherwise it might read and sort all rows.
const OF_COMPANY: &str = "SELECT l.id, l.company_id, l.made_by, l.created_at, l.expires_at, l.revoked_at, l.short_hash,
        l.name, l.return_url, l.support_url, l.support_email, k.label
    FROM (SELECT id, company_id, made_by, created_at, expires_at, revoked_at, short_hash,
            name, return_url, support_url, support_email
        FROM onboarding_links
        WHERE company_id = $1 AND (created_at, id) < (coalesce($2, 'infinity'), coalesce($3, ''))
        ORDER BY created_at DESC, id DESC LIMIT (SELECT $4)) l
    LEFT JOIN LATERAL (SELECT label FROM api_keys
        WHERE id = CASE split_part(l.made_by, ':', 1)
            WHEN 'key' THEN split_part(l.made_by, ':', 2)
            WHEN 'visit' THEN split_part(l.made_by, ':', 3)
        END OFFSET 0) k ON true
    ORDER BY l.created_at DESC, l.id DESC";

const ADD: &str = "INSERT INTO onboarding_links (id, company_id, made_by, created_at, expires_at, short_hash,
        name, return_url, support_url, support_email)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Revokes a link; one revoked before keeps its first time of revocation.
const REVOKE: &str = "UPDATE onboarding_links SET revoked_at = coalesce(revoked_at, $3)
    WHERE id = $1 AND company_id = $2 RETURNING id";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("onboarding_link", ONE),
    Listed::by_index("onboarding_link_by_code", BY_CODE),
    Listed::by_index("onboarding_links", OF_COMPANY),
    Listed::by_index("add_onboarding_link", ADD),
    Listed::by_index("revoke_onboarding_link", REVOKE),
];

#[async_trait]
impl OnboardingLinks for Store {
    async fn onboarding_link(&self, id: &AccessId) -> Result<Option<StoredLink>, StoreError> {
        let id = id.clone();
        let call = self.call("onboarding_link", move |call| {
            Box::pin(async move {
                let rows = call.query(ONE, &[(&id.as_str(), Type::TEXT)]).await?;
                rows.first().map(stored_link).transpose()
            })
        });
        call.await
    }

    async fn onboarding_link_by_code(&self, hashes: Vec<SecretHash>) -> Result<Option<StoredLink>, StoreError> {
        let call = self.call("onboarding_link_by_code", move |call| {
            Box::pin(async move {
                let hashes: Vec<&[u8]> = hashes.iter().map(<[u8; 32]>::as_slice).collect();
                let rows = call.query(BY_CODE, &[(&hashes, Type::BYTEA_ARRAY)]).await?;
                rows.first().map(stored_link).transpose()
            })
        });
        call.await
    }

    async fn onboarding_links(
        &self,
        company: &CompanyId,
        after: Option<LinkPlace>,
        limit: u32,
    ) -> Result<Vec<ListedLink>, StoreError> {
        let company = company.clone();
        let call = self.call("onboarding_links", move |call| {
            Box::pin(async move {
                let at = after.as_ref().map(|last| last.at);
                let id = after.as_ref().map(|last| last.id.as_str());
                let limit = i64::from(limit);
                let params = [
                    (&company.as_str() as _, Type::TEXT),
                    (&at as _, Type::TIMESTAMPTZ),
                    (&id as _, Type::TEXT),
                    (&limit as _, Type::INT8),
                ];
                call.query(OF_COMPANY, &params).await?.iter().map(listed_link).collect()
            })
        });
        call.await
    }

    async fn add_onboarding_link(&self, link: StoredLink) -> Result<(), StoreError> {
        let call = self.call("add_onboarding_link", move |call| {
            Box::pin(async move { call.write(ADD, &NewRow::of(&link).params()).await.map(drop) })
        });
        call.await
    }

    async fn revoke_onboarding_link(
        &self,
        company: &CompanyId,
        id: &AccessId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (company, id) = (company.clone(), id.clone());
        let call = self.call("revoke_onboarding_link", move |call| {
            Box::pin(async move {
                let params = [
                    (&id.as_str() as _, Type::TEXT),
                    (&company.as_str() as _, Type::TEXT),
                    (&at as _, Type::TIMESTAMPTZ),
                ];
                Ok(!call.write(REVOKE, &params).await?.is_empty())
            })
        });
        call.await
    }
}

/// A link in the types of its columns.
struct NewRow<'a> {
    id: &'a str,
    company: &'a str,
    made_by: &'a str,
    created_at: Timestamp,
    expires_at: Timestamp,
    short_hash: Option<&'a [u8]>,
    name: Option<&'a str>,
    return_url: Option<&'a str>,
    support_url: Option<&'a str>,
    support_email: Option<&'a str>,
}

impl<'a> NewRow<'a> {
    fn of(link: &'a StoredLink) -> Self {
        let LinkDetails { name, return_url, support_url, support_email } = &link.details;
        Self {
            id: link.id.as_str(),
            company: link.company.as_str(),
            made_by: &link.made_by,
            created_at: link.created_at,
            expires_at: link.expires_at,
            short_hash: link.short_hash.as_ref().map(<[u8; 32]>::as_slice),
            name: name.as_ref().map(|name| name.as_str()),
            return_url: return_url.as_ref().map(WebAddress::as_str),
            support_url: support_url.as_ref().map(WebAddress::as_str),
            support_email: support_email.as_ref().map(EmailAddress::as_str),
        }
    }

    /// Parameters of [`ADD`].
    fn params(&self) -> [(&(dyn ToSql + Sync), Type); 10] {
        [
            (&self.id, Type::TEXT),
            (&self.company, Type::TEXT),
            (&self.made_by, Type::TEXT),
            (&self.created_at, Type::TIMESTAMPTZ),
            (&self.expires_at, Type::TIMESTAMPTZ),
            (&self.short_hash, Type::BYTEA),
            (&self.name, Type::TEXT),
            (&self.return_url, Type::TEXT),
            (&self.support_url, Type::TEXT),
            (&self.support_email, Type::TEXT),
        ]
    }
}

/// Reads a row that begins with the columns of [`ONE`].
fn stored_link(row: &Row) -> Result<StoredLink, QueryError> {
    let hash: Option<&[u8]> = row.try_get(6)?;
    Ok(StoredLink {
        id: access_id(row, 0)?,
        company: row.try_get::<_, &str>(1)?.parse().map_err(|_| QueryError::corrupt("company_id"))?,
        made_by: row.try_get(2)?,
        created_at: row.try_get(3)?,
        expires_at: row.try_get(4)?,
        revoked_at: row.try_get(5)?,
        short_hash: hash.map(TryInto::try_into).transpose().map_err(|_| QueryError::corrupt("short_hash"))?,
        details: LinkDetails {
            name: parsed(row, 7, "name")?,
            return_url: parsed(row, 8, "return_url")?,
            support_url: parsed(row, 9, "support_url")?,
            support_email: parsed(row, 10, "support_email")?,
        },
    })
}

/// Reads a row of [`OF_COMPANY`].
fn listed_link(row: &Row) -> Result<ListedLink, QueryError> {
    Ok(ListedLink { link: stored_link(row)?, made_by_label: row.try_get(11)? })
}

fn parsed<T: FromStr>(row: &Row, column: usize, name: &'static str) -> Result<Option<T>, QueryError> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(str::parse).transpose().map_err(|_: T::Err| QueryError::corrupt(name))
}
