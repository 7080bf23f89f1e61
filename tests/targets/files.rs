//! Files that are not what they should be: each fault has its rule and its line.

use serde_json::Value;

use super::{found, judged, of_rule};
use crate::support::{chat, good_rows};

/// Sixty good rows, and behind them some bytes that begin on line 61.
fn behind_good_rows(bytes: &[u8]) -> Vec<u8> {
    [good_rows(60).as_bytes(), bytes].concat()
}

/// The column of the only finding of a rule.
fn column(report: &Value, rule: &str) -> Option<u64> {
    let mut findings = report["findings"].as_array().expect("findings").iter();
    findings.find(|finding| finding["rule"] == rule)?["column"].as_u64()
}

/// A record as people print it for reading: spread over several lines.
fn pretty(row: &str) -> String {
    let value: Value = serde_json::from_str(row).expect("the row is JSON");
    serde_json::to_string_pretty(&value).expect("a value can be written") + "\n"
}

#[test]
fn text_in_another_form_is_one_finding() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let little = [b"\xff\xfe".to_vec(), utf16(&good_rows(60))].concat();
    let big: Vec<u8> = little.chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
    let cases: [(&str, Vec<u8>, &str); 3] = [
        ("UTF-16, little end first", little, "UTF-16"),
        ("UTF-16, big end first", big, "UTF-16"),
        ("a table with a name twice", b"prompt,prompt\nIs it far?,It is.\n".to_vec(), "prompt, prompt"),
    ];
    for (what, bytes, named) in cases {
        for target in ["openai", "mlx", "together", "openai-dpo"] {
            let report = judged(&bytes, target, &[]);
            assert_eq!(found(&report), [("unreadable-file", "deny", None)], "{what} for {target}");
            let message = report["findings"][0]["message"].as_str().unwrap_or_default();
            assert!(message.contains(named), "{what}: {message}");
        }
    }
}

/// Records that can be read, and that no service takes so: they are judged, and the file is refused.
#[test]
fn other_containers_are_one_finding_besides() {
    let row = chat("Is it far?", "It is.");
    let cell = row.replace('"', "\"\"");
    let cases: [(&str, String, &str); 4] = [
        (
            "CSV",
            format!(
                "id,messages\n1,\"{}\"\n",
                cell.trim_start_matches("{\"\"messages\"\":").trim_end_matches('}')
            ),
            "is CSV",
        ),
        ("TSV", "prompt\tcompletion\nIs it far?\tIt is.\n".to_owned(), "is TSV"),
        ("one object over several lines", pretty(&row), "spans lines"),
        ("objects over several lines", pretty(&row).repeat(3), "spans lines"),
    ];
    for (what, text, named) in cases {
        for target in ["openai", "mlx", "together"] {
            let report = judged(&text, target, &[]);
            assert_eq!(of_rule(&report, "not-json-lines"), [("deny", None)], "{what} for {target}");
            assert!(report.to_string().contains(named), "{what}: {report}");
        }
        let report = judged(&text, "trl-sft", &[]);
        assert_eq!(of_rule(&report, "not-json-lines"), [], "datasets loads {what}");
    }
}

#[test]
fn a_byte_of_another_encoding_is_found_at_its_place() {
    let row = chat("Is the caf\u{e9} far?", "It is.") + "\n";
    let latin: Vec<u8> = row.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let report = judged(behind_good_rows(&latin), "openai", &[]);
    assert_eq!(found(&report), [("invalid-utf8", "deny", Some(61))]);
    let place = row.chars().position(|c| c == '\u{e9}').map(|at| at as u64 + 1);
    assert_eq!(column(&report, "invalid-utf8"), place);
    assert_eq!(report["summary"]["accepted"], 60, "the other rows are read");
}

#[test]
fn a_byte_order_mark_matters_to_some() {
    let marked = "\u{feff}".to_owned() + &good_rows(60);
    for (target, level) in [("openai", Some("deny")), ("together", Some("deny")), ("azure-openai", None)] {
        let report = judged(&marked, target, &[]);
        let levels: Vec<&str> = of_rule(&report, "byte-order-mark").iter().map(|(level, _)| *level).collect();
        assert_eq!(levels, level.into_iter().collect::<Vec<_>>(), "{target}");
        assert_eq!(report["summary"]["deny"], u64::from(level.is_some()), "{target}: {:?}", found(&report));
        assert_eq!(report["summary"]["read"], 60, "{target}: the mark is no part of the first row");
    }
}

#[test]
fn a_blank_last_line_matters_to_some() {
    for blank in ["\n", "  \n", "\r\n"] {
        let report = judged(good_rows(60) + blank, "mlx", &[]);
        assert_eq!(found(&report), [("blank-line", "deny", Some(61))], "{blank:?}");
        let report = judged(good_rows(60) + blank, "together", &[]);
        assert_eq!(found(&report), [], "{blank:?}");
        assert_eq!(report["summary"]["blank_lines"], 1, "{blank:?}");
    }
    let whole = good_rows(60);
    for text in [whole.as_str(), whole.trim_end()] {
        assert_eq!(found(&judged(text, "mlx", &[])), [], "the end of the last line is no line of its own");
    }
}

