//! Other sets and their fingerprints.

use serde_json::{Value, json};

use super::{report, write};
use crate::support::{chat, lines, outcome, root, run, shared_data};

const LONG: &str =
    "A train leaves the station at nine and another one at ten, both at the same speed, which one is first?";

fn set(folder: &std::path::Path) -> Vec<String> {
    let rows = vec![
        chat("What is the capital of the northern province?", "It is the town by the river."),
        chat(LONG, "The one that left at nine."),
        chat("Name three colours of the flag", "Red, white and blue."),
    ];
    write(folder, "set.jsonl", &rows);
    let own = [
        rows[0].clone(),
        chat("what is the capital of THE northern province?", "Something else altogether, I should say."),
        chat(
            &LONG.replace("which one is first", "and which one arrives before the other, in your opinion"),
            "Nine.",
        ),
        chat("How many legs does a spider have?", "Eight."),
        chat("Name three colours of the flag", "Red, white and also blue."),
    ];
    write(folder, "in.jsonl", &own);
    rows
}

#[test]
fn matches_are_counted_named_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path());
    let args = ["in.jsonl", "--against", "set.jsonl", "-o", "kept.jsonl", "--removed", "gone.jsonl"];
    let found = report(folder.path(), &args);
    let against = &found["against"][0];
    let keys = ["prompt_equal", "prompt_near", "ngram", "record_equal", "record_near"];
    assert_eq!(keys.map(|key| against[key].as_u64().unwrap()), [3, 3, 1, 1, 1]);
    let to = |place: usize| (&against["matches"][place]["how"], &against["matches"][place]["to"]["line"]);
    assert_eq!(to(0), (&json!("record-equal"), &json!(1)));
    assert_eq!(to(1), (&json!("prompt-equal"), &json!(1)));
    assert_eq!(to(2), (&json!("ngram"), &json!(2)));
    // Runs of words alone are told, and stay.
    assert_eq!(lines(folder.path(), "kept.jsonl").len(), 2);
    let gone: Vec<Value> =
        lines(folder.path(), "gone.jsonl").iter().map(|line| serde_json::from_slice(line).unwrap()).collect();
    assert_eq!(gone[2]["matches"], json!({"file": "set.jsonl", "line": 3}));
    let found = report(folder.path(), &[&args[..4], &["out.jsonl", "--report-only"]].concat());
    assert_eq!((&found["removed"], &found["against"][0]["prompt_equal"]), (&0.into(), &3.into()));
}

#[test]
fn a_fingerprint_says_the_same_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path());
    for ngram in ["3", "5"] {
        report(folder.path(), &["--fingerprint", "set.jsonl", "-o", "set.fp", "--ngram", ngram]);
        let args = ["in.jsonl", "--ngram", ngram, "--threshold", "0.5", "--against", "set.jsonl", "set.fp"];
        let found = report(folder.path(), &args);
        let (file, print) = (&found["against"][0], &found["against"][1]);
        for key in ["prompt_equal", "prompt_near", "ngram", "record_equal", "record_near", "matches"] {
            assert_eq!(file[key], print[key], "{key} with {ngram}");
        }
    }
    let bytes = std::fs::read(folder.path().join("set.fp")).unwrap();
    let has = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(has("set.jsonl") && !has("capital") && !has("province") && !has("colours") && !has("train"));
}

#[test]
fn what_is_no_set_is_told() {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path());
    report(folder.path(), &["--fingerprint", "set.jsonl", "-o", "set.fp"]);
    let whole = std::fs::read(folder.path().join("set.fp")).unwrap();
    std::fs::write(folder.path().join("cut.fp"), &whole[..whole.len() - 9]).unwrap();
    let refused = [
        (&["--against", "cut.fp"][..], "cut.fp ends in record 3"),
        (&["--against", "nowhere.jsonl"], "nowhere.jsonl"),
        (&["--against", "@gsm9k"], "did you mean `gsm8k`"),
        (&["--against", "set.fp", "--ngram", "4"], "made of shingles of 3 words"),
        (&["--threshold", "2"], "not between 0.3 and 1"),
        (&["--ngram", "0"], "make no sense"),
        (&["--level", "exact", "--by", "prompt"], "by its text"),
        (&["--fingerprint"], "needs a file"),
    ];
    for (args, told) in refused {
        let args = [&["dedupe", "in.jsonl"], args].concat();
        let (code, _, stderr) = outcome(&run(folder.path(), &args));
        assert!(code == 2 && stderr.contains(told), "{args:?} ended with {code}: {stderr}");
    }
}

#[test]
fn benchmarks_at_hand_are_made_of_the_published_files() {
    let Some(data) = shared_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mgsm = ["bn", "de", "ja", "ru", "sw", "te", "th", "zh"].map(|name| format!("mgsm/mgsm_{name}.tsv"));
    let made: [(&str, &[String], &[&str]); 3] = [
        ("gsm8k", &["gsm8k/test.jsonl".to_owned()], &[]),
        (
            "humaneval",
            &["humaneval/HumanEval.jsonl.gz".to_owned()],
            &["--map", "prompt=prompt,completion=canonical_solution"],
        ),
        ("mgsm", &mgsm, &["--columns", "question,answer"]),
    ];
    for (name, files, more) in made {
        let files: Vec<String> = files.iter().map(|file| data.join(file).display().to_string()).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        report(folder.path(), &[&["--fingerprint", "-o", "own.fp"], more, &files].concat());
        let own = std::fs::read(folder.path().join("own.fp")).unwrap();
        let held = std::fs::read(root().join(format!("src/pipeline/against/{name}.fp"))).unwrap();
        assert!(own == held, "{name}: make it again");
    }
}
