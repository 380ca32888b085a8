//! Damage that is done to the records on purpose, so that one sees the comparison find it.

use clap::ValueEnum;

use crate::settle::Records;

/// One damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Spoil {
    /// An event is left out of a log.
    LogRowLeftOut,
    /// An event is twice in a log, the second time under another id.
    LogRowTwice,
    /// The contents of two events of a chat are exchanged.
    LogRowsExchanged,
    /// A message is left out of those that were sent: its event is invented.
    SentRowLeftOut,
    /// A delivery is left out.
    DeliveryLeftOut,
    /// A delivery is repeated under another id.
    DeliveryUnderAnotherId,
    /// A message that a phone has taken is left out.
    TakenLeftOut,
    /// A phone has taken a message twice, as two.
    TakenTwice,
    /// A message that nobody has is said to be delivered.
    StatusThatLies,
    /// The receiver answers 2xx and keeps nothing.
    SilentReceiver,
}

impl Spoil {
    /// Does the damage to the first line that has enough.
    pub fn apply(self, records: &mut Records) {
        let logs = &mut records.logged;
        let log = logs.values_mut().find(|log| log.len() > 4);
        let taken = records.received.as_mut().and_then(|all| all.values_mut().find(|taken| taken.len() > 2));
        match (self, log, taken) {
            (Self::LogRowLeftOut, Some(log), _) => drop(log.remove(1)),
            (Self::LogRowTwice, Some(log), _) => {
                let mut twice = log[1].clone();
                twice.event = "evt_another".to_owned();
                twice.seq = log.last().map_or(1, |last| last.seq + 1);
                let of_chat = log.iter().filter(|one| one.chat == twice.chat).map(|one| one.chat_seq);
                twice.chat_seq = of_chat.max().unwrap_or(0) + 1;
                log.push(twice);
            }
            (Self::LogRowsExchanged, Some(log), _) => {
                let is_plain = |place: &usize| log[*place].is_message() && !log[*place].late;
                let first = (0..log.len()).filter(is_plain).find_map(|one| {
                    let other =
                        (one + 1..log.len()).filter(is_plain).find(|other| log[*other].chat == log[one].chat)?;
                    Some((one, other))
                });
                if let Some((one, other)) = first {
                    let (mut first, mut second) = (log[one].clone(), log[other].clone());
                    std::mem::swap(&mut first.seq, &mut second.seq);
                    std::mem::swap(&mut first.chat_seq, &mut second.chat_seq);
                    (log[one], log[other]) = (second, first);
                }
            }
            (Self::SentRowLeftOut, ..) => {
                if let Some(sent) = records.sent.values_mut().find(|sent| !sent.is_empty()) {
                    sent.remove(0);
                }
            }
            (Self::DeliveryLeftOut, _, Some(taken)) => drop(taken.remove(1)),
            (Self::DeliveryUnderAnotherId, _, Some(taken)) => {
                let mut again = taken[taken.len() - 1].clone();
                again.event = "evt_another".to_owned();
                taken.push(again);
            }
            (Self::TakenLeftOut, ..) => records.taken.values_mut().for_each(|taken| drop(taken.pop())),
            (Self::TakenTwice, ..) => {
                if let Some(taken) = records.taken.values_mut().find(|taken| !taken.is_empty()) {
                    taken.push(taken[0].clone());
                }
            }
            (Self::StatusThatLies, ..) => {
                let taken = records.taken.values_mut().flatten().next();
                taken.into_iter().for_each(|taken| taken.delivered = false);
            }
            // The receiver itself is another one, or there is nothing to damage.
            _ => {}
        }
    }
}