#[test]
fn what_is_no_json_is_found_on_its_line() {
    let row = |value: &str| chat("Is it far?", "WHAT").replace("\"WHAT\"", value) + "\n";
    let cases: [(&str, String, &[u64]); 6] = [
        ("NaN", row("NaN"), &[61]),
        ("infinity", row("-Infinity"), &[61]),
        ("a truncated last line", row("\"It is.")[..60].to_owned(), &[61]),
        ("a line break in a string", row("\"It\nis.\""), &[61, 62]),
        ("a comma too many", row("\"It is.\",}"), &[61]),
        ("two records on one line", row("\"It is.\"").replace('\n', "").repeat(2), &[61]),
    ];
    for (what, text, lines) in cases {
        for target in ["openai-chat", "together-conversation", "trl-sft", "mlx-chat"] {
            let report = judged(behind_good_rows(text.as_bytes()), target, &[]);
            let expected: Vec<_> = lines.iter().map(|line| ("deny", Some(*line))).collect();
            assert_eq!(
                of_rule(&report, "invalid-json"),
                expected,
                "{what} for {target}: {:?}",
                found(&report)
            );
            assert_eq!(report["summary"]["accepted"], 60, "{what} for {target}");
        }
    }
}

#[test]
fn a_json_array_is_one_finding() {
    let rows = good_rows(60);
    let rows: Vec<&str> = rows.lines().collect();
    for array in [format!("[{}]", rows.join(", ")), format!("[\n  {}\n]\n", rows.join(",\n  "))] {
        let report = judged(&array, "openai", &[]);
        assert_eq!(found(&report), [("json-array", "deny", None)]);
        assert_eq!((&report["summary"]["read"], &report["summary"]["accepted"]), (&60.into(), &60.into()));
    }
}

#[test]
fn an_empty_file_is_one_finding() {
    for target in ["openai", "together", "mlx"] {
        for text in ["", "\n", "\u{feff}"] {
            let report = judged(text, target, &[]);
            let rules: Vec<&str> = found(&report).iter().map(|(rule, ..)| *rule).collect();
            assert!(rules.contains(&"empty-file"), "{text:?} for {target}: {rules:?}");
            assert_eq!(report["targets"].as_object().map(serde_json::Map::len), Some(1));
        }
    }
}

#[test]
fn half_a_character_is_a_warning_and_its_record_is_judged() {
    let half = chat("Is it far HALF?", "It is.").replace("HALF", "\\ud83d") + "\n";
    let report = judged(behind_good_rows(half.as_bytes()), "openai", &[]);
    assert_eq!(found(&report), [("lone-surrogate", "warn", Some(61))]);
    assert_eq!(report["targets"]["openai-chat"]["verdict"], "warn");
    // A fault elsewhere in the same record is found besides.
    let faulty = half.replace("\"assistant\"", "\"asistant\"");
    let report = judged(behind_good_rows(faulty.as_bytes()), "openai", &[]);
    assert_eq!(of_rule(&report, "lone-surrogate"), [("warn", Some(61))]);
    assert_eq!(of_rule(&report, "unknown-role"), [("deny", Some(61))]);
    let empty = half.replace("It is.", "");
    let report = judged(behind_good_rows(empty.as_bytes()), "openai", &[]);
    assert_eq!(of_rule(&report, "empty-answer").len(), 1, "{:?}", found(&report));
    let whole = half.replace("\\ud83d", "\\ud83d\\ude42");
    assert_eq!(found(&judged(behind_good_rows(whole.as_bytes()), "openai", &[])), []);
}

/// A report for programs leaves nothing out, however much there is.
#[test]
fn fifty_thousand_findings_are_all_told() {
    const ROWS: usize = 50_000;
    let row = chat("Is it far?", "") + "\n";
    let report = judged(row.repeat(ROWS), "openai,mlx", &["--max-findings", "3"]);
    let lines: Vec<Option<u64>> = of_rule(&report, "empty-answer").iter().map(|(_, line)| *line).collect();
    let of_openai: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["rule"] == "empty-answer" && finding["target"] != "mlx-chat")
        .map(|finding| finding["line"].as_u64())
        .collect();
    assert_eq!(of_openai, (1..=ROWS as u64).map(Some).collect::<Vec<_>>(), "one a line, in file order");
    assert_eq!(lines.len(), 2 * ROWS, "each target has its own");
    assert_eq!(report["summary"]["rules"]["empty-answer"], 2 * ROWS);
    let summary = &report["summary"];
    let counted: u64 = ["deny", "warn", "info"].iter().filter_map(|level| summary[*level].as_u64()).sum();
    assert_eq!(counted, found(&report).len() as u64, "every finding that is counted is told");
}
