//! Containers: whatever the size of blocks and the limit, the same records come out, whole and on their lines; and the
//! same records mean the same in each of them.

use gristmill::engine::{Intake, Settings, Source};
use gristmill::pipeline::{Deduping, Facts, Inputs, Keeps, Measure, Options};
use gristmill::rules::Selection;
use gristmill::targets::Target;
use proptest::prelude::*;
use proptest::sample::select;

use super::generate::{Dataset, Line, chat_row, dataset};
use super::{Bench, account, cases, options, rejected, tally, written};
use crate::containers::{Form, codecs, gzip, messages_in_parquet, table, texts_in_parquet, zstandard};
use crate::support::lines;

/// A record as a reader gives it: its line, whether it was too long to hold, and its bytes either way, readable.
type Read = (u64, bool, String);

fn as_read(line: u64, is_oversized: bool, bytes: &[u8]) -> Read {
    (line, is_oversized, bytes.escape_ascii().to_string())
}

/// Reads a file as raw records, and counts its blank lines.
fn read(bench: &Bench, chunk_bytes: usize, max_record_bytes: usize) -> (Vec<Read>, usize) {
    let source = Source::open(&bench.inputs()[0], &Intake::default(), &()).unwrap().unwrap();
    let settings = Settings { threads: 1, chunk_bytes, max_record_bytes };
    let mut reader = source.chunks(0, settings).unwrap();
    let (mut records, mut blank_lines) = (Vec::new(), 0);
    while let Some(chunk) = reader.next(Vec::new()).unwrap() {
        assert_eq!(chunk.first_ordinal, records.len());
        blank_lines += chunk.blank_lines.len();
        for span in &chunk.spans {
            let mut bytes = chunk.data[span.range()].to_vec();
            if let Some((offset, length)) = span.oversized {
                let take = |block: &[u8]| {
                    bytes.extend_from_slice(block);
                    Ok(())
                };
                source.read_range(offset, length, 7, take).unwrap();
            }
            records.push(as_read(span.line, span.oversized.is_some(), &bytes));
        }
    }
    assert_eq!(reader.notes().records, records.len());
    (records, blank_lines)
}

/// A limit that is just the length of one of the records, or nearly.
fn limit(lengths: &[usize], (place, more): (usize, usize)) -> usize {
    (lengths[place % lengths.len()] + more).saturating_sub(1).max(1)
}

/// Elements that a careless cutter would cut in the middle.
const ELEMENTS: [&str; 10] = [
    r#"{"a": "],[ \" \\"}"#,
    r#"{"messages": [{"role": "user", "content": "x"}]}"#,
    "{\n  \"a\": [\n    1,\n    2\n  ]\n}",
    "{\r\n\t\"b\" : \"日本\\u00e9\"\r\n}",
    "1.10",
    r#""a \\\" , ] b""#,
    "null",
    "[[], [\n[]]]",
    "{}",
    r#"{"long": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#,
];

