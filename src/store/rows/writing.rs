//! Writing, for one company and for many at once.

use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Fence, Written};

use super::batch::{Columns, WRITE, write_params};
use super::joint::Joint;
use crate::call::{Call, Work};
use crate::failure::Trouble;
use crate::gather::{Gathered, Gathering};
use crate::sealing::Sealing;
use crate::store::Store;

/// A batch under a company's fence.
pub(crate) struct WriteRows {
    pub(super) company: CompanyId,
    pub(super) fence: Fence,
    pub(super) columns: Columns,
}

impl Gathered for WriteRows {
    const NAME: &'static str = "write";
    type Answer = Written;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn gathering(store: &Store) -> &Gathering<Self> {
        &store.gatherings().writes
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let Self { company, fence, mut columns } = self;
            if columns.has_secrets() {
                let key = sealing.for_write(call, &company, fence).await?;
                columns.seal((&company, key.tag()), |place, plain| sealing.seal(&key, place, plain))?;
            }
            let rows = call.write(WRITE, &write_params(&company.as_str(), &fence.0, &columns)).await?;
            let answer = rows.first().ok_or_else(Trouble::fenced)?;
            if answer.try_get::<_, i64>(0)? == 0 {
                sealing.forget(&company);
                return Err(Trouble::fenced());
            }
            Ok(Written { deleted: answer.try_get::<_, i64>(1)?.unsigned_abs() })
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let mut joint = Joint::default();
            for one in all.iter() {
                joint.add(one, &sealing);
            }
            let written = joint.write(call).await?;
            Ok(all.iter().map(|one| written.get(one.company.as_str()).copied()).collect())
        })
    }
}
