//! Scores: reasons that add up, the best of the records, and defects that are found.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{chat, lines, outcome, root, run, shared_data};

/// Sentences about different things: a question and an answer that takes it up, for each.
const THINGS: [(&str, &str); 16] = [
    (
        "Which screws hold the saddle of a racing bicycle?",
        "Hexagon screws below the rails hold the saddle of a racing bicycle on its seat post.",
    ),
    (
        "Where does bread dough rise best in winter?",
        "In winter bread dough rises best near an oven, covered by a damp towel.",
    ),
    (
        "Why do cats knead blankets with their paws?",
        "Kittens knead for milk, and cats keep kneading blankets with their paws for comfort.",
    ),
    (
        "What makes a violin string sound brighter?",
        "A steel core makes a violin string sound brighter than gut wound with silver.",
    ),
    (
        "How deep should tulip bulbs be planted?",
        "Tulip bulbs should be planted three times as deep as they are tall.",
    ),
    (
        "When do glaciers calve the most icebergs?",
        "Glaciers calve most icebergs in late summer, when meltwater lubricates their beds.",
    ),
    ("Who may sign a lease for a minor tenant?", "A guardian signs the lease for a tenant who is a minor."),
    (
        "Which spices belong in a classic garam masala?",
        "Classic garam masala has cardamom, cinnamon, cloves, cumin and black pepper spices.",
    ),
    (
        "How is a compass corrected for declination?",
        "Turn the bezel of the compass by the declination printed on your map.",
    ),
    (
        "Why does concrete crack while curing?",
        "Concrete cracks while curing because its surface dries faster than its core.",
    ),
    (
        "What does a conductor's baton signal?",
        "The baton of a conductor signals tempo, entries and dynamics to the orchestra.",
    ),
    (
        "How do honeybees cool their hive?",
        "Honeybees fan their wings over water droplets, which cools the hive.",
    ),
    (
        "Which knot secures a climbing rope to a harness?",
        "The figure-eight follow-through knot secures a climbing rope to the harness.",
    ),
    (
        "How long should espresso beans rest after roasting?",
        "Espresso beans rest about ten days after roasting, until their gas has left.",
    ),
    (
        "What keeps a submarine level while diving?",
        "Trim tanks keep a submarine level while diving, with hydroplanes steering its depth.",
    ),
    (
        "Why are lighthouse lenses made of rings?",
        "Rings let lighthouse lenses bend light like one thick lens, without its weight.",
    ),
];

fn put(folder: &Path, name: &str, rows: &[String]) {
    std::fs::write(folder.join(name), rows.join("\n") + "\n").expect("a file can be written");
}

fn things() -> Vec<String> {
    THINGS.iter().map(|(question, answer)| chat(question, answer)).collect()
}

/// The report of `score`, which ends well.
fn scored(folder: &Path, args: &[&str]) -> Value {
    let (code, stdout, stderr) =
        outcome(&run(folder, &[&["score"], args, &["--output-format", "json"]].concat()));
    assert_eq!(code, 0, "{stderr}");
    serde_json::from_str(&stdout).expect("a report is JSON")
}

fn rows(folder: &Path, name: &str) -> Vec<Value> {
    lines(folder, name).iter().map(|line| serde_json::from_slice(line).expect("a row is JSON")).collect()
}

fn signals(row: &Value) -> BTreeSet<&str> {
    row["reasons"].as_array().unwrap().iter().filter_map(|reason| reason["signal"].as_str()).collect()
}

/// The chance that a row of one kind has a higher value than one of the other, ties one half.
fn auc(good: &[f64], bad: &[f64]) -> f64 {
    let ahead = |value: &f64| -> f64 {
        bad.iter()
            .map(|other| {
                if value > other {
                    1.0
                } else if value < other {
                    0.0
                } else {
                    0.5
                }
            })
            .sum()
    };
    good.iter().map(ahead).sum::<f64>() / (good.len() * bad.len()) as f64
}

#[test]
fn nothing_depends_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let sample = std::fs::read_to_string(root().join("fixtures/datasets/support-desk.jsonl")).unwrap();
    // Several blocks of work, cut at other places for each number of threads.
    std::fs::write(here.join("in.jsonl"), sample.repeat(4)).unwrap();
    let mut first = None;
    for threads in ["1", "2", "5"] {
        let report = scored(
            here,
            &["in.jsonl", "--scores", "s.jsonl", "-o", "best.jsonl", "--budget", "50", "--threads", threads],
        );
        let made = (lines(here, "s.jsonl"), lines(here, "best.jsonl"), report);
        assert_eq!(made.1.len(), 50);
        assert!(*first.get_or_insert_with(|| made.clone()) == made, "{threads} threads");
    }
}

