//! Every shape that is read says the same when it is written for OpenAI: the very prompt and the very answer.

use std::collections::BTreeMap;

use gristmill::pipeline::{Options, verify};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Bench, cases, options, rejected};
use crate::support::lines;

/// A prompt and an answer in one of the shapes.
fn row(shape: usize, prompt: &str, answer: &str) -> Value {
    match shape {
        0 => json!({"prompt": prompt, "completion": answer, "id": 7}),
        1 => json!({"instruction": prompt, "input": "", "output": answer}),
        2 => {
            json!({"id": "x", "conversations": [{"from": "human", "value": prompt}, {"from": "gpt", "value": answer}]})
        }
        3 => json!({"question": prompt, "answer": answer}),
        _ => {
            json!({"messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]})
        }
    }
}

fn messages(prompt: &str, answer: &str) -> Value {
    json!([{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}])
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn texts_survive_every_conversion(
        shape in 0..5_usize,
        texts in proptest::collection::vec(("[a-zA-Z é日🙂\"\\\\\n\t,{}]{1,30}[a-z]", "[a-zA-Z é日🙂\"\\\\\n\t.]{0,30}[a-z.]"), 1..20),
        pretty in any::<bool>(),
    ) {
        let rows: Vec<Value> = texts.iter().map(|(prompt, answer)| row(shape, prompt, answer)).collect();
        let bytes = if pretty {
            serde_json::to_vec_pretty(&rows).unwrap()
        } else {
            rows.iter().map(|row| row.to_string() + "\n").collect::<String>().into_bytes()
        };
        let bench = Bench::new(&bytes);
        let manifest = bench.prepare(&Options { shape: None, ..options() }, "out").manifest;
        let out = bench.path("out");
        let mut expected = BTreeMap::<String, i64>::new();
        for (prompt, answer) in &texts {
            *expected.entry(messages(prompt, answer).to_string()).or_default() += 1;
        }
        for (_, raw, _) in rejected(&out) {
            let own: Value = serde_json::from_slice(&raw).unwrap();
            let place = rows.iter().position(|row| *row == own).expect("a rejected record is one of ours");
            let (prompt, answer) = &texts[place];
            *expected.entry(messages(prompt, answer).to_string()).or_default() -= 1;
        }
        for line in lines(&out, "train.jsonl").into_iter().chain(lines(&out, "holdout.jsonl")) {
            let own: Value = serde_json::from_slice(&line).unwrap();
            *expected.entry(own["messages"].to_string()).or_default() -= 1;
        }
        prop_assert!(expected.values().all(|n| *n == 0), "{:?}", expected);
        prop_assert_eq!(manifest.read, texts.len() as u64);
        prop_assert_eq!(verify(&out).unwrap().problems, Vec::<String>::new());
    }
}
