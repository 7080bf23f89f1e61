//! Chat templates: what the renderer writes is what jinja2 writes under the settings of Hugging Face transformers.
//!
//! The templates of `fixtures/templates` have the forms of families of models, in words of our own. `rendered.jsonl` beside
//! each is what `templates/render.py` writes; where Python has jinja2, that is asked again.

#![expect(clippy::print_stdout, reason = "what was not tested is said")]

mod rules;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gristmill::tokens::Tokens;
use serde_json::Value;

use crate::support::{python, root};

/// The folders of templates: the name of each, and the flags with which Python is told its tokens.
const TEMPLATES: [(&str, &[&str]); 7] = [
    ("chatml", &[]),
    ("chatml-generation", &[]),
    ("llama-3", &["--bos", "<|begin_of_text|>", "--eos", "<|eot_id|>"]),
    ("mistral", &["--bos", "<s>", "--eos", "</s>"]),
    ("qwen-3", &[]),
    ("gemma", &["--bos", "<bos>", "--eos", "<eos>"]),
    ("named", &[]),
];

/// The exit code of a script without its packages.
const NOTHING_ASKED: i32 = 77;

fn folder() -> PathBuf {
    root().join("fixtures/templates")
}

/// The file that a template is read from.
fn file(name: &str) -> PathBuf {
    let folder = folder().join(name);
    let own = folder.join("chat_template.jinja");
    if own.is_file() { own } else { folder.join("tokenizer_config.json") }
}

fn rows(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("a fixture can be read");
    text.lines().map(|line| serde_json::from_str(line).expect("a fixture is JSON")).collect()
}

/// A place in a text, counted in characters, for one counted in bytes.
fn characters(text: &str, at: usize) -> usize {
    text[..at].chars().count()
}

#[test]
fn templates_write_what_jinja2_writes() {
    let conversations = rows(&folder().join("conversations.jsonl"));
    assert!(conversations.len() >= 20);
    for (name, _) in TEMPLATES {
        let tokens = Tokens::new(None, None, Some(&file(name))).expect("a fixture is a template");
        let template = tokens.template().expect("it was given");
        let expected = rows(&folder().join(name).join("rendered.jsonl"));
        assert_eq!(expected.len(), conversations.len());
        let mut refused = 0;
        for (row, expected) in conversations.iter().zip(&expected) {
            let about = format!("{name}, {}", row["name"]);
            let tools = Some(&row["tools"]).filter(|tools| !tools.is_null());
            match (template.render(&row["messages"], tools), expected["text"].as_str()) {
                (Ok(rendered), Some(text)) => {
                    assert_eq!(rendered.text, text, "{about}");
                    let spans = rendered.generated.map(|spans| {
                        let at = |byte| characters(text, byte);
                        spans.iter().map(|span| vec![at(span.start), at(span.end)]).collect::<Vec<_>>()
                    });
                    assert_eq!(serde_json::to_value(spans).unwrap(), expected["trained"], "{about}");
                }
                (Err(why), None) => {
                    refused += 1;
                    // What Python itself says of a mistake is worded otherwise.
                    let wanted = expected["error"].as_str().unwrap_or_default();
                    let is_of_python = wanted.contains("object");
                    assert!(is_of_python || why.contains(wanted), "{about}: {why} instead of {wanted}");
                }
                (Ok(rendered), None) => {
                    panic!("{about}: {:?} should be {}", rendered.text, expected["error"])
                }
                (Err(why), Some(_)) => panic!("{about}: {why}"),
            }
        }
        assert!(refused < conversations.len() / 2, "{name} refuses {refused}");
    }
}

#[test]
fn what_is_expected_is_what_jinja2_writes_today() {
    let conversations = std::fs::read(folder().join("conversations.jsonl")).expect("a fixture can be read");
    for (name, flags) in TEMPLATES {
        let script = root().join("tests/templates/render.py");
        let mut command = Command::new(python());
        command.arg(script).arg(file(name)).args(flags).stdin(Stdio::piped()).stdout(Stdio::piped());
        let Ok(mut child) = command.stderr(Stdio::null()).spawn() else {
            println!("not tested: there is no Python");
            return;
        };
        // A script without its packages ends before it reads.
        let _ = child.stdin.take().expect("it was piped").write_all(&conversations);
        let output = child.wait_with_output().expect("the script ends");
        if output.status.code() == Some(NOTHING_ASKED) {
            println!("not tested: Python has no jinja2");
            return;
        }
        let expected =
            std::fs::read(folder().join(name).join("rendered.jsonl")).expect("a fixture can be read");
        assert_eq!(String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&expected), "{name}");
    }
}
