//! Frames in pieces.

use actix_http::ws::Item;

use super::super::pieces::{Assembled, Pieces};
use super::*;

fn taken(items: impl IntoIterator<Item = Item>) -> Vec<Assembled> {
    let mut pieces = Pieces::default();
    items.into_iter().map(|item| pieces.take(item)).filter(|assembled| *assembled != Assembled::Nothing).collect()
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
fn a_character_cut_in_two_is_whole_again_and_half_a_character_is_refused() {
    let (head, tail) = "ы".as_bytes().split_at(1);
    let piece = Bytes::copy_from_slice;
    assert_eq!(taken([Item::FirstText(piece(head)), Item::Last(piece(tail))]), [Assembled::Text("ы".into())]);
    assert_eq!(taken([Item::FirstText(piece(head)), Item::Last(Bytes::new())]), [Assembled::Unusable("not UTF-8")]);
}

#[test]
fn a_binary_frame_in_pieces_is_refused_once_and_does_not_mix_with_the_next_text() {
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