/// White space around a comma.
const BLANKS: [&str; 5] = ["", " ", "\n", "\r\n  ", "          \n\n\t"];

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn lines_are_read_whole_in_any_blocks(dataset in dataset(), chunk in 1..64_usize, pick in (0..99_usize, 0..3_usize)) {
        let bench = Bench::new(&dataset.bytes);
        let lengths: Vec<usize> = dataset.rows.iter().map(|row| row.raw.len()).collect();
        for limit in [limit(&lengths, pick), 1 << 20] {
            let expected: Vec<Read> =
                dataset.rows.iter().map(|row| as_read(row.line, row.raw.len() > limit, &row.raw)).collect();
            for chunk in [chunk, 1 << 20] {
                let (records, blank_lines) = read(&bench, chunk, limit);
                prop_assert_eq!(&records, &expected, "blocks of {}, limit {}", chunk, limit);
                prop_assert_eq!(blank_lines as u64, dataset.blank_lines);
            }
        }
    }

    #[test]
    fn elements_are_read_whole_in_any_blocks(
        elements in proptest::collection::vec((select(&BLANKS[..]), select(&ELEMENTS[..]), select(&BLANKS[..])), 1..12),
        chunk in 1..64_usize,
        pick in (0..99_usize, 0..3_usize),
    ) {
        let lengths: Vec<usize> = elements.iter().map(|(_, element, _)| element.len()).collect();
        for limit in [limit(&lengths, pick), 1 << 20] {
            let (mut text, mut expected) = (String::from("["), Vec::new());
            for (i, (before, element, after)) in elements.iter().enumerate() {
                text += if i > 0 { "," } else { "" };
                text += before;
                let line = 1 + text.matches('\n').count() as u64;
                expected.push(as_read(line, element.len() > limit, element.as_bytes()));
                text += element;
                text += after;
            }
            // A second line keeps an array that stands on one line from being a record of its own.
            text += "]\n";
            let bench = Bench::new(text.as_bytes());
            for chunk in [chunk, 1 << 20] {
                let (records, _) = read(&bench, chunk, limit);
                prop_assert_eq!(&records, &expected, "blocks of {}, limit {}, of {:?}", chunk, limit, &text);
            }
        }
    }

    #[test]
    fn blocks_change_no_fact_and_no_finding(dataset in dataset(), chunk in 1..64_usize, limit in 20..300_usize) {
        let bench = Bench::new(&dataset.bytes);
        let whole = measured(&bench, 1 << 20, limit, 1);
        prop_assert!(whole == measured(&bench, chunk, limit, 1), "blocks of {} with limit {} differ", chunk, limit);
        prop_assert!(whole == measured(&bench, chunk, limit, 3), "so do three threads");
    }

    #[test]
    fn an_array_means_what_its_lines_mean(rows in proptest::collection::vec(chat_row(), 1..12), crlf in any::<bool>()) {
        let texts: Vec<String> = rows.iter().filter_map(text_of).collect();
        let end = if crlf { "\r\n" } else { "\n" };
        let forms = [
            texts.join(end),
            format!("[{}]", texts.join(",")),
            format!("[{end}{}{end}]{end}", texts.iter().map(|text| spread(text, end)).collect::<Vec<_>>().join(",")),
        ];
        let keys = forms.each_ref().map(|form| {
            let bench = Bench::new(form.as_bytes());
            facts(&bench, 1 << 20, 1 << 20, 1).records.iter().map(|fact| (fact.keys, fact.denied_by)).collect::<Vec<_>>()
        });
        prop_assert_eq!(keys[0].len(), texts.len());
        prop_assert_eq!(&keys[0], &keys[1]);
        prop_assert_eq!(&keys[0], &keys[2]);
    }

    #[test]
    fn elements_lose_white_space_between_tokens_only(rows in proptest::collection::vec(chat_row(), 1..12)) {
        let texts: Vec<String> = rows.iter().filter_map(text_of).collect();
        let spread: Vec<String> = texts.iter().map(|text| spread(text, "\n")).collect();
        let bench = Bench::new(format!("[\n{}\n]", spread.join(",\n")).as_bytes());
        bench.prepare(&options(), "out");
        let mut gone = tally(rejected(&bench.path("out")).into_iter().map(|(_, raw, _)| raw));
        let mut expected = Vec::new();
        for (row, text) in rows.iter().zip(&spread) {
            let Line::Record(_, kept) = row else { continue };
            // What the parser does not read (a number out of range) is kept as it stands.
            let form = if gristmill::model::Parsed::check(text).is_ok() { squeezed(text) } else { text.clone() };
            match gone.get_mut(form.as_bytes()) {
                Some(times) if *times > 0 => *times -= 1,
                _ => expected.push(squeezed(std::str::from_utf8(kept).unwrap()).into_bytes()),
            }
        }
        prop_assert!(gone.values().all(|times| *times == 0), "a rejected row has another text");
        prop_assert_eq!(written(&bench.path("out")), tally(expected.into_iter()));
    }

    #[test]
    fn records_over_the_limit_are_rejected_whole(dataset in dataset(), limit in 20..300_usize) {
        let bench = Bench::new(&dataset.bytes);
        let mut options = options();
        options.max_record_bytes = Some(limit);
        let manifest = bench.prepare(&options, "out").manifest;
        let kept = account(&dataset, &bench.path("out"));
        prop_assert!(kept.iter().all(|row| row.raw.len() <= limit));
        let long = dataset.rows.iter().filter(|row| row.raw.len() > limit).count() as u64;
        prop_assert_eq!(manifest.rejected_by.get("oversized-line").copied().unwrap_or_default(), long);
    }
}