#[test]
fn reasons_add_up_and_grades_fit() {
    let folder = tempfile::tempdir().unwrap();
    let sample = root().join("fixtures/datasets/support-desk.jsonl");
    let report = scored(folder.path(), &[sample.to_str().unwrap(), "--scores", "s.jsonl"]);
    let rows = rows(folder.path(), "s.jsonl");
    assert_eq!(rows.len(), 203);
    for row in &rows {
        for (axis, left) in row["axes"].as_object().unwrap() {
            let reasons =
                row["reasons"].as_array().unwrap().iter().filter(|reason| reason["axis"] == axis.as_str());
            let deltas: i64 = reasons.map(|reason| reason["delta"].as_i64().unwrap()).sum();
            assert_eq!(left.as_i64(), Some(100 + deltas), "{row}");
        }
        let score = row["score"].as_u64().unwrap();
        let grade = match score {
            85.. => "A",
            70.. => "B",
            55.. => "C",
            41.. => "D",
            _ => "E",
        };
        assert_eq!(row["grade"], grade, "{row}");
    }
    let all: u64 = report["grades"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!((all, &report["read"]), (203, &json!(203)));
}

#[test]
fn the_top_are_those_that_score_highest() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    put(here, "in.jsonl", &things());
    scored(here, &["in.jsonl", "--scores", "s.jsonl"]);
    let report = scored(here, &["in.jsonl", "--top", "5", "-o", "best.jsonl"]);
    assert_eq!(
        (&report["kept"], &report["dropped"], &report["choice"]["how"]),
        (&json!(5), &json!(11), &json!("top"))
    );
    let scores: Vec<u64> = rows(here, "s.jsonl").iter().map(|row| row["score"].as_u64().unwrap()).collect();
    let (all, best) = (lines(here, "in.jsonl"), lines(here, "best.jsonl"));
    let score = |line: &Vec<u8>| scores[all.iter().position(|other| other == line).unwrap()];
    let worst_chosen = best.iter().map(score).min().unwrap();
    let best_left = all.iter().filter(|line| !best.contains(line)).map(score).max().unwrap();
    assert!(worst_chosen >= best_left, "{worst_chosen} chosen, {best_left} left");
    // More than there are is all that are good enough.
    assert_eq!(scored(here, &["in.jsonl", "--budget", "99"])["kept"], 16);
}

#[test]
fn a_budget_goes_to_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // The fullest answer eight times over, in other words each time: the highest scores are all the same thing.
    let full = "Hexagon screws below both rails hold the saddle of a racing bicycle on its aluminium seat post, torqued to five newton metres";
    let mut all: Vec<String> =
        (0..8).map(|i| chat(THINGS[0].0, &format!("{full}, which mechanic number {i} confirms."))).collect();
    all.extend(things().into_iter().skip(1));
    put(here, "in.jsonl", &all);
    let report = scored(here, &["in.jsonl", "--budget", "8", "-o", "best.jsonl"]);
    let reached = |name: &str| report["choice"]["reached"][name].as_f64().unwrap();
    assert!(
        reached("budget") > reached("top") && reached("budget") >= reached("random"),
        "{}",
        report["choice"]
    );
    assert_eq!(report["choice"]["reached"]["measured_by"], all.len());
    let saddles = lines(here, "best.jsonl")
        .iter()
        .filter(|line| String::from_utf8_lossy(line).contains("mechanic"))
        .count();
    assert!((1..=2).contains(&saddles), "{saddles}");
    assert!(report["diversity"]["effective_skeletons"].as_f64().unwrap() > 8.0);
    assert_eq!(report["diversity"]["largest_template"]["examples"], 8);
}

#[test]
fn shifted_answers_are_named_with_their_owners() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    put(here, "good.jsonl", &things());
    assert_eq!(scored(here, &["good.jsonl"])["shifted_answers"], 0);
    // The answers of the second half slip down by one row.
    let answer = |i: usize| if i < 8 { i } else { 8 + (i - 8 + 7) % 8 };
    let shifted: Vec<String> = (0..16).map(|i| chat(THINGS[i].0, THINGS[answer(i)].1)).collect();
    put(here, "in.jsonl", &shifted);
    let report = scored(here, &["in.jsonl", "--scores", "s.jsonl"]);
    for found in report["shifted"].as_array().unwrap() {
        let line = |key: &str| {
            found[key].as_str().unwrap().rsplit(':').next().unwrap().parse::<usize>().unwrap() - 1
        };
        assert_eq!(answer(line("record")), line("owner"), "{found}");
    }
    assert!(report["shifted_answers"].as_u64().unwrap() >= 3, "{}", report["shifted"]);
    let rows = rows(here, "s.jsonl");
    let relevance = |range: std::ops::Range<usize>| {
        rows[range].iter().map(|row| row["axes"]["relevance"].as_f64().unwrap()).collect::<Vec<f64>>()
    };
    assert!(auc(&relevance(0..8), &relevance(8..16)) > 0.99);
}

