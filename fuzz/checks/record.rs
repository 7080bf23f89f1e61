//! Any record: the decoders and the schemas agree, what is decoded can be written and read again, and cutting members
//! out of the bytes leaves the others as they were.

use gristmill::model::{Arena, Json, Parsed, cut, locate};
use gristmill::shapes::{ALL, OPENAI_CHAT, explain, validator};

/// Reads a text as a record of every shape.
pub fn check(text: &str) {
    let arena = Arena::default();
    let Ok(parsed) = Parsed::parse(text, &arena) else {
        assert!(
            serde_json::from_str::<serde_json::Value>(text).is_err(),
            "both parsers agree on what is JSON"
        );
        return;
    };
    let record = &parsed.root;
    for pointer in record.duplicate_keys() {
        locate(text, &pointer);
    }
    let Json::Object(_) = record else { return };
    for shape in ALL {
        let example = (shape.decode)(record, &arena);
        let is_valid = validator(shape).expect("every schema compiles").is_valid(&record.to_value());
        let is_sound = example.as_ref().is_some_and(|example| example.is_sound);
        assert_eq!(is_sound, is_valid, "{} disagrees on {text}", shape.name);
        if !is_sound {
            assert!(!explain(shape, record).is_empty(), "{} has no reason to refuse {text}", shape.name);
        }
        let Some((example, encode)) = example.filter(|_| is_sound).zip(OPENAI_CHAT.encode) else { continue };
        if (encode.refuses)(&example).is_some() {
            continue;
        }
        let mut line = Vec::new();
        (encode.encode)(&example, &mut line);
        let line = String::from_utf8(line).expect("what is written is text");
        let again = Parsed::parse(&line, &arena).expect("what is written is JSON");
        let again = (OPENAI_CHAT.decode)(&again.root, &arena).expect("what is written is an example");
        assert_eq!(again.messages().len(), example.messages().len());
    }
    let extras = OPENAI_CHAT.extras(record);
    if !parsed.has_duplicate_keys {
        let rest = cut(text, &extras);
        let rest = Parsed::parse(&rest, &arena).expect("what is left is JSON");
        assert!(OPENAI_CHAT.extras(&rest.root).is_empty(), "all members are cut out of {text}");
    }
}