/// Texts that a careless reader of tables would cut, or a careless writer of JSON would not escape.
fn cell() -> impl Strategy<Value = String> {
    let odd = select(
        &[
            "", "a", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\\", "日本", "\u{1f}", "{", "[", "'", " ",
            "7",
        ][..],
    );
    proptest::collection::vec(odd, 0..8).prop_map(|parts| "q".to_owned() + &parts.concat())
}

/// Rows of two texts as a file of each container, with the line of each row.
fn forms(rows: &[Vec<String>], end: &str) -> Vec<(&'static str, Vec<u8>, Vec<u64>)> {
    let names = ["prompt", "completion"];
    let value = |row: &Vec<String>| serde_json::json!({"prompt": row[0], "completion": row[1]});
    let lines: Vec<String> = rows.iter().map(|row| value(row).to_string()).collect();
    let spread: Vec<String> =
        rows.iter().map(|row| serde_json::to_string_pretty(&value(row)).unwrap()).collect();
    let numbers: Vec<u64> = (1..=rows.len() as u64).collect();
    // An object of two members has four lines when it is spread.
    let in_fours = |first: u64| numbers.iter().map(|n| first + (n - 1) * 4).collect::<Vec<_>>();
    let optional: Vec<Vec<Option<String>>> =
        rows.iter().map(|row| row.iter().cloned().map(Some).collect()).collect();
    let table_lines = || {
        let mut line = 2;
        let mut next = |row: &Vec<String>| {
            let start = line;
            line += 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            start
        };
        rows.iter().map(&mut next).collect::<Vec<u64>>()
    };
    let mut forms = vec![
        ("in.jsonl", lines.join(end).into_bytes(), numbers.clone()),
        (
            "in.json",
            format!("[{end}{}{end}]", lines.join(&format!(",{end}"))).into_bytes(),
            numbers.iter().map(|n| n + 1).collect(),
        ),
        ("in.json", spread.join("\n").into_bytes(), in_fours(1)),
    ];
    for (name, delimiter) in [("in.csv", ','), ("in.tsv", '\t'), ("semicolons.csv", ';')] {
        let table = table(&names, rows, delimiter, end);
        forms.push((name, table.clone().into_bytes(), table_lines()));
        forms.push((name, format!("\u{feff}{table}").into_bytes(), table_lines()));
        forms.push((name, table.trim_end_matches(['\r', '\n']).as_bytes().to_vec(), table_lines()));
    }
    let packed: Vec<_> = forms
        .iter()
        .flat_map(|(name, bytes, lines)| {
            [(*name, gzip(bytes), lines.clone()), (name, zstandard(bytes), lines.clone())]
        })
        .collect();
    forms.extend(packed);
    let joined = |pack: fn(&[u8]) -> Vec<u8>| {
        let bytes = &forms[3].1;
        let (first, second) = bytes.split_at(bytes.len() / 2);
        [pack(first), pack(second)].concat()
    };
    let joined = [joined(gzip), joined(zstandard)];
    forms.extend(joined.map(|bytes| ("in.csv", bytes, table_lines())));
    for (i, codec) in codecs().into_iter().enumerate() {
        for has_dictionary in [false, true] {
            let form = Form { codec, has_dictionary, is_second_version: i % 2 == 0, rows_in_group: 3 };
            forms.push(("in.parquet", texts_in_parquet(&names, &optional, form), numbers.clone()));
        }
    }
    forms
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn every_container_means_the_same(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 2), 2..12),
        crlf in any::<bool>(),
        chunk in 1..64_usize,
    ) {
        let mut known: Option<Vec<_>> = None;
        for (name, bytes, lines) in forms(&rows, if crlf { "\r\n" } else { "\n" }) {
            let bench = Bench::named(name, &bytes);
            let settings = Settings { threads: 2, chunk_bytes: chunk, max_record_bytes: 1 << 20 };
            let facts = facts_as("prompt-completion", &bench, settings);
            let found: Vec<u64> = facts.records.iter().map(|fact| fact.line).collect();
            prop_assert_eq!(&found, &lines, "the lines of {}: {}", name, bytes.escape_ascii());
            let keys: Vec<_> = facts.records.iter().map(|fact| (fact.keys, fact.denied_by, fact.is_example)).collect();
            let first = known.get_or_insert_with(|| keys.clone());
            prop_assert_eq!(&*first, &keys, "{}: {}", name, bytes.escape_ascii());
        }
    }

    #[test]
    fn conversations_in_tables_mean_the_same(
        rows in proptest::collection::vec(proptest::collection::vec((select(&["user", "assistant", "tool"][..]), proptest::option::of(cell())), 1..4), 2..8),
    ) {
        let turns = |row: &Vec<(&str, Option<String>)>| -> serde_json::Value {
            row.iter().map(|(role, content)| serde_json::json!({"role": role, "content": content})).collect()
        };
        let lines: String = rows.iter().map(|row| serde_json::json!({"messages": turns(row)}).to_string() + "\n").collect();
        let cells: Vec<Vec<String>> = rows.iter().map(|row| vec![turns(row).to_string()]).collect();
        let spread: Vec<Vec<String>> = rows.iter().map(|row| vec![serde_json::to_string_pretty(&turns(row)).unwrap()]).collect();
        let owned: Vec<Vec<(String, Option<String>)>> =
            rows.iter().map(|row| row.iter().map(|(role, content)| ((*role).to_owned(), content.clone())).collect()).collect();
        let forms = [
            ("in.jsonl", lines.into_bytes()),
            ("in.csv", table(&["messages"], &cells, ',', "\n").into_bytes()),
            ("in.tsv", table(&["messages"], &spread, '\t', "\r\n").into_bytes()),
            ("in.parquet", messages_in_parquet(&owned, Form::PLAIN)),
            ("in.parquet", messages_in_parquet(&owned, Form { is_second_version: true, has_dictionary: true, rows_in_group: 2, codec: codecs()[3] })),
        ];
        let keys = forms.each_ref().map(|(name, bytes)| {
            let facts = facts(&Bench::named(name, bytes), 1 << 20, 1 << 20, 1);
            facts.records.iter().map(|fact| (fact.keys, fact.denied_by, fact.hash)).collect::<Vec<_>>()
        });
        prop_assert_eq!(keys[0].len(), rows.len());
        for other in &keys[1..] {
            prop_assert_eq!(&keys[0].iter().map(|key| (key.0, key.1)).collect::<Vec<_>>(), &other.iter().map(|key| (key.0, key.1)).collect::<Vec<_>>());
        }
    }
}

