//! Messages of every kind from phones to a linked device, from another person's phone and from the own one.

use linekeeper_simulator::{Addressing, Content, Media, MessageOrder, Simulator};
use wacore::types::events::InboundMessage;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

use crate::client::{Store, TestClient, linked, simulator};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

async fn sends(simulator: &Simulator, client: &TestClient, order: &MessageOrder) -> InboundMessage {
    let sent = simulator.send_message(CUSTOMER, order).await.unwrap();
    client.message_of(&sent.id).await
}

async fn says(simulator: &Simulator, client: &TestClient, content: Content) -> InboundMessage {
    sends(simulator, client, &MessageOrder::new(SALON, content)).await
}

fn text(text: &str) -> Content {
    Content::Text { text: text.to_owned() }
}

#[tokio::test]
async fn reply_reaction_edit_and_revoke_name_their_message() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let first = says(&simulator, &client, text("first")).await;
    assert_eq!(first.message.conversation.as_deref(), Some("first"));
    let id = first.info.id.clone();

    let reply = sends(&simulator, &client, &MessageOrder::text(SALON, "reply").quoting(&id)).await;
    let extended = reply.message.extended_text_message.as_option().unwrap();
    let context = extended.context_info.as_option().unwrap();
    assert_eq!((extended.text.as_deref(), context.stanza_id.as_deref()), (Some("reply"), Some(id.as_str())));
    assert_eq!(context.participant.as_deref(), Some(&*format!("{CUSTOMER}@s.whatsapp.net")));
    assert_eq!(context.quoted_message.as_option().unwrap().conversation.as_deref(), Some("first"));

    let message = id.clone();
    for emoji in ["👍", ""] {
        let content = Content::Reaction { message: message.clone(), emoji: emoji.to_owned() };
        let reacted = says(&simulator, &client, content).await;
        let reaction = reacted.message.reaction_message.as_option().unwrap();
        assert_eq!(reaction.text.as_deref(), Some(emoji));
        assert_eq!(key(reaction.key.as_option()), (id.clone(), true));
    }
    let content = Content::Edit { message: message.clone(), text: "corrected".to_owned() };
    let edited = says(&simulator, &client, content).await;
    let protocol = edited.message.protocol_message.as_option().unwrap();
    let now = protocol.edited_message.as_option().unwrap();
    assert_eq!((protocol.r#type, now.conversation.as_deref()), (Some(Type::MESSAGE_EDIT), Some("corrected")));
    assert_eq!((key(protocol.key.as_option()), edited.info.edit.to_string_val()), ((id.clone(), true), "1"));

    let revoked = says(&simulator, &client, Content::Revoke { message }).await;
    let protocol = revoked.message.protocol_message.as_option().unwrap();
    assert_eq!((protocol.r#type, key(protocol.key.as_option())), (Some(Type::REVOKE), (id, true)));
    assert_eq!(revoked.info.edit.to_string_val(), "7");
}

fn key(key: Option<&wa::MessageKey>) -> (String, bool) {
    let key = key.unwrap();
    assert_eq!(key.remote_jid.as_deref(), Some(&*format!("{SALON}@s.whatsapp.net")), "the chat as the sender has it");
    (key.id.clone().unwrap(), key.from_me.unwrap())
}

#[tokio::test]
async fn reaction_to_a_message_of_the_device_names_it_as_foreign() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let id = client.says(CUSTOMER, "offer").await;
    crate::client::until(&simulator, CUSTOMER, |phone| phone.texts.len() == 1).await;
    let content = Content::Reaction { message: id.clone(), emoji: "👍".to_owned() };
    let reacted = says(&simulator, &client, content).await;
    assert_eq!(key(reacted.message.reaction_message.as_option().unwrap().key.as_option()), (id.clone(), false));
    let reply = sends(&simulator, &client, &MessageOrder::text(SALON, "yes").quoting(&id)).await;
    let extended = reply.message.extended_text_message.as_option().unwrap();
    let context = extended.context_info.as_option().unwrap();
    assert_eq!(context.participant.as_deref(), Some(&*format!("{SALON}@s.whatsapp.net")));
    assert_eq!(context.quoted_message.as_option().unwrap().conversation.as_deref(), Some("offer"));
}

#[tokio::test]
async fn place_contact_and_media_arrive_with_their_fields() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let content =
        Content::Location { latitude: 55.75, longitude: 37.62, name: Some("Salon".to_owned()), address: None };
    let place = says(&simulator, &client, content).await.message;
    let place = place.location_message.as_option().unwrap();
    assert_eq!((place.degrees_latitude, place.name.as_deref()), (Some(55.75), Some("Salon")));

    let vcard = "BEGIN:VCARD\nVERSION:3.0\nFN:Anna\nEND:VCARD".to_owned();
    let content = Content::Contact { name: "Anna".to_owned(), vcard: vcard.clone() };
    let contact = says(&simulator, &client, content).await.message;
    assert_eq!(contact.contact_message.as_option().unwrap().vcard, Some(vcard));

    let media = Media {
        caption: Some("a caption".to_owned()),
        mimetype: Some("image/png".to_owned()),
        direct_path: Some("/v/one".to_owned()),
        media_key: Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned()),
        file_length: Some(77),
        ..Media::default()
    };
    let image = says(&simulator, &client, Content::Image(media.clone())).await.message;
    let image = image.image_message.as_option().unwrap();
    assert_eq!((image.caption.as_deref(), image.mimetype.as_deref()), (Some("a caption"), Some("image/png")));
    assert_eq!((image.direct_path.as_deref(), image.file_length), (Some("/v/one"), Some(77)));
    assert_eq!(image.media_key, Some(vec![0; 32]));
    assert_eq!(image.file_sha256.as_ref().map(Vec::len), Some(32));
    assert_eq!(image.file_enc_sha256.as_ref().map(Vec::len), Some(32));

    let video = says(&simulator, &client, Content::Video(Media::default())).await.message;
    assert_eq!(video.video_message.as_option().unwrap().mimetype.as_deref(), Some("video/mp4"));
    for (content, is_voice) in [(Content::Audio(Media::default()), false), (Content::Voice(Media::default()), true)] {
        let audio = says(&simulator, &client, content).await.message;
        assert_eq!(audio.audio_message.as_option().unwrap().ptt, Some(is_voice));
    }
    let sticker = says(&simulator, &client, Content::Sticker(Media::default())).await.message;
    assert!(sticker.sticker_message.as_option().unwrap().media_key.is_some());
    let named = Media { file_name: Some("price.pdf".to_owned()), ..Media::default() };
    let document = says(&simulator, &client, Content::Document(named)).await.message;
    assert_eq!(document.document_message.as_option().unwrap().file_name.as_deref(), Some("price.pdf"));
    let captioned = says(&simulator, &client, Content::Document(media)).await.message;
    let wrapped = captioned.document_with_caption_message.as_option().unwrap().message.as_option().unwrap();
    assert_eq!(wrapped.document_message.as_option().unwrap().caption.as_deref(), Some("a caption"));
}

