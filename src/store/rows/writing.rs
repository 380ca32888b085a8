//! Writes of credentials and keys, alone and batched.

use std::collections::HashMap;
use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Fence, Written};

use super::batch::Columns;
use super::statement::{Arrays, WRITE, WRITE_FREE, written};
use crate::batching::{Batched, Batcher, Weight};
use crate::call::{Call, Work};
use crate::failure::QueryError;
use crate::sealing::Sealing;
use crate::store::Store;

/// Write of a resolved batch under the company's fence.
pub(crate) struct WriteRows {
    pub(super) company: CompanyId,
    pub(super) fence: Fence,
    pub(super) columns: Columns,
}

impl Batched for WriteRows {
    const NAME: &'static str = "write";
    type Answer = Written;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn weight(&self) -> Weight {
        let (rows, bytes) = self.columns.size();
        Weight { rows, bytes }
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().writes
    }

    fn alone(mut self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let mut key = None;
            if self.columns.has_secrets() {
                key = Some(sealing.for_write(call, &self.company, self.fence).await?);
            }
            let first = self.columns.take_older_than_puts();
            let first = Self { company: self.company.clone(), fence: self.fence, columns: first };
            let (mut before, mut arrays) = (Arrays::default(), Arrays::default());
            before.add(&first, (&sealing, None))?;
            arrays.add(&self, (&sealing, key.as_deref()))?;
            let (pruned, rows) = if first.columns.older.is_empty() {
                (None, call.write(WRITE, &arrays.params()).await?)
            } else {
                let (transaction, [pruned]) = call.begin([(WRITE, &before.params())]).await?;
                let [rows] = transaction.commit([(WRITE, &arrays.params())]).await?;
                (pruned.first().map(written).transpose()?, rows)
            };
            call.has_grown(self.columns.size().0);
            let Some(row) = rows.first() else {
                sealing.forget(&self.company);
                return Err(QueryError::fenced());
            };
            let (_, Written { deleted }) = written(row)?;
            Ok(Written { deleted: deleted + pruned.map_or(0, |(_, pruned)| pruned.deleted) })
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let mut arrays = Arrays::default();
            for one in all.iter() {
                let key = sealing.at_hand(&one.company, one.fence);
                if key.is_some() || !one.columns.has_secrets() {
                    // A batch that cannot be sealed is skipped here and reports its error when run alone.
                    let _left_out = arrays.add(one, (&sealing, key.as_deref()));
                }
            }
            let rows = call.write_in_time((WRITE_FREE, &arrays.params())).await?;
            call.has_grown(all.iter().map(|one| one.columns.size().0).sum());
            let written: HashMap<String, Written> = rows.iter().map(written).collect::<Result<_, _>>()?;
            Ok(all.iter().map(|one| written.get(one.company.as_str()).copied()).collect())
        })
    }
}
