//! Every accepted conformance line is read and written back to its own target: byte for byte where it has the shape in
//! which the target is written, and equal in meaning where it has another that the target takes.

use gristmill::model::{Arena, Arguments, Example, Message, Parsed, Part, Role, Train};
use gristmill::shapes::{self, Shape};
use gristmill::targets::Target;
use serde_json::Value;

use super::{emitted, lines, reason};
use crate::conformance::cases;

/// What a message says, without how it is written.
#[derive(Debug, PartialEq)]
struct Said {
    role: Role,
    text: String,
    calls: Vec<(String, Value)>,
    images: Vec<String>,
    is_masked: bool,
}

fn said(message: &Message<'_>) -> Said {
    let call = |part: &Part<'_>| match part {
        Part::ToolCall(call) => {
            let arguments = match &call.arguments {
                Arguments::Text(text) => {
                    serde_json::from_str(text).unwrap_or(Value::String(text.to_string()))
                }
                Arguments::Value(value) => value.to_value(),
                Arguments::Absent => serde_json::json!({}),
            };
            Some((call.name.to_string(), arguments))
        }
        _ => None,
    };
    let image =
        |part: &Part<'_>| if let Part::Image { url, .. } = part { Some((*url).to_owned()) } else { None };
    Said {
        role: if message.role == Role::Developer { Role::System } else { message.role },
        text: message.texts().collect::<Vec<_>>().join("\n"),
        calls: message.parts.iter().filter_map(call).collect(),
        images: message.parts.iter().filter_map(image).collect(),
        is_masked: message.train == Train::No,
    }
}

/// What an example says.
fn meaning(example: &Example<'_>) -> Vec<Said> {
    example.all_messages().map(said).collect()
}

/// What is wrong with what a target gets for a line that it accepts; nothing when it is the line. It is given the line
/// as it stands, or with a member more, for which it may reject it.
fn fault(target: &Target, raw: &str, given: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let prepared = match emitted(folder.path(), given, target.id, &[]) {
        Ok(prepared) => prepared,
        Err(error) => return Some(error),
    };
    let stem = target.layout.train;
    let written = lines(folder.path(), &format!("{stem}.jsonl"));
    let line = match written.as_slice() {
        [line] => line,
        [] if given != raw => return None,
        _ => return Some(format!("{} rows, {}", written.len(), reason(folder.path()))),
    };
    if line == raw || line == given {
        return None;
    }
    let arena = Arena::default();
    let source = Parsed::parse(raw, &arena).expect("an accepted line is JSON");
    let shape = Shape::of(&source.root).expect("an accepted line has a shape");
    // TRL is always given a prompt of its own: a preference without one is another form of the same shape.
    let is_implicit = shape.name == "chosen-rejected" && source.root.get("prompt").is_none();
    if target.written().contains(&shape) && !is_implicit {
        return Some(format!("it became {line} ({:?})", prepared.manifest.changes));
    }
    let written = Parsed::parse(line, &arena).expect("what is written is JSON");
    let own = shapes::ALL.iter().find(|shape| Some(shape.name) == prepared.manifest.shape);
    let written = (own.expect("the shape is known").decode)(&written.root, &arena).expect("it can be read");
    let source = (shape.decode)(&source.root, &arena).expect("it can be read");
    (meaning(&source) != meaning(&written))
        .then(|| format!("it became {line}:\n{:?}\n{:?}", meaning(&source), meaning(&written)))
}

/// Every accepted line is given to its target in this way and comes back.
fn come_back(given: impl Fn(&str) -> String) {
    let mut faults = Vec::new();
    let mut count = 0;
    for (id, cases) in cases() {
        let target = Target::named(&id, None).expect("the target is known");
        for case in cases.iter().filter(|case| case.is_accepted()) {
            count += 1;
            let given = given(&case.raw);
            let fault = fault(target, &case.raw, &given);
            faults.extend(fault.map(|fault| format!("{id} {}: {given}\n  {fault}", case.id)));
        }
    }
    assert!(count > 150, "only {count} lines are accepted");
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn accepted_lines_are_written_back() {
    come_back(str::to_owned);
}

#[test]
fn a_member_that_is_left_out_takes_nothing_with_it() {
    come_back(|raw| {
        let (start, end) = raw.rsplit_once('}').expect("an accepted line is an object");
        format!("{start},\"seen_by\":\"nobody\"}}{end}")
    });
}
