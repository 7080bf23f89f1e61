//! Datasets with everything in them that datasets have, each with what must become of its records.

use std::fmt::{self, Write};

use proptest::prelude::*;
use proptest::sample::select;

/// A record of a generated file.
#[derive(Clone)]
pub struct Row {
    /// The physical line it stands on.
    pub line: u64,
    /// Its bytes, without line end.
    pub raw: Vec<u8>,
    /// Its bytes without the members that OpenAI refuses.
    pub kept: Vec<u8>,
}

/// A generated file and its records.
#[derive(Clone)]
pub struct Dataset {
    pub bytes: Vec<u8>,
    pub rows: Vec<Row>,
    pub blank_lines: u64,
}

/// How a file is framed: CRLF line ends, a byte order mark, a line end after the last line.
pub type Frame = (bool, bool, bool);

/// A line: a record as it stands and as it is kept, or nothing.
#[derive(Clone)]
pub enum Line {
    Record(Vec<u8>, Vec<u8>),
    Blank(&'static str),
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(raw, _) => write!(f, "{}", raw.escape_ascii()),
            Self::Blank(text) => write!(f, "{text:?}"),
        }
    }
}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.bytes.escape_ascii())
    }
}

/// Few enough that copies, other wordings and other answers to the same prompt meet all the time.
const PROMPTS: [&str; 6] = [
    "How far is the harbour?",
    "Where does the café open?",
    "What is ﬁve times 12?",
    "Name a river.",
    "Say “good day” 🙂",
    "a [list], {braces} and \"quotes\" \\",
];
const ANSWERS: [&str; 5] =
    ["It is two miles away.", "At nine, near the bridge.", "Sixty.", "The Thames.", "日本語で答えます。"];

/// Members that hold numbers and escapes of which a reader easily makes something else.
const TOOLS: [&str; 6] = [
    r#"{"maximum": 1.10, "minimum": -0.0}"#,
    r#"{"maximum": 12345678901234567890123, "default": "\u00e9\/"}"#,
    r#"{"maximum": 1E+2, "minimum": 1e400}"#,
    r#"{"a": 1, "a": 2}"#,
    r#"{ "spaced" :	[ 1 , 2 ] }"#,
    r#"{"maximum": 100.0}"#,
];

/// What no target takes, or only just.
const ODD: [&[u8]; 24] = [
    b"not json at all",
    b"{\"messages\": [",
    b"{'messages': []}",
    b"[1, 2, {\"a\": \"]\"}]",
    b"[]",
    b"null",
    b"\"text\"",
    b"{}",
    b"{\"messages\": []}",
    b"{\"messages\": {}}",
    b"{\"messages\": [{\"role\": \"user\", \"content\": \"caf\xe9\"}]}",
    b"\xff\xfe\xfd",
    b"\xef\xbb\xbf{\"messages\": []}",
    b"{\"messages\": [{\"role\": \"user\", \"content\": \"q\"}, {\"role\": \"assistant\", \"content\": \"\"}]}",
    b"{\"messages\": [{\"role\": \"user\", \"content\": \"q\"}, {\"role\": \"assistant\"}]}",
    b"{\"messages\": [{\"role\": \"robot\", \"content\": \"q\"}]}",
    b"{\"messages\": [{\"role\": \"user\", \"content\": \"\\ud800\"}]}",
    b"{\"messages\": [1, \"two\", null]}",
    b"{\"instruction\": \"Sort.\", \"input\": \"b a\", \"output\": \"a b\"}",
    b"{\"prompt\": \"Sort b a.\", \"completion\": \"a b\"}",
    b"{\"messages\": [], \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello!\"}]}",
    b"{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"a\", \"content\": \"b\"}]}",
    b"  {\"messages\": [{\"role\": \"user\", \"content\": \"Padded?\"}, {\"role\": \"assistant\", \"content\": \"Yes, with blanks.\"}]} ",
    b"{\"messages\": [{\"role\": \"user\", \"content\": \"two\"}]} {\"messages\": []}",
];

/// A chat file, its first record a good one, so that nobody can take it for another kind of file.
pub fn dataset() -> impl Strategy<Value = Dataset> {
    let lines = proptest::collection::vec(line(), 0..24);
    (chat_row(), lines, any::<Frame>()).prop_map(|(first, mut lines, frame)| {
        lines.insert(0, first);
        Dataset::new(&lines, frame)
    })
}

