//! What is found in records as a chat template writes them.

use crate::support::{chat, outcome, root, run};

fn validated(row: &str, template: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::write(folder.path().join("in.jsonl"), format!("{row}\n")).expect("a file can be written");
    let template = root().join("fixtures/templates").join(template);
    let template = template.to_string_lossy();
    let args = ["validate", "in.jsonl", "--chat-template", &template, "--select", "template"];
    let (_, stdout, stderr) = outcome(&run(folder.path(), &args));
    stdout + &stderr
}

#[test]
fn sound_conversations_are_rendered_without_a_finding() {
    for template in ["chatml", "llama-3", "mistral", "qwen-3", "gemma"] {
        let told = validated(&chat("What floats?", "Cork does."), &format!("{template}/chat_template.jinja"));
        assert!(!told.contains('['), "{template}: {told}");
    }
}

#[test]
fn findings_say_what_the_template_does() {
    let arguments = r#"{"messages": [{"role": "user", "content": "Rain?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call00001", "type": "function", "function": {"name": "forecast", "arguments": "{\"place\": \"Brest\"}"}}]}]}"#;
    let told = validated(arguments, "mistral/chat_template.jinja");
    assert!(told.contains("arguments-encoded-twice"), "{told}");
    let declared = r#"{"messages": [{"role": "user", "content": "Rain?"}, {"role": "assistant", "content": "No."}], "tools": [{"type": "function", "function": {"name": "forecast", "parameters": {"type": "object", "properties": {}}}}]}"#;
    let told = validated(declared, "gemma/chat_template.jinja");
    assert!(told.contains("tool-not-rendered") && told.contains("the declared tool `forecast`"), "{told}");
    let two = r#"{"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}]}"#;
    let told = validated(two, "gemma/chat_template.jinja");
    assert!(told.contains("refused-by-template") && told.contains("should be from the assistant"), "{told}");
    let thought = r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "reasoning_content": "so it is", "content": "b"}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}]}"#;
    let told = validated(thought, "qwen-3/chat_template.jinja");
    assert!(told.contains("reasoning-not-rendered"), "{told}");
}