/// A record too long to hold, twice over, and one that is not.
fn long_pairs() -> [String; 3] {
    [("x", 90), ("y", 90), ("z", 1)]
        .map(|(c, n)| format!("{{\"prompt\": \"{}\", \"completion\": \"b\"}}", c.repeat(n)))
}

/// What `dedupe` keeps of a file of long pairs, line by line.
fn deduped(text: &str) -> Vec<String> {
    let bench = Bench::new(text.as_bytes());
    let mut options = options();
    options.shape = Some("prompt-completion".to_owned());
    options.max_record_bytes = Some(80);
    gristmill::pipeline::dedupe(&bench.inputs(), &options, Deduping::to(&bench.path("kept.jsonl")), &())
        .unwrap();
    let kept = lines(bench.folder.path(), "kept.jsonl");
    kept.iter().map(|line| String::from_utf8_lossy(line).into_owned()).collect()
}

/// Two long records are two records, although neither is held.
#[test]
fn dedupe_keeps_records_that_are_too_long() {
    assert_eq!(deduped(&long_pairs().join("\n")), long_pairs());
}

/// Whatever is copied stands on one line, although it was not held.
#[test]
fn long_elements_are_copied_to_one_line() {
    let [long, _, short] = long_pairs();
    let kept = deduped(&format!("[\n{},\n{short}\n]\n", spread(&long, "\n")));
    assert_eq!(kept.len(), 2, "{kept:#?}");
    assert_eq!(squeezed(&kept[0]), squeezed(&long));
}