#[tokio::test]
async fn view_once_and_disappearing_messages_are_marked() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let once = Content::Image(Media { view_once: true, ..Media::default() });
    let once = says(&simulator, &client, once).await.message;
    let inner = once.view_once_message_v2.as_option().unwrap().message.as_option().unwrap();
    assert_eq!(inner.image_message.as_option().unwrap().view_once, Some(true));
    let mut order = MessageOrder::text(SALON, "gone tomorrow");
    order.expiration = Some(86_400);
    let disappearing = sends(&simulator, &client, &order).await;
    assert_eq!(disappearing.info.ephemeral_expiration, Some(86_400));
}

#[tokio::test]
async fn sender_is_named_by_number_by_lid_or_by_lid_alone() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    // A stranger first: nothing is known of the number.
    let stranger = "79161234567";
    let hidden = MessageOrder::text(SALON, "who am I").named_by(Addressing::LidOnly);
    let sent = simulator.send_message(stranger, &hidden).await.unwrap();
    let source = client.message_of(&sent.id).await.info.source.clone();
    let lid = |phone: &str| phone.trim_end_matches("@lid").to_owned();
    assert_eq!(source.sender.user.as_str(), lid(&simulator.phone(stranger).await.unwrap().lid));
    assert_eq!((source.sender.is_lid(), source.sender_alt), (true, None));

    let customer = lid(&simulator.phone(CUSTOMER).await.unwrap().lid);
    let table = [(Addressing::Lid, &*customer, CUSTOMER), (Addressing::Pn, CUSTOMER, &*customer)];
    for (addressing, sender, alternative) in table {
        let order = MessageOrder::text(SALON, "hello").named_by(addressing);
        let source = sends(&simulator, &client, &order).await.info.source.clone();
        assert_eq!(source.sender.user.as_str(), sender);
        assert_eq!(source.sender_alt.as_ref().unwrap().user.as_str(), alternative);
        assert_eq!(source.chat, source.sender);
    }
    assert_eq!(simulator.stats().await.undecryptable, 0);
}

