//! Tests of fragmented frames.

use actix_http::ws::Item;

use super::super::frame_assembler::{Assembled, FrameAssembler};
use super::*;

fn taken(items: impl IntoIterator<Item = Item>) -> Vec<Assembled> {
    let mut assembler = FrameAssembler::default();
    items.into_iter().map(|item| assembler.take(item)).filter(|assembled| *assembled != Assembled::Nothing).collect()
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

#[test]
fn pieces_of_a_text_become_one_text() {
    let items = [Item::FirstText(bytes("{\"type\"")), Item::Continue(bytes(":")), Item::Last(bytes("\"ping\"}"))];
    assert_eq!(taken(items), [Assembled::Text("{\"type\":\"ping\"}".into())]);
}

#[test]
fn split_character_is_joined_and_half_a_character_refused() {
    let (head, tail) = "ы".as_bytes().split_at(1);
    let piece = Bytes::copy_from_slice;
    assert_eq!(taken([Item::FirstText(piece(head)), Item::Last(piece(tail))]), [Assembled::Text("ы".into())]);
    assert_eq!(taken([Item::FirstText(piece(head)), Item::Last(Bytes::new())]), [Assembled::Unusable("not UTF-8")]);
}

#[test]
fn fragmented_binary_is_refused_once_and_next_text_is_clean() {
    let items = [
        Item::FirstText(bytes("never finished")),
        Item::FirstBinary(bytes("a")),
        Item::Continue(bytes("b")),
        Item::Last(bytes("c")),
        Item::FirstText(bytes("d")),
        Item::Last(bytes("e")),
    ];
    let [Assembled::Unusable(_), Assembled::Text(text)] = &taken(items)[..] else { panic!("one refusal, one text") };
    assert_eq!(text, "de");
}

#[test]
fn pieces_are_at_most_one_frame_long_in_all() {
    let half = || Bytes::from(vec![b' '; MAX_FRAME_BYTES / 2]);
    let fits = taken([Item::FirstText(half()), Item::Last(half())]);
    assert!(matches!(&fits[..], [Assembled::Text(_)]));
    let too_long = [Item::FirstText(half()), Item::Continue(half()), Item::Last(bytes("x"))];
    assert_eq!(taken(too_long), [Assembled::TooLong]);
}
