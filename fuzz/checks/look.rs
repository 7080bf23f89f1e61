//! Any file, inspected: nothing panics, and the sums agree with each other, with and without a chat template.

use std::io::Write;

use gristmill::pipeline::{Inspecting, Options, TokenFacts, inspect};
use tempfile::NamedTempFile;

/// A chat template that fails on some conversations.
const TEMPLATE: &str = "{% for m in messages %}<|{{ m.role }}|>{% if m.content is mapping %}{{ raise_exception('no') }}{% endif %}{{ m.content or '' }}{% for c in m.tool_calls or [] %}{{ c | tojson }}{% endfor %}<|end|>{% endfor %}";

/// Inspects a file of these bytes.
pub fn check(bytes: &[u8]) {
    let file = |bytes: &[u8], ending: &str| {
        let mut file = tempfile::Builder::new().suffix(ending).tempfile().expect("there is room for a file");
        file.write_all(bytes).expect("there is room for a file");
        file
    };
    let name =
        |file: &NamedTempFile| file.path().to_str().expect("the name of a temporary file is text").to_owned();
    let input = file(bytes, ".jsonl");
    let template = file(TEMPLATE.as_bytes(), ".jinja");
    let inspecting = Inspecting { counts_tokens: true, compares: true, lengths: None };
    for chat_template in [None, Some(template.path().to_owned())] {
        let options = Options { chat_template, threads: Some(1), ..Options::default() };
        let Ok(told) = inspect(&[name(&input)], &options, inspecting, &()) else { continue };
        assert!(told.examples <= told.read);
        assert_eq!(told.tasks.iter().map(|task| task.examples).sum::<u64>(), told.examples);
        assert_eq!(told.scores.iter().map(|scores| scores.records).sum::<u64>(), told.examples);
        assert_eq!(told.answer_histogram.iter().map(|bar| bar.examples).sum::<u64>(), told.examples);
        assert!(told.duplicates + told.repeated_prompts <= told.examples);
        hold(&told.tokens.expect("they were counted"), told.examples);
        for cost in told.costs.iter().flat_map(|cost| &cost.models) {
            assert!(cost.usd.is_some() != cost.per_hour.is_some(), "{cost:?}");
        }
    }
}

fn hold(tokens: &TokenFacts, examples: u64) {
    assert_eq!(tokens.examples + tokens.validation_examples, examples);
    assert_eq!(tokens.by.iter().map(|share| share.tokens).sum::<u64>(), tokens.tokens);
    assert!(tokens.trained <= tokens.tokens, "{tokens:?}");
    let spread = &tokens.an_example;
    assert!(spread.p5 <= spread.p50 && spread.p50 <= spread.p95 && spread.p95 <= spread.max);
    assert!(spread.max <= tokens.tokens);
    for limit in &tokens.limits {
        assert!(limit.lost <= limit.cut && limit.cut <= tokens.tokens, "{limit:?}");
        assert_eq!(limit.examples == 0, limit.cut == 0, "{limit:?}");
    }
    assert!(tokens.limits.is_sorted_by(|a, b| a.cut >= b.cut), "a higher limit cuts no more");
}