#[test]
fn pairs_are_held_against_their_scores() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let pair = |question: &str, chosen: &str, rejected: &str| {
        json!({"prompt": question, "chosen": chosen, "rejected": rejected}).to_string()
    };
    let mut all: Vec<String> =
        THINGS.iter().map(|(question, answer)| pair(question, answer, "It depends.")).collect();
    all[3] = pair(THINGS[3].0, "It depends.", THINGS[3].1);
    all[4] = pair(THINGS[4].0, THINGS[4].1, &THINGS[4].1.replace('.', "!"));
    put(here, "in.jsonl", &all);
    let report = scored(here, &["in.jsonl", "--scores", "s.jsonl"]);
    let pairs = &report["pairs"];
    assert_eq!((&pairs["pairs"], &pairs["longer_chosen"]), (&json!(16), &json!(14)), "{pairs}");
    assert_eq!((&pairs["other_way"], &pairs["near_identical"]), (&json!(1), &json!(1)), "{pairs}");
    assert_eq!(pairs["furthest"][0]["record"], "in.jsonl:4");
    let rows = rows(here, "s.jsonl");
    assert!(signals(&rows[3]).contains("better-rejected") && !signals(&rows[2]).contains("better-rejected"));
    assert!(signals(&rows[4]).contains("near-identical-pair"));
    // Where most pairs are the other way round, scores are not what is preferred, and nobody is blamed.
    let other: Vec<String> =
        THINGS.iter().map(|(question, answer)| pair(question, "It depends.", answer)).collect();
    put(here, "other.jsonl", &other);
    scored(here, &["other.jsonl", "--scores", "o.jsonl"]);
    assert!(self::rows(here, "o.jsonl").iter().all(|row| !signals(row).contains("better-rejected")));
}

#[test]
fn prepare_keeps_the_best_and_accounts_for_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let sample = root().join("fixtures/datasets/support-desk.jsonl");
    for choice in ["--top", "--budget"] {
        let args = [
            "prepare",
            sample.to_str().unwrap(),
            "--target",
            "openai",
            "--out",
            "out",
            "--force",
            choice,
            "60",
        ];
        let (code, _, stderr) = outcome(&run(here, &args));
        assert_eq!(code, 0, "{stderr}");
        let manifest: Value =
            serde_json::from_slice(&std::fs::read(here.join("out/manifest.json")).unwrap()).unwrap();
        let count = |key: &str| manifest[key].as_u64().unwrap();
        assert_eq!((count("train") + count("holdout"), count("read")), (60, 203));
        assert_eq!(count("rejected"), 143);
        assert_eq!(manifest["rejected_by"]["not-chosen"], 120, "{}", manifest["rejected_by"]);
        assert_eq!(manifest["choice"]["chosen"], 60);
        let rejected = rows(&here.join("out"), "rejected.jsonl");
        let not_chosen = rejected.iter().find(|row| row["rules"][0] == "not-chosen").unwrap();
        assert!(not_chosen["reasons"][0].as_str().unwrap().contains("others were chosen"), "{not_chosen}");
    }
    let args = [
        "prepare",
        sample.to_str().unwrap(),
        "--target",
        "openai",
        "--out",
        "out",
        "--force",
        "--min-score",
        "70",
    ];
    assert_eq!(outcome(&run(here, &args)).0, 0);
    let rejected = rows(&here.join("out"), "rejected.jsonl");
    let low = rejected.iter().find(|row| row["rules"][0] == "low-score").unwrap();
    assert!(low["reasons"].as_array().unwrap().len() > 1, "{low}");
}

#[test]
fn one_account_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    put(here, "in.jsonl", &things());
    let (code, stdout, stderr) = outcome(&run(here, &["score", "in.jsonl", "--explain", "7"]));
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.starts_with("in.jsonl:7  ") && stdout.contains("\n  substance"), "{stdout}");
    let (code, _, stderr) = outcome(&run(here, &["score", "in.jsonl", "--explain", "99"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("no record of in.jsonl stands on line 99"), "{stderr}");
    let (code, _, stderr) = outcome(&run(here, &["score", "in.jsonl", "--top", "3", "--budget", "3"]));
    assert_eq!(code, 2, "{stderr}");
    std::fs::write(here.join("gristmill.toml"), "[score]\ntop = 3\nbudget = 4\n").unwrap();
    let (code, _, stderr) = outcome(&run(here, &["score", "in.jsonl"]));
    assert!(code == 2 && stderr.contains("--top and --budget"), "{stderr}");
}

#[test]
fn a_task_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    put(here, "in.jsonl", &things());
    let report = scored(here, &["in.jsonl", "--task", "label", "--scores", "s.jsonl"]);
    assert_eq!(report["tasks"], json!([{"task": "label", "records": 16, "median": 100}]), "{report}");
    assert!(rows(here, "s.jsonl").iter().all(|row| !signals(row).contains("amount")));
}

