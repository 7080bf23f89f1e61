//! Function calling: Glaive, Hermes, xLAM and `ToolACE`.

use serde_json::json;

use super::{read, shape, turns};

#[test]
fn glaive_is_told_apart() {
    let system = "SYSTEM: You help with boats. Use these if required -\n{\n  \"name\": \"tide\",\n  \"parameters\": {\"type\": \"object\", \"properties\": {\"port\": {\"type\": \"string\"}}, \"required\": [\"port\"]}\n}\n\n{\"name\": \"wind\"}\n";
    let chat = [
        "USER: When's high tide?",
        r#"ASSISTANT: Let me look. <functioncall> {"name": "tide", "arguments": '{"port": "St John's", "note": "a \"b\""}'} <|endoftext|>"#,
        r#"FUNCTION RESPONSE: {"at": "6:10"}"#,
        "ASSISTANT: At 6:10.\nUSER: is no new turn. <|endoftext|>",
        "USER: And wind?",
        r#"ASSISTANT: <functioncall> {"name": "wind", "arguments": '{}'} <|endoftext|>"#,
        r#"ASSISTANT: <functioncall> {"name": "wind", "arguments": {"at": [1]}} <|endoftext|>"#,
        r#"ASSISTANT: <functioncall> {"name": broken} <|endoftext|>"#,
    ];
    let record = json!({"system": system, "chat": chat.join("\n\n\n")}).to_string();
    assert_eq!(shape(&record), Some("glaive"));
    assert_eq!(
        read("glaive", &record),
        [
            "tools tide,wind",
            "system: You help with boats. Use these if required -",
            "user: When's high tide?",
            r#"assistant: Let me look. => tide({"port":"St John's","note":"a \"b\""})"#,
            r#"tool: {"at": "6:10"}"#,
            "assistant: At 6:10.\nUSER: is no new turn.",
            "user: And wind?",
            "assistant: => wind({})",
            r#"assistant: => wind({"at":[1]})"#,
            r#"assistant: <functioncall> {"name": broken}"#,
        ]
    );
}

#[test]
fn a_system_text_of_nothing_but_tools_is_none() {
    let record =
        r#"{"system": "SYSTEM: {\"name\": \"f\"}", "chat": "USER: q\n\n\nASSISTANT: a <|endoftext|>\n\n\n"}"#;
    assert_eq!(read("glaive", record), ["tools f", "user: q", "assistant: a"]);
    let plain = r#"{"system": "SYSTEM: Be kind.\n", "chat": "USER: q\n\n\nASSISTANT: a"}"#;
    assert_eq!(read("glaive", plain), ["system: Be kind.", "user: q", "assistant: a"]);
}

const HERMES: &str = "You call functions within <tools></tools> tags.\n<tools>\n[{'type': 'function', 'function': {'name': 'tide', 'parameters': {'type': 'object', 'properties': {'port': {'type': 'string'}}, 'required': ['port']}}}]\n</tools>\nAnswer with <tool_call> {'arguments': <args>, 'name': <name>} </tool_call>.";

#[test]
fn hermes_is_told_apart() {
    let said = [
        ("system", HERMES),
        ("human", "Tides?"),
        (
            "gpt",
            "<scratch_pad>\nTwo ports.\n</scratch_pad>\nI look.\n<tool_call>\n{'arguments': {'port': \"St John's\"}, 'name': 'tide'}\n</tool_call>\n<tool_call>\n{\"name\": \"tide\", \"arguments\": {\"port\": \"Cork\"}}\n</tool_call>\n",
        ),
        (
            "tool",
            "<tool_response>\n{\"at\": 6}\n</tool_response>\n<tool_response>\n{\"at\": 7}\n</tool_response>\n",
        ),
        ("gpt", "<think>\nBoth.\n</think>\n\nAt 6 and 7."),
        ("gpt", "<tool_call> broken </tool_call>"),
        ("tool", "no tags"),
        ("gpt", " plain "),
    ];
    let expected = [
        "tools tide",
        "system: You call functions within <tools></tools> tags.\nAnswer with <tool_call> {'arguments': <args>, 'name': <name>} </tool_call>.",
        "user: Tides?",
        r#"assistant: (Two ports.) I look. => tide({"port":"St John's"}) => tide({"port":"Cork"})"#,
        r#"tool: {"at": 6}"#,
        r#"tool: {"at": 7}"#,
        "assistant: (Both.) At 6 and 7.",
        "assistant: <tool_call> broken </tool_call>",
        "tool: no tags",
        "assistant:  plain ",
    ];
    let record = json!({"conversations": turns(&said), "tools": null}).to_string();
    assert_eq!(read("hermes", &record), expected);
    let own = json!({"conversations": turns(&said), "tools": "[{\"name\": \"other\"}]"}).to_string();
    let own = read("hermes", &own);
    assert_eq!((own[0].as_str(), &own[1..]), ("tools other", &expected.map(str::to_owned)[1..]));
}

