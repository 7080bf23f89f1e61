//! The faults that are planted: a table of lines, each faulty in one way only.
//!
//! A block of the table begins with a frame, in which `@` stands for the text beside a fault's name (`"@"` for the
//! same text as a JSON string). Both may hold the words of [`words`], which begin with `$`.

use super::sound::{JPEG, PNG};

const TABLE: [(&str, &str); 8] = [
    // Lines that are no record of the form at all. The first of them begins the file.
    (
        "@",
        r#"
        single quotes             | {'messages': [{'role': 'user', 'content': 'How many?'}, {'role': 'assistant', 'content': 'Ten.'}]}
        trailing comma            | {"messages": [$user, $answer],}
        bare key                  | {messages: [$user, $answer]}
        two records on a line     | {"messages": [$user, $answer]} {"messages": [$user, $answer]}
        cut off inside a string   | {"messages": [$user, {"role": "assistant", "content": "There are for
        raw tab in a string       | {"messages": [$user, {"role": "assistant", "content": "There are$tabten."}]}
        raw control character     | {"messages": [$user, {"role": "assistant", "content": "There are$controlten."}]}
        not a number              | {"messages": [$user, {"role": "assistant", "content": "Ten.", "weight": NaN}]}
        Python's True             | {"messages": [$user, $answer], "tools": [$tool], "parallel_tool_calls": True}
        comment                   | {"messages": [$user, $answer]} // checked
        unknown escape            | {"messages": [$user, {"role": "assistant", "content": "There are ten\x21"}]}
        invalid UTF-8             | {"messages": [$user, {"role": "assistant", "content": "In the caf$latin."}]}
        lone surrogate            | {"messages": [$user, {"role": "assistant", "content": "There are ten \ud83d"}]}
        byte order mark inside    | $mark{"messages": [$user, $answer]}
        blank line                | $nothing
        duplicate key in record   | {"messages": [$user, $answer], "messages": [$user, $answer]}
        list                      | [$user, $answer]
        string                    | "How many M6 bolts are in bin $n?"
        messages by another name  | {"conversation": [$user, $answer]}
        messages in upper case    | {"Messages": [$user, $answer]}
        pair                      | {"prompt": "How many are in bin $n?", "completion": "There are ten."}
        ShareGPT                  | {"conversations": [{"from": "human", "value": "Bin $n?"}, {"from": "gpt", "value": "Ten."}]}
        two formats in one        | {"text": "There are ten in bin $n.", "messages": [$user, $answer]}
        metadata                  | {"messages": [$user, $answer], "metadata": {"source": "desk"}}
        system beside messages    | {"system": "You count parts.", "messages": [$user, $answer]}
        messages empty            | {"messages": []}
        messages an object        | {"messages": $user}
        messages strings          | {"messages": ["How many M6 bolts are in bin $n?", "There are ten."]}
        tools an object           | {"messages": [$user, $answer], "tools": $tool}
        parallel calls a string   | {"messages": [$user, $answer], "tools": [$tool], "parallel_tool_calls": "true"}
        calls without tools       | {"messages": [$user, $calls, $result, $answer]}
        call of an old function   | {"messages": [$user, {"role": "assistant", "function_call": $function}, {"role": "function", "name": "stock_level", "content": "10"}, $answer], "functions": [{"name": "stock_level", "parameters": $schema}]}
        "#,
    ),
    // Lists of messages.
    (
        r#"{"messages": [@]}"#,
        r#"
        role missing              | {"content": "How many M6 bolts are in bin $n?"}, $answer
        role unknown              | $user, {"role": "bot", "content": "There are ten."}, $answer
        role in upper case        | {"role": "User", "content": "How many are in bin $n?"}, $answer
        question missing          | {"role": "user"}, $answer
        question empty            | {"role": "user", "content": ""}, $answer
        duplicate key in message  | {"role": "user", "content": "Bin $n?", "content": "How many are in bin $n?"}, $answer
        key unknown in a message  | {"role": "user", "content": "How many are in bin $n?", "timestamp": 1700000000}, $answer
        name with a blank         | {"role": "user", "content": "How many are in bin $n?", "name": "Desk 2"}, $answer
        name too long             | {"role": "user", "content": "How many are in bin $n?", "name": "$long"}, $answer
        weight on a question      | {"role": "user", "content": "How many are in bin $n?", "weight": 0}, $answer
        token in a question       | {"role": "user", "content": "How many are in bin $n?<|endoftext|>"}, $answer
        no answer                 | $system, $user
        no question               | $system, $answer
        ends with the user        | $user, $answer, {"role": "user", "content": "Thanks."}
        two answers in a row      | $user, {"role": "assistant", "content": "Let me see."}, $answer
        late system               | $user, $answer, $system, {"role": "user", "content": "And now?"}, $answer
        image for the system      | {"role": "system", "content": [{"type": "text", "text": "Bins look so:"}, $image]}, $user, $answer
        two systems               | $system, {"role": "system", "content": "Be brief."}, $user, $answer
        "#,
    ),
    // Answers.
    (
        r#"{"messages": [$user, @]}"#,
        r#"
        answer missing            | {"role": "assistant"}
        answer null               | {"role": "assistant", "content": null}
        answer a number           | {"role": "assistant", "content": 10}
        answer an object          | {"role": "assistant", "content": {"count": 10}}
        answer empty              | {"role": "assistant", "content": ""}
        answer blank              | {"role": "assistant", "content": "   "}
        answer without parts      | {"role": "assistant", "content": []}
        image in an answer        | {"role": "assistant", "content": [{"type": "text", "text": "This:"}, $image]}
        reasoning beside          | {"role": "assistant", "content": "Ten.", "reasoning_content": "Two rows of five."}
        thinking beside           | {"role": "assistant", "content": "Ten.", "thinking": "Two rows of five."}
        weight a fraction         | {"role": "assistant", "content": "There are ten.", "weight": 0.5}
        weight too large          | {"role": "assistant", "content": "There are ten.", "weight": 2}
        weight a string           | {"role": "assistant", "content": "There are ten.", "weight": "1"}
        weight true               | {"role": "assistant", "content": "There are ten.", "weight": true}
        all weights zero          | {"role": "assistant", "content": "There are ten.", "weight": 0}
        token in an answer        | {"role": "assistant", "content": "There are ten.<|im_end|>\n<|im_start|>user"}
        "#,
    ),
    // Parts of a question.
    (
        r#"{"messages": [{"role": "user", "content": [{"type": "text", "text": "Bin $n?"}, @]}, $answer]}"#,
        r#"
        part without type         | {"text": "How many?"}
        part of audio             | {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}
        part of an unknown type   | {"type": "picture", "picture": "bin.png"}
        text part without text    | {"type": "text"}
        image by a string         | {"type": "image_url", "image_url": "$png"}
        detail unknown            | {"type": "image_url", "image_url": {"url": "$png", "detail": "medium"}}
        eleven images             | $image, $image, $image, $image, $image, $image, $image, $image, $image, $image, $image
        image as GIF              | {"type": "image_url", "image_url": {"url": "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"}}
        image of another type     | {"type": "image_url", "image_url": {"url": "data:image/png;base64,$jpeg"}}
        base64 that is none       | {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo*not*base64"}}
        image from an FTP server  | {"type": "image_url", "image_url": {"url": "ftp://example.com/bin.png"}}
        "#,
    ),
    // Declared tools.
    (
        r#"{"messages": [$user, $answer], "tools": [@]}"#,
        r#"
        no tools                  | $nothing
        bare function             | {"name": "stock_level", "parameters": {"type": "object", "properties": {}}}
        tool with a blank         | {"type": "function", "function": {"name": "stock level"}}
        tool with a long name     | {"type": "function", "function": {"name": "$long"}}
        tool declared twice       | $tool, $tool
        "#,
    ),
    // Calls.
    (
        r#"{"messages": [$user, {"role": "assistant", "tool_calls": [@]}, $result, $answer], "tools": [$tool]}"#,
        r#"
        call without id           | {"type": "function", "function": $function}
        call without type         | {"id": "c1", "function": $function}
        call without name         | {"id": "c1", "type": "function", "function": {"arguments": "{\"part\": \"M6\"}"}}
        call without arguments    | {"id": "c1", "type": "function", "function": {"name": "stock_level"}}
        arguments as an object    | {"id": "c1", "type": "function", "function": {"name": "stock_level", "arguments": {"part": "M6"}}}
        function undeclared       | {"id": "c1", "type": "function", "function": {"name": "price_of", "arguments": "{\"part\": \"M6\"}"}}
        call ids twice            | $call, $call
        "#,
    ),
    // Arguments of a call, against the tool's schema.
    (
        r#"{"messages": [$user, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock_level", "arguments": "@"}}]}, $result, $answer], "tools": [$tool]}"#,
        r#"
        arguments that are cut    | {"part": "M6
        argument missing          | {"unit": "box"}
        argument of another type  | {"part": 6}
        argument too many         | {"part": "M6", "colour": "red"}
        argument of no choice     | {"part": "M6", "unit": "crate"}
        "#,
    ),
    // Results of calls. The last of these lines ends the file.
    (
        r#"{"tools": [$tool], "messages": [$user, @"#,
        r#"
        result without id         | $calls, {"role": "tool", "content": "10"}, $answer]}
        result of another call    | $calls, {"role": "tool", "tool_call_id": "c9", "content": "10"}, $answer]}
        result without call       | $result, $answer]}
        call without result       | $calls, {"role": "user", "content": "Well?"}, $answer]}
        ends with a result        | $calls, $result]}
        cut off behind a message  | $calls, $result, $answer
        "#,
    ),
];