#[tokio::test]
async fn what_the_owner_writes_on_the_phone_reaches_the_device() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    for addressing in [Addressing::Pn, Addressing::Lid] {
        let order = MessageOrder::text(CUSTOMER, "come at five").named_by(addressing);
        let sent = simulator.send_message(SALON, &order).await.unwrap();
        let copy = client.message_of(&sent.id).await;
        assert_eq!(copy.message.conversation.as_deref(), Some("come at five"), "the wrapper is taken off");
        let source = &copy.info.source;
        assert!(source.is_from_me && !source.is_group);
        let customer = simulator.phone(CUSTOMER).await.unwrap();
        let chat = if addressing == Addressing::Pn { format!("{CUSTOMER}@s.whatsapp.net") } else { customer.lid };
        assert_eq!((source.chat.to_string(), source.recipient.as_ref().unwrap().to_string()), (chat.clone(), chat));
        let peer = copy.info.peer_recipient_pn.as_ref().map(|jid| jid.user.to_string());
        assert_eq!(peer.as_deref(), (addressing == Addressing::Lid).then_some(CUSTOMER));
        let reaction = Content::Reaction { message: sent.id.clone(), emoji: "❤".to_owned() };
        let order = MessageOrder::new(CUSTOMER, reaction).named_by(addressing);
        let reacted = simulator.send_message(SALON, &order).await.unwrap();
        let reacted = client.message_of(&reacted.id).await.message;
        let key = reacted.reaction_message.as_option().unwrap().key.as_option().unwrap().clone();
        assert_eq!((key.id, key.from_me), (Some(sent.id), Some(true)));
    }
    crate::client::until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
}

#[tokio::test]
async fn order_that_no_phone_carries_out_is_refused() {
    let simulator = simulator().await;
    simulator.send_message(CUSTOMER, &MessageOrder::text(SALON, "mine").with_id("A1")).await.unwrap();
    let edit = |from: &'static str, to: &str| {
        let content = Content::Edit { message: "A1".to_owned(), text: "x".to_owned() };
        let (simulator, order) = (simulator.clone(), MessageOrder::new(to, content));
        async move { simulator.send_message(from, &order).await }
    };
    assert_eq!(edit(SALON, CUSTOMER).await.unwrap_err().status(), 400, "another's message");
    assert!(edit(CUSTOMER, SALON).await.is_ok());
    let bad_key = Media { media_key: Some("AAAA".to_owned()), ..Media::default() };
    for (to, content) in [(SALON, Content::Image(bad_key)), ("120363000000000001@g.us", text("x"))] {
        let refused = simulator.send_message(CUSTOMER, &MessageOrder::new(to, content)).await;
        assert_eq!(refused.unwrap_err().status(), 400, "{to}");
    }
}