#[test]
fn ordinary_conversations_stay_what_they_are() {
    let of = |system: Option<&str>, said: &[(&str, &str)]| {
        shape(&json!({"system": system, "conversations": turns(said)}).to_string())
    };
    let asked = ("human", "What does </tool_call> mean?");
    assert_eq!(of(None, &[asked, ("gpt", "The end of a call.")]), Some("sharegpt"));
    assert_eq!(of(Some("Be brief."), &[asked, ("gpt", "<think>t</think>[f(x=1)]")]), Some("sharegpt"));
    assert_eq!(of(Some(TOOLACE), &[asked, ("gpt", "a")]), Some("sharegpt"));
    assert_eq!(of(None, &[("system", HERMES), asked, ("gpt", "a")]), Some("hermes"));
    assert_eq!(of(None, &[asked, ("gpt", "<tool_call>{}</tool_call>")]), Some("hermes"));
    assert_eq!(of(Some(TOOLACE), &[asked, ("assistant", "[wind()]")]), Some("toolace"));
}

#[test]
fn xlam_is_read_from_strings_and_lists() {
    let string = r#"{"id": 0, "query": "Tides?", "tools": "[{\"name\": \"tide\", \"description\": \"d\", \"parameters\": {\"port\": {\"type\": \"str\"}, \"days\": {\"type\": \"int\", \"default\": 1}}}]", "answers": "[{\"name\": \"tide\", \"arguments\": {\"port\": \"Cork\"}}, {\"name\": \"tide\", \"arguments\": {\"port\": \"Bray\", \"days\": 2}}]"}"#;
    let expected = [
        "tools tide",
        "user: Tides?",
        r#"assistant: => tide({"port":"Cork"}) => tide({"port":"Bray","days":2})"#,
    ];
    assert_eq!(shape(string), Some("xlam"));
    assert_eq!(read("xlam", string), expected);
    let list = r#"{"query": "Tides?", "tools": [{"name": "tide"}], "answers": [{"name": "tide", "arguments": "{}"}]}"#;
    assert_eq!(read("xlam", list)[2], "assistant: => tide({})");
}

#[test]
fn answers_of_xlam_that_call_nobody_are_said() {
    let text = r#"{"query": "q", "tools": "[]", "answers": "No tool fits."}"#;
    assert_eq!(read("xlam", text), ["user: q", "assistant: No tool fits."]);
    let broken = r#"{"query": "q", "tools": "[{", "answers": "[{\"name\": \"f\"}, 3]"}"#;
    assert_eq!(read("xlam", broken), ["tools as written", "user: q", r#"assistant: [{"name": "f"}, 3]"#]);
}

const TOOLACE: &str = "Compose functions. List:\n[{\"name\": \"Tide Table\", \"description\": \"d\", \"parameters\": {\"type\": \"dict\", \"properties\": {\"port\": {\"type\": \"string\"}}, \"required\": [\"port\"]}, \"required\": null}, {\"name\": \"wind\", \"parameters\": {\"type\": \"dict\", \"properties\": {}}}]\nShould you call, write [func1(a=b, c=d)].";

#[test]
fn toolace_is_told_apart() {
    let said = [
        ("user", "Tides and wind?"),
        ("assistant", "[Tide Table(port=\"St John's\"), wind(days=[1, 2], deep={'a': True})]"),
        ("tool", "[{\"at\": 6.10}, {\"knots\": 3}]"),
        ("assistant", "At 6."),
        ("user", "[wind(days=1)]"),
        ("assistant", "[wind(days=1) is what I would call]"),
        ("assistant", "[wind()]"),
        ("tool", "[{\"knots\": 4}]"),
    ];
    let record = json!({"system": TOOLACE, "conversations": turns(&said)}).to_string();
    assert_eq!(
        read("toolace", &record),
        [
            "tools Tide Table,wind",
            "system: Compose functions. List:\nShould you call, write [func1(a=b, c=d)].",
            "user: Tides and wind?",
            r#"assistant: => Tide Table({"port":"St John's"}) => wind({"days":[1,2],"deep":{"a":true}})"#,
            r#"tool: {"at": 6.10}"#,
            r#"tool: {"knots": 3}"#,
            "assistant: At 6.",
            "user: [wind(days=1)]",
            "assistant: [wind(days=1) is what I would call]",
            "assistant: => wind({})",
            r#"tool: [{"knots": 4}]"#,
        ]
    );
}
