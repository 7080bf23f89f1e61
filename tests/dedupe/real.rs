//! Real files beside the project, where they are present.

use std::path::Path;

use serde_json::{Value, json};

use super::places::{texts, values};
use super::reference::{Measure, Sets, Texts, components, runs, sorted, surplus};
use super::report;
use crate::support::shared_data;

const PLAIN: Measure = Measure { ngram: 5, tenths: 8, is_guarded: false };

fn args(measure: Measure) -> Vec<String> {
    let guard = if measure.is_guarded { "on" } else { "off" };
    let threshold = measure.threshold().to_string();
    let args = ["--ngram", &measure.ngram.to_string(), "--threshold", &threshold, "--template-guard", guard];
    args.map(str::to_owned).to_vec()
}

fn dedupe(path: &Path, more: &[&str]) -> Value {
    report(Path::new("."), &[&[path.to_str().expect("a path is text")], more].concat())
}

#[test]
fn counts_are_those_of_the_reference() {
    let Some(data) = shared_data() else { return };
    let both = &[PLAIN, Measure::DEFAULT][..];
    let files = [
        ("mlx-examples/wwdc25_train.jsonl", &both[..1]),
        ("mlx-examples/wwdc25_valid.jsonl", both),
        ("banking77/test.csv", both),
        ("llama-factory/alpaca_zh_demo.json", &both[1..]),
        ("gpteacher/codegen_instruct.json", both),
        ("aws-bedrock/nova_train.jsonl.gz", &both[1..]),
    ];
    for (file, measures) in files {
        let path = data.join(file);
        let values = values(&path);
        let texts: Vec<Texts> = values.iter().map(texts).collect();
        let (exact, equal) =
            (surplus(values.iter().map(sorted)), surplus(texts.iter().map(|texts| texts.whole.clone())));
        for measure in measures {
            let options = args(*measure);
            let found = dedupe(&path, &options.iter().map(String::as_str).collect::<Vec<_>>());
            let pair = |name: &str| {
                (found[name]["groups"].as_u64().unwrap(), found[name]["surplus"].as_u64().unwrap())
            };
            assert_eq!((pair("exact"), pair("normalised")), (exact, equal), "{file}");
            let sets =
                Sets::new(texts.iter().map(|texts| texts.whole.as_str()).collect(), texts.len(), *measure);
            let clusters = components(texts.len(), &sets.pairs(0..texts.len(), 0..texts.len()));
            let surplus: usize = clusters.iter().map(|members| members.len() - 1).sum();
            let largest = clusters.iter().map(Vec::len).max().unwrap_or(0);
            let near = &found["near"];
            let own = [&near["clusters"], &near["surplus"], &near["largest"]].map(|n| n.as_u64().unwrap());
            assert_eq!(own, [clusters.len() as u64, surplus as u64, largest as u64], "{file} {measure:?}");
        }
    }
}

/// Equal and near prompts, prompts with a run of 13 words, equal and near records.
pub fn matched(own: &[Texts], set: &[Texts], measure: Measure) -> [u64; 5] {
    let counts = |by: &str| {
        let all: Vec<&str> = set.iter().chain(own).map(|texts| texts.part(by)).collect();
        let first = set.len();
        let is_equal = |place: usize| !all[place].is_empty() && all[..first].contains(&all[place]);
        let equal: Vec<usize> = (first..all.len()).filter(|place| is_equal(*place)).collect();
        let sets = Sets::new(all.clone(), first, measure);
        let mut near: Vec<usize> = sets
            .pairs(0..first, first..all.len())
            .into_iter()
            .map(|(_, own, _)| own)
            .chain(equal.iter().copied())
            .collect();
        near.sort_unstable();
        near.dedup();
        (equal.len() as u64, near.len() as u64)
    };
    let known: std::collections::BTreeSet<String> =
        set.iter().flat_map(|texts| runs(&texts.prompt)).collect();
    let overlapping = own.iter().filter(|texts| runs(&texts.prompt).iter().any(|run| known.contains(run)));
    let ((prompt_equal, prompt_near), (equal, near)) = (counts("prompt"), counts("example"));
    [prompt_equal, prompt_near, overlapping.count() as u64, equal, near]
}

/// What a report says of one other set, in the same order.
pub fn figures(against: &Value) -> [u64; 5] {
    ["prompt_equal", "prompt_near", "ngram", "record_equal", "record_near"]
        .map(|key| against[key].as_u64().expect("a count"))
}

#[test]
fn leaks_are_those_of_the_reference() {
    let Some(data) = shared_data() else { return };
    let known = [
        ("mlx-examples/wwdc25_valid.jsonl", "mlx-examples/wwdc25_train.jsonl", PLAIN, [48, 144, 45, 16, 53]),
        ("banking77/test.csv", "banking77/train.csv", PLAIN, [7, 35, 23, 7, 44]),
        ("azure-foundry/gsm8k_chat_train.jsonl", "gsm8k/test.jsonl", Measure::DEFAULT, [0, 0, 2, 0, 0]),
    ];
    for (file, set, measure, expected) in known {
        let (file, set) = (data.join(file), data.join(set));
        let of = |path: &Path| values(path).iter().map(texts).collect::<Vec<_>>();
        assert_eq!(matched(&of(&file), &of(&set), measure), expected, "the reference on {}", file.display());
        let options = args(measure);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let found = dedupe(&file, &[&options[..], &["--against", set.to_str().unwrap()]].concat());
        assert_eq!(figures(&found["against"][0]), expected, "{}", file.display());
    }
}

#[test]
fn the_benchmark_at_hand_says_what_its_file_says() {
    let Some(data) = shared_data() else { return };
    let (file, test) = (data.join("azure-foundry/gsm8k_chat_train.jsonl"), data.join("gsm8k/test.jsonl"));
    let found = dedupe(&file, &["--against", test.to_str().unwrap(), "@gsm8k"]);
    let (of_file, at_hand) = (&found["against"][0], &found["against"][1]);
    assert_eq!((figures(of_file), figures(at_hand)), ([0, 0, 2, 0, 0], [0, 0, 2, 0, 0]));
    assert_eq!(found["removed"], 0, "runs of words alone are told");
    for (own, other) in
        of_file["matches"].as_array().unwrap().iter().zip(at_hand["matches"].as_array().unwrap())
    {
        assert_eq!(
            (&own["line"], &own["to"]["line"], &own["how"]),
            (&other["line"], &other["to"]["line"], &json!("ngram"))
        );
    }
    // Every problem of the test is in the benchmark that was made of it.
    let found = dedupe(&test, &["--against", "@gsm8k", "--report-only"]);
    assert_eq!(figures(&found["against"][0]), [1319; 5]);
    assert_eq!(found["removed"], 0);
}