/// Where an element is no JSON, nobody knows what is a string: its rejected text keeps every blank.
#[test]
fn broken_elements_keep_their_blanks() {
    let good =
        r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}"#;
    let broken = "{\n  \"messages\": two bare words\n}";
    let bench = Bench::new(format!("[\n{good},\n{broken}\n]\n").as_bytes());
    bench.prepare(&options(), "out");
    let raw = rejected(&bench.path("out")).into_iter().map(|(_, raw, _)| String::from_utf8(raw).unwrap());
    assert_eq!(raw.collect::<Vec<_>>(), [broken]);
}

/// Everything the measuring pass knows, as text.
fn measured(bench: &Bench, chunk_bytes: usize, limit: usize, threads: usize) -> String {
    format!("{:#?}", facts(bench, chunk_bytes, limit, threads))
}

fn facts(bench: &Bench, chunk_bytes: usize, max_record_bytes: usize, threads: usize) -> Facts {
    facts_as("openai-chat", bench, Settings { threads, chunk_bytes, max_record_bytes })
}

fn facts_as(shape: &str, bench: &Bench, settings: Settings) -> Facts {
    let target = Target::named("openai", None).unwrap();
    let options = Options { shape: Some(shape.to_owned()), ..options() };
    let mut inputs = Inputs::open(&bench.inputs(), &options, None, &()).unwrap();
    inputs.settings = settings;
    let selection = Selection::standing(&[target]).unwrap();
    Measure::new(&inputs, &selection, Keeps::Facts).run(&()).unwrap()
}

fn text_of(line: &Line) -> Option<String> {
    let Line::Record(raw, _) = line else { return None };
    String::from_utf8(raw.clone()).ok()
}

/// A record's text over several lines: a line end behind every bracket and comma outside strings.
fn spread(text: &str, end: &str) -> String {
    each_byte(text, |c, out| {
        out.push(c);
        if matches!(c, '{' | '[' | ',' | ':') {
            out.push_str(end);
            out.push_str("  ");
        }
    })
}

/// A record's text without white space outside strings.
fn squeezed(text: &str) -> String {
    each_byte(text, |c, out| {
        if !c.is_ascii_whitespace() {
            out.push(c);
        }
    })
}

/// Copies strings as they are and gives every other character to `put`.
fn each_byte(text: &str, put: impl Fn(char, &mut String)) -> String {
    let (mut out, mut in_string, mut escaped) = (String::new(), false, false);
    for c in text.chars() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            in_string = c == '"';
            put(c, &mut out);
        }
    }
    out
}

/// Datasets are framed as they say.
#[test]
fn generated_files_have_the_lines_they_name() {
    let lines =
        [Line::Record(b"a".to_vec(), Vec::new()), Line::Blank(""), Line::Record(b"b".to_vec(), Vec::new())];
    let dataset = Dataset::new(&lines, (true, true, false));
    assert_eq!(dataset.bytes, b"\xef\xbb\xbfa\r\n\r\nb");
    assert_eq!((dataset.rows[1].line, dataset.blank_lines), (3, 1));
}
