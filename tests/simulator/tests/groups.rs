//! Messages of a group's members to a linked device, and the group's metadata.

use linekeeper_simulator::{Addressing, Content, Fault, FaultPoint, GroupOrder, MessageOrder, Simulator};
use wacore::types::events::Event;
use wacore_binary::Jid;

use crate::client::{Store, TestClient, linked, simulator, until};

const SALON: &str = "79006464263";
const ANNA: &str = "79936363848";
const BORIS: &str = "79161234567";
const GROUP: &str = "120363000000000001";

async fn group(simulator: &Simulator, addressing: Addressing) -> String {
    let members = [ANNA, BORIS, SALON].map(str::to_owned).to_vec();
    let order = GroupOrder { members, subject: Some("Stylists".to_owned()), addressing: Some(addressing) };
    simulator.put_group(GROUP, &order).await.unwrap().group
}

#[tokio::test]
async fn members_write_and_the_device_reads_with_sender_keys() {
    for addressing in [Addressing::Lid, Addressing::Pn] {
        let simulator = simulator().await;
        let (client, _) = linked(&simulator, SALON, &Store::new()).await;
        let group = group(&simulator, addressing).await;
        for round in 0..3 {
            for member in [ANNA, BORIS, SALON] {
                let text = format!("{round} of {member}");
                let sent = simulator.send_message(member, &MessageOrder::text(&group, &text)).await.unwrap();
                assert_eq!(sent.devices, 1);
                let inbound = client.message_of(&sent.id).await;
                assert_eq!(inbound.message.conversation.as_deref(), Some(&*text));
                let source = &inbound.info.source;
                assert_eq!((source.chat.to_string(), source.is_group), (group.clone(), true));
                assert_eq!(source.is_from_me, member == SALON);
                let (lid, number) = (simulator.phone(member).await.unwrap().lid, format!("{member}@s.whatsapp.net"));
                let (sender, other) = if addressing == Addressing::Lid { (lid, number) } else { (number, lid) };
                let names = (source.sender.to_string(), source.sender_alt.as_ref().map(Jid::to_string));
                assert_eq!(names, (sender, Some(other)));
            }
        }
        until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    }
}

#[tokio::test]
async fn device_without_the_sender_key_gets_the_message_again() {
    for damage in ["sender-key", "mac", "session"] {
        let simulator = simulator().await;
        let (client, _) = linked(&simulator, SALON, &Store::new()).await;
        let group = group(&simulator, Addressing::Lid).await;
        simulator.add_fault(spoilt(damage)).await.unwrap();
        let sent = simulator.send_message(ANNA, &MessageOrder::text(&group, "again")).await.unwrap();
        undecryptable(&client, &sent.id).await;
        let inbound = client.message_of(&sent.id).await;
        assert_eq!(inbound.message.conversation.as_deref(), Some("again"), "{damage}");
        let next = simulator.send_message(ANNA, &MessageOrder::text(&group, "next")).await.unwrap();
        assert_eq!(client.message_of(&next.id).await.message.conversation.as_deref(), Some("next"), "{damage}");
    }
}

fn spoilt(damage: &str) -> Fault {
    let mut fault = Fault::refuse(FaultPoint::Undecryptable, 1).of(SALON);
    if let linekeeper_simulator::FaultAction::Answer(answer) = &mut fault.answer {
        answer.text = Some(damage.to_owned());
    }
    fault
}

async fn undecryptable(client: &TestClient, id: &str) {
    client
        .event(|event| match event {
            Event::UndecryptableMessage(message) => (message.info.id == id).then_some(()),
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn reaction_in_a_group_names_the_author() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let group = group(&simulator, Addressing::Lid).await;
    let first = simulator.send_message(ANNA, &MessageOrder::text(&group, "who comes?")).await.unwrap();
    let content = Content::Reaction { message: first.id.clone(), emoji: "👍".to_owned() };
    let reacted = simulator.send_message(BORIS, &MessageOrder::new(&group, content)).await.unwrap();
    let reacted = client.message_of(&reacted.id).await.message;
    let key = reacted.reaction_message.as_option().unwrap().key.as_option().unwrap().clone();
    let anna = simulator.phone(ANNA).await.unwrap().lid;
    assert_eq!((key.remote_jid, key.from_me, key.participant), (Some(group), Some(false), Some(anna)));
}

#[tokio::test]
async fn device_learns_the_members_of_its_groups() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let group: Jid = group(&simulator, Addressing::Lid).await.parse().unwrap();
    let metadata = client.client.groups().get_metadata(&group).await.unwrap();
    assert_eq!((metadata.subject.as_str(), metadata.participants.len()), ("Stylists", 3));
    let numbers: Vec<_> = metadata
        .participants
        .iter()
        .map(|member| (member.jid.is_lid(), member.phone_number.as_ref().unwrap().user.to_string()))
        .collect();
    assert_eq!(numbers, [(true, SALON), (true, BORIS), (true, ANNA)].map(|(lid, number)| (lid, number.to_owned())));
    assert_eq!(client.client.groups().get_participating().await.unwrap().len(), 1);
    let other = GroupOrder { members: vec![ANNA.to_owned()], ..GroupOrder::default() };
    let other: Jid = simulator.put_group("120363000000000002", &other).await.unwrap().group.parse().unwrap();
    assert!(client.client.groups().get_metadata(&other).await.is_err(), "not a member");
    assert_eq!(simulator.stats().await.unknown_iqs, 0);
}

#[tokio::test]
async fn impossible_group_or_foreign_sender_is_refused() {
    let simulator = simulator().await;
    group(&simulator, Addressing::Lid).await;
    for (id, members) in [("x", vec![ANNA.to_owned()]), (GROUP, vec![]), (GROUP, vec!["12".to_owned()])] {
        let order = GroupOrder { members, ..GroupOrder::default() };
        assert_eq!(simulator.put_group(id, &order).await.unwrap_err().status(), 400);
    }
    let order = MessageOrder::text(&format!("{GROUP}@g.us"), "let me in");
    assert_eq!(simulator.send_message("79000000009", &order).await.unwrap_err().status(), 400);
}
