//! Any record: the decoders and the schemas agree, what is decoded can be written and read again, and cutting members
//! out of the bytes leaves the others as they were.

use gristmill::convert::{Loss, Losses, Outcome, Way, convert};
use gristmill::model::{Arena, Example, Json, Parsed, cut, locate};
use gristmill::shapes::{ALL, OPENAI_CHAT, explain, validator};
use gristmill::targets;

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
        let Some(example) = example.filter(|_| is_sound) else { continue };
        for target in targets::ALL {
            check_conversion(&example, Way::to(target, &[shape], Losses::all()), text);
        }
    }
    let extras = OPENAI_CHAT.extras(record);
    if !parsed.has_duplicate_keys {
        let rest = cut(text, &extras);
        let rest = Parsed::parse(&rest, &arena).expect("what is left is JSON");
        assert!(OPENAI_CHAT.extras(&rest.root).is_empty(), "all members are cut out of {text}");
    }
}

/// What is written for a target is a sound record of the shape that it is written in, and needs no second conversion.
fn check_conversion(example: &Example<'_>, way: Way, text: &str) {
    let arena = Arena::default();
    let rows = match convert(example, &way, &arena) {
        Ok(Outcome::Anew(converted)) => converted.rows,
        Ok(Outcome::AsItIs) => vec![example.clone()],
        Ok(Outcome::OnlyItself) => return,
        Err(why) => {
            assert!(!why.0.is_empty(), "there is a reason to refuse {text}");
            return;
        }
    };
    let encode = way.shape.encode.expect("what is written can be written");
    for row in rows {
        let mut line = Vec::new();
        encode(&row, way.form(), &mut line);
        let line = String::from_utf8(line).expect("what is written is text");
        let parsed = Parsed::parse(&line, &arena).expect("what is written is JSON");
        let again = (way.shape.decode)(&parsed.root, &arena);
        let again = again.unwrap_or_else(|| panic!("{}: {text}\nbecame {line}", way.target.id));
        let twice = convert(&again, &Way { is_own: true, ..way }, &arena);
        // What is written as it is in spite of a loss would be lost again.
        let is_kept = |loss: &Loss| matches!(loss, Loss::InvalidArguments | Loss::ImageColumns);
        let is_changed = matches!(&twice, Ok(Outcome::Anew(twice))
            if !twice.changes.is_empty() || twice.rows.len() != 1 || !twice.losses.iter().all(|loss| is_kept(&loss)));
        assert!(!is_changed, "{}: {text}\nbecame {line}\nand then {twice:?}", way.target.id);
    }
}