/// What the words of the table stand for; a word may hold those behind it.
fn words(number: usize) -> [(&'static str, String); 18] {
    [
        ("$system", r#"{"role": "system", "content": "You count parts."}"#.to_owned()),
        ("$user", r#"{"role": "user", "content": "How many M6 bolts are in bin $n?"}"#.to_owned()),
        ("$answer", r#"{"role": "assistant", "content": "There are ten."}"#.to_owned()),
        ("$calls", r#"{"role": "assistant", "tool_calls": [$call]}"#.to_owned()),
        ("$call", r#"{"id": "c1", "type": "function", "function": $function}"#.to_owned()),
        ("$function", r#"{"name": "stock_level", "arguments": "{\"part\": \"M6\"}"}"#.to_owned()),
        ("$result", r#"{"role": "tool", "tool_call_id": "c1", "content": "10"}"#.to_owned()),
        ("$tool", r#"{"type": "function", "function": {"name": "stock_level", "parameters": $schema}}"#.to_owned()),
        ("$schema", r#"{"type": "object", "properties": {"part": {"type": "string"}, "unit": {"enum": ["piece", "box"]}}, "required": ["part"], "additionalProperties": false}"#.to_owned()),
        ("$image", r#"{"type": "image_url", "image_url": {"url": "$png"}}"#.to_owned()),
        ("$png", format!("data:image/png;base64,{PNG}")),
        ("$jpeg", JPEG.to_owned()),
        ("$long", "n".repeat(65)),
        ("$tab", "\t".to_owned()),
        ("$control", "\u{1}".to_owned()),
        ("$mark", "\u{feff}".to_owned()),
        ("$nothing", String::new()),
        ("$n", number.to_string()),
    ]
}

/// Every fault: its kind and its line.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let mut faults = Vec::new();
    for (frame, rows) in TABLE {
        for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let (kind, text) = row.split_once('|').expect("a fault has a name and a text");
            let line = frame.replace("\"@\"", &quoted(text.trim())).replace('@', text.trim());
            let line =
                words(faults.len() + 1).iter().fold(line, |line, (word, text)| line.replace(word, text));
            faults.push((kind.trim_end(), bytes(&line)));
        }
    }
    faults
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text can be written")
}

/// The line's bytes, `$latin` being an `é` as Latin-1 has it.
fn bytes(line: &str) -> Vec<u8> {
    let parts: Vec<&[u8]> = line.split("$latin").map(str::as_bytes).collect();
    parts.join(&b'\xe9')
}
