//! Writes that bring messages: the batch's rows, the log and what endpoints are owed of it, in one transaction under the
//! company's fence. Two round trips: what the batch needs to know of the log comes with its rows, the rest goes with the
//! commit. Those of many companies at once share a transaction, and so its round trips and its wait for the disk.

use std::collections::HashMap;
use std::sync::Arc;

use linekeeper_domain::messages::InboundItem;
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{StoreError, Written};
use linekeeper_secrets::DataKey;

use super::statement::{Arrays, WRITE, WRITE_FREE, written};
use super::writing::WriteRows;
use crate::batching::{Batched, Batcher, Weight};
use crate::call::{Call, Work};
use crate::failure::QueryError;
use crate::messages::{CHATS, HOLD, HOLD_FREE, Intake, Intakes, LogKeys, SEEN};
use crate::sealing::Sealing;
use crate::store::Store;

/// Rows that an event adds at most: the event, its message, its chat with two names, a delivery with its lane.
const ROWS: usize = 7;
/// Bytes of an event beside what people wrote in it.
const BYTES: usize = 1_024;

/// Write with messages. A message that was received before changes nothing; its pending row goes all the same.
pub(crate) struct Receive {
    pub(super) write: WriteRows,
    pub(super) items: Vec<InboundItem>,
    pub(super) logs: Arc<LogKeys>,
}

impl Batched for Receive {
    const NAME: &'static str = "receive";
    type Answer = Written;

    fn company(&self) -> &CompanyId {
        &self.write.company
    }

    fn weight(&self) -> Weight {
        let (rows, bytes) = self.write.columns.size();
        let contents = self.items.iter().filter_map(|item| item.event.as_ref()?.facts.content.as_ref());
        let written: usize = contents.map(|content| content.written_bytes()).sum();
        Weight { rows: rows + self.items.len() * ROWS, bytes: bytes + self.items.len() * BYTES + written }
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().receipts
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let WriteRows { company, fence, columns } = &self.write;
            if !columns.older.is_empty() {
                // Nothing sends that; two statements would be needed before the log is held.
                return Err(StoreError::new(StoreFailure::Corrupt, "a batch with messages deletes by stamp").into());
            }
            let key = if columns.has_secrets() { Some(sealing.for_write(call, company, *fence).await?) } else { None };
            let log_key = self.logs.find_or_begin(call, (&sealing, company)).await?;
            let mut receipts = Receipts::default();
            receipts.add(&self, (&sealing, key.as_deref(), &log_key))?;
            // The log may have been begun anew, with another key.
            let written = receipts.commit(call, (WRITE, HOLD)).await.inspect_err(|_| self.logs.forget(company))?;
            written.get(company.as_str()).copied().ok_or_else(|| {
                sealing.forget(company);
                QueryError::fenced()
            })
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let mut receipts = Receipts::default();
            for one in all.iter() {
                let WriteRows { company, fence, columns } = &one.write;
                let key = sealing.at_hand(company, *fence);
                let log_key = one.logs.at_hand(company);
                // A batch whose keys are not at hand, or that cannot be sealed, is skipped here and runs alone.
                if let Some(log_key) = log_key
                    && (key.is_some() || !columns.has_secrets())
                    && columns.are_rows_alone()
                {
                    let _left_out = receipts.add(one, (&sealing, key.as_deref(), &log_key));
                }
            }
            let written = receipts.commit(call, (WRITE_FREE, HOLD_FREE)).await?;
            Ok(all.iter().map(|one| written.get(one.write.company.as_str()).copied()).collect())
        })
    }
}

/// Writes with messages of companies that share a transaction.
#[derive(Default)]
struct Receipts<'a> {
    arrays: Arrays<'a>,
    intakes: Intakes<'a>,
    rows: usize,
}

impl<'a> Receipts<'a> {
    /// Adds a company's write, sealed under its data key and its log key.
    ///
    /// # Errors
    /// [`QueryError`] if something cannot be sealed; nothing of it is added then.
    fn add(
        &mut self,
        one: &'a Receive,
        (sealing, key, log_key): (&Sealing, Option<&DataKey>, &DataKey),
    ) -> Result<(), QueryError> {
        let intake = Intake::of(&one.write.company, log_key, &one.items)?;
        self.arrays.add(&one.write, (sealing, key))?;
        self.intakes.add(intake);
        self.rows += one.write.columns.size().0;
        Ok(())
    }

    /// Carries them out, with the statements that wait for locked rows or those that do not. Returns the companies whose
    /// writes are committed; nothing is changed of the others: their rows are locked, or their fence is another one by now.
    ///
    /// # Errors
    /// [`QueryError`]; nothing is committed then, as far as is known. Also if a log is locked, or was begun anew, of a
    /// company whose rows are not: they must not be committed without its messages.
    async fn commit(
        self,
        call: &mut Call,
        (write, hold): (&'static str, &'static str),
    ) -> Result<HashMap<String, Written>, QueryError> {
        let Self { arrays, intakes, rows } = self;
        let params = arrays.params();
        let (transaction, [wrote, log, seen, chats]) = call
            .begin([(write, &params), (hold, &intakes.log()), (SEEN, &intakes.keys()), (CHATS, &intakes.names())])
            .await?;
        let written: HashMap<String, Written> = wrote.iter().map(written).collect::<Result<_, _>>()?;
        if written.is_empty() {
            return Ok(written);
        }
        let placed = intakes.placed((&log, &seen, &chats), |company| written.contains_key(company))?;
        let statements = placed.statements();
        let asked: Vec<_> = statements.iter().map(|(sql, params)| (*sql, &**params)).collect();
        transaction.commit_all(&asked).await?;
        call.has_grown(rows + placed.events());
        Ok(written)
    }
}