/// Labels that were flipped in real questions are found.
#[test]
fn flipped_labels_are_found() {
    let Some(data) = shared_data() else { return };
    let text = std::fs::read_to_string(data.join("banking77/train.csv")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let rows_in: Vec<(&str, &str)> = text.lines().skip(1).filter_map(|line| line.rsplit_once(',')).collect();
    let label = |i: usize| {
        if i.is_multiple_of(20) { rows_in[(i * 7919 + 4001) % rows_in.len()].1 } else { rows_in[i].1 }
    };
    let all: Vec<String> = (0..rows_in.len())
        .map(|i| json!({"prompt": rows_in[i].0.trim_matches('"'), "completion": label(i)}).to_string())
        .collect();
    put(folder.path(), "in.jsonl", &all);
    scored(folder.path(), &["in.jsonl", "--scores", "s.jsonl"]);
    let rows = rows(folder.path(), "s.jsonl");
    let of = |is_flipped: bool| -> Vec<f64> {
        let is_meant = |i: &usize| (label(*i) != rows_in[*i].1) == is_flipped;
        (0..rows.len()).filter(is_meant).map(|i| rows[i]["score"].as_f64().unwrap()).collect()
    };
    let found = auc(&of(false), &of(true));
    assert!(found > 0.95, "{found}");
}

/// What is good and unusual is not condemned.
#[test]
fn good_rows_of_unusual_kinds_pass() {
    let Some(data) = shared_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    for (file, args) in [
        ("mlx-examples/wikisql_text_train.jsonl", &[][..]),
        ("azure-foundry/stock_toolcall_training.jsonl", &[]),
        ("llama-factory/reason_tool_use_demo_50.jsonl", &[]),
        ("anthropic-cookbook/insurance_tickets_train.tsv", &["--map", "prompt=text,completion=label"]),
        ("fireworks-cookbook/text2sql.jsonl", &[]),
        ("gpteacher/codegen_instruct.json", &[]),
        ("gsm8k/test.jsonl", &[]),
    ] {
        let path = data.join(file);
        let report = scored(folder.path(), &[&[path.to_str().unwrap()], args].concat());
        let (read, condemned) = (report["read"].as_u64().unwrap(), report["dropped"].as_u64().unwrap());
        assert!(100 * condemned < read, "{file}: {condemned} of {read}, {}", report["signals"]);
    }
}

/// Each of them ended in a panic, took minutes, or was told at the wrong place.
#[test]
fn what_once_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // Marks of three bytes before a cut that counts characters.
    let refusal = format!("I’m sorry, but I cannot help with that. {}", "中".repeat(200));
    let mails = (0..20_000).map(|i| format!("a{i}@b{i}.org")).collect::<Vec<String>>().join(" ");
    let turns = json!({"messages": [
        {"role": "user", "content": "What is 20 and 40?"},
        {"role": "assistant", "content": "It is 20 + 40 = 60"},
        {"role": "user", "content": "And how many bicycles?"},
        {"role": "assistant", "content": "5 bicycles. We reckon 2 + 2 = 4."},
    ]});
    let wrong = json!({"messages": [
        {"role": "user", "content": "What is 20 and 40?"},
        {"role": "assistant", "content": "We reckon 20 + 40 = 70."},
        {"role": "user", "content": "Thanks!"},
        {"role": "assistant", "content": "You are welcome."},
    ]});
    put(
        here,
        "in.jsonl",
        &[chat("Name a fruit.", &refusal), chat(&mails, &mails), turns.to_string(), wrong.to_string()],
    );
    scored(here, &["in.jsonl", "--scores", "s.jsonl"]);
    let rows = rows(here, "s.jsonl");
    assert!(signals(&rows[0]).contains("refusal") && !signals(&rows[1]).contains("personal-data"));
    assert!(!signals(&rows[2]).contains("wrong-arithmetic"), "{}", rows[2]);
    let reasons = rows[3]["reasons"].as_array().unwrap();
    let reason = reasons.iter().find(|reason| reason["signal"] == "wrong-arithmetic").unwrap();
    assert_eq!((&reason["pointer"], &reason["delta"]), (&json!("/messages/1/content"), &json!(-70)));
}
