//! Text that was rendered with a chat template.

use gristmill::pipeline::{Keeping, Options, validate};
use serde_json::json;

use super::{read, shape};

fn record(text: &str) -> String {
    json!({"text": text, "id": 1}).to_string()
}

#[test]
fn templates_are_read_back() {
    let chatml = "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi\nthere<|im_end|>\n<|im_start|>assistant\nHello!<|im_end|>\n";
    let llama2 = "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi\nthere [/INST] Hello! </s>";
    let llama3 = "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi\nthere<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello!<|eot_id|>";
    let zephyr = "<|system|>\nBe brief.</s>\n<|user|>\nHi\nthere</s>\n<|assistant|>\nHello!</s>";
    let phi = "<|system|>\nBe brief.<|end|>\n<|user|>\nHi\nthere<|end|>\n<|assistant|>\nHello!<|end|>\n<|endoftext|>";
    for text in [chatml, llama2, llama3, zephyr, phi] {
        assert_eq!(shape(&record(text)), Some("rendered-chat"), "{text}");
        let told = read("rendered-chat", &record(text));
        assert_eq!(told, ["system: Be brief.", "user: Hi\nthere", "assistant: Hello!"], "{text}");
    }
    let gemma = "<bos><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\nHello!<end_of_turn>\n";
    let mistral = "<s>[INST] Hi [/INST] Hello!</s>";
    let open = "[INST] Hi [/INST] Hello!";
    for text in [gemma, mistral, open] {
        assert_eq!(read("rendered-chat", &record(text)), ["user: Hi", "assistant: Hello!"], "{text}");
    }
    let two = "<s>[INST] q1 [/INST] a1</s>[INST] q2 [/INST] a2</s>";
    let expected = ["user: q1", "assistant: a1", "user: q2", "assistant: a2"];
    assert_eq!(read("rendered-chat", &record(two)), expected);
    assert_eq!(read("rendered-chat", &record(&two.replace("</s>", " </s><s>"))), expected);
}

#[test]
fn calls_in_a_template_are_calls() {
    let text = "<|im_start|>system\nUse tools.\n<tools>\n{\"name\": \"tide\"}\n</tools><|im_end|>\n<|im_start|>user\nTides?<|im_end|>\n<|im_start|>assistant\n<tool_call>\n{\"name\": \"tide\", \"arguments\": {}}\n</tool_call><|im_end|>\n<|im_start|>user\n<tool_response>\n6:10\n</tool_response><|im_end|>\n<|im_start|>assistant\nAt 6:10.<|im_end|>";
    assert_eq!(
        read("rendered-chat", &record(text)),
        [
            "tools tide",
            "system: Use tools.",
            "user: Tides?",
            "assistant: => tide({})",
            "tool: 6:10",
            "assistant: At 6:10.",
        ]
    );
}

/// Texts with marks that no template accounts for.
const PLAIN: [&str; 12] = [
    "",
    "<s>",
    "In ChatML a turn begins with <|im_start|>.",
    "<|im_start|>user\nHi<|im_end|>\nand more",
    "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello!",
    "<|im_start|>user\nHi <|im_start|>assistant\nHello!<|im_end|>",
    "<|im_start|>nobody\nHi<|im_end|>",
    "Before. [INST] Hi [/INST] Hello!",
    "[INST] Hi [/INST] Hello! [INST] And? [/INST] Yes.",
    "[INST] Hi [/INST][TOOL_CALLS] [{\"name\": \"f\"}]</s>",
    "<|user|>\nHi<|end|>\n<|assistant|>\nHello!</s>",
    "<|start_header_id|>assistant<|end_header_id|>\n\n<|python_tag|>f()<|eot_id|>",
];

#[test]
fn anything_else_is_plain_text() {
    for text in PLAIN {
        assert_eq!(shape(&record(text)), Some("text"), "{text}");
        assert_eq!(read("rendered-chat", &record(text)), [format!("assistant: {text}")], "nothing is lost");
    }
}

/// Who trains on texts takes rendered ones as they are, and judges them as texts, whoever else is asked.
#[test]
fn trainers_of_plain_text_take_it_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rendered.jsonl");
    let row = |n: usize| json!({"text": format!("<|im_start|>assistant\nHello {n}!<|im_end|>\n<|im_start|>assistant\nHello {n}!<|im_end|>")});
    let rows: String = (0..8).map(|n| row(n).to_string() + "\n").collect();
    std::fs::write(&path, rows).unwrap();
    let judge = |target: &str, shape: Option<&str>| {
        let options = Options {
            target: (!target.is_empty()).then(|| target.to_owned()),
            shape: shape.map(str::to_owned),
            ..Options::default()
        };
        validate(&[path.display().to_string()], &options, Keeping::All, &()).unwrap()
    };
    for target in
        ["together-text", "trl-sft", "mlx-chat", "together-conversation", "together-text,openai-chat"]
    {
        let judged = judge(target, None);
        assert_eq!(judged.summary.files[0].shape, "text", "{target}");
        let named = judge(target, Some("text"));
        assert_eq!((judged.summary, judged.findings), (named.summary, named.findings), "{target}");
    }
    assert_eq!(judge("together-text", None).summary.deny, 0);
    assert_eq!(judge("", None).summary.files[0].shape, "rendered-chat");
    let refused = judge("openai-chat", None);
    assert_eq!(refused.summary.files[0].shape, "rendered-chat");
    assert!(refused.summary.rules.contains_key("not-target-shape"), "{:?}", refused.summary.rules);
}