impl Dataset {
    /// Lines in a frame.
    pub fn new(lines: &[Line], (crlf, bom, ends): Frame) -> Self {
        let mut dataset = Self { bytes: Vec::new(), rows: Vec::new(), blank_lines: 0 };
        if bom {
            dataset.bytes.extend_from_slice(b"\xef\xbb\xbf");
        }
        for (line, number) in lines.iter().zip(1..) {
            match line {
                Line::Blank(text) => {
                    dataset.bytes.extend_from_slice(text.as_bytes());
                    let is_there = ends || number < lines.len() as u64 || !text.is_empty();
                    dataset.blank_lines += u64::from(is_there);
                }
                Line::Record(raw, kept) => {
                    dataset.bytes.extend_from_slice(raw);
                    dataset.rows.push(Row { line: number, raw: raw.clone(), kept: kept.clone() });
                }
            }
            if ends || number < lines.len() as u64 {
                dataset.bytes.extend_from_slice(if crlf { b"\r\n" } else { b"\n" });
            }
        }
        dataset
    }
}

/// Any line.
pub fn line() -> impl Strategy<Value = Line> {
    let odd = select(&ODD[..]).prop_map(|raw| Line::Record(raw.to_vec(), raw.to_vec()));
    prop_oneof![
        8 => chat_row(),
        2 => odd,
        1 => select(vec!["", "  ", "\t"]).prop_map(Line::Blank),
    ]
}

/// A chat record: the prompt, the answer, how they are worded and written, and what else stands in it.
pub fn chat_row() -> impl Strategy<Value = Line> {
    let texts = (select(&PROMPTS[..]), 0..3_u8, select(&ANSWERS[..]), 0..3_u8);
    let tools = proptest::option::weighted(0.2, select(&TOOLS[..]));
    let weight = proptest::option::weighted(0.2, select(vec!["0", "1", "1.0", "2"]));
    (texts, any::<bool>(), select(vec![", ", ",", " ,\t"]), tools, weight, extras()).prop_map(
        |((prompt, wording, answer, tone), is_escaped, comma, tools, weight, extras)| {
            let (prompt, answer) = (worded(prompt, wording), worded(answer, tone));
            let texts = (literal(&prompt, is_escaped), literal(&answer, is_escaped));
            let record = |with: &[u8]| record(&texts, comma, tools, weight, with).into_bytes();
            Line::Record(record(&extras), record(&[]))
        },
    )
}

/// Which of the places for an extra member are taken; none of them in most records.
fn extras() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![3 => Just(Vec::new()), 1 => proptest::sample::subsequence((0..7).collect::<Vec<u8>>(), 1..7)]
}

fn record(
    (prompt, answer): &(String, String),
    comma: &str,
    tools: Option<&str>,
    weight: Option<&str>,
    extras: &[u8],
) -> String {
    let has = |place: u8| extras.contains(&place);
    let of = |is_there: bool, text: &str| is_there.then(|| text.to_owned());
    let user = object(
        comma,
        [
            of(has(0), r#""timestamp": 1.10"#),
            of(true, r#""role": "user""#),
            Some(format!("\"content\": {prompt}")),
        ],
    );
    let assistant = object(
        comma,
        [
            of(true, r#""role": "assistant""#),
            of(has(1), r#""model": {"messages": [1, "]}"]}"#),
            Some(format!("\"content\":{answer}")),
            weight.map(|weight| format!("\"weight\": {weight}")),
            of(has(2), r#""to/ol~": null"#),
        ],
    );
    let function = |parameters: &str| {
        format!(
            r#""tools": [{{"type": "function", "function": {{"name": "f", "parameters": {parameters}}}}}]"#
        )
    };
    object(
        comma,
        [
            of(has(3), r#""id": 12345678901234567890123"#),
            of(has(4), r#""id": "again""#),
            Some(format!("\"messages\": [{user}{comma}{assistant}]")),
            of(has(5), r#""m\u00e9ta":[ "," ]"#),
            tools.map(function),
            of(has(6), r#""source": "{\"""#),
        ],
    )
}

fn object<const N: usize>(comma: &str, members: [Option<String>; N]) -> String {
    format!("{{{}}}", members.into_iter().flatten().collect::<Vec<_>>().join(comma))
}

/// The same text to a careless reader.
fn worded(text: &str, wording: u8) -> String {
    match wording {
        1 => text.to_uppercase(),
        2 => format!(" {}\n", text.replace(' ', "\u{a0}\t ")),
        _ => text.to_owned(),
    }
}

/// A JSON string; with escapes for all that can have one.
fn literal(text: &str, is_escaped: bool) -> String {
    if !is_escaped {
        return serde_json::to_string(text).unwrap();
    }
    let escaped = text.encode_utf16().fold(String::new(), |mut escaped, unit| {
        let _ = write!(escaped, "\\u{unit:04x}");
        escaped
    });
    format!("\"{escaped}\"")
}
