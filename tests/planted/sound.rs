//! Rows that OpenAI takes, in all the forms that its pages and its API description show.

use std::fmt::Write as _;

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

/// One pixel each, as PNG, JPEG and WebP.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
pub const JPEG: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAABAAEDAREAAhEAAxEA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAgADAAA/AAP/2Q==";
const WEBP: &str = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

/// Questions and answers: `#` is the row's number, `%` another one, `@` a thing. Some hold what a careless reader takes
/// for a fault.
const TALK: [(&str, &str); 18] = [
    ("How many @s are in bin #?", "Bin # holds % @s."),
    ("Where do I put @ number #?", "Put it on shelf %, beside the other @s."),
    ("Übersetze Satz #: “The @ is blue.”", "„In Satz # ist der Gegenstand (@) blau.“"),
    ("Numéro # : cœur, naïve, élan ?", "« Oui, n° # a % élans. »"),
    ("第#箱里有多少个@？", "第#箱里有%个。"),
    ("棚#には何がありますか。", "棚#には@が%個あります。"),
    ("كم قطعة في الصندوق #؟", "في الصندوق # توجد % قطعة."),
    ("Сколько деталей в ящике #?", "В ящике # лежит % деталей."),
    ("Sort: pear #, fig % 🙂", "fig %, pear # 🍐"),
    (
        "Bin # as JSON, please.",
        "```json\n{\"bin\": #, \"weight\": 0.5, \"content\": null, \"role\": \"robot\",}\n```",
    ),
    ("What is C:\\stock\\#\\new?\tA \"folder\"?", "Yes:\n\n- a folder with % files\n- for the @s of bin #"),
    ("Is bin # NaN, None or null when it is empty?", "None of them: an empty bin # counts 0."),
    ("Is {'role': 'user', 'bin': #} JSON?", "No: JSON has double quotes, as in {\"bin\": #}."),
    ("Write a closure that adds #.", "`|x| x + #`, or as a list: `[x + # | x <- xs]`."),
    ("When is a < #, and is a & % the same?", "It is when a is less than #; `&` is another thing."),
    ("https://example.com/bins/#/ is which page?", "The page of bin #, with its % @s."),
    ("What is a tenth of order #?", "A tenth of # is %."),
    ("What did tool call # return to the assistant?", "It returned a list with % @s to the user."),
];
const THINGS: [&str; 8] = ["bolt", "washer", "hinge", "bracket", "screw", "spring", "café chair", "M6 nut"];
const SYSTEMS: [&str; 4] = [
    "You count parts.",
    "Answer briefly.\nNever guess.",
    "Du bist höflich. 🙂",
    "You are the desk of store #.",
];

/// So many rows, all different, always the same.
pub fn rows(count: usize) -> impl Iterator<Item = String> {
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(20_000);
    (1..=count).map(move |number| {
        let mut maker = Maker { number, turn: 0, chance: &mut chance };
        let row = maker.row();
        maker.written(&row)
    })
}

struct Maker<'c> {
    number: usize,
    turn: usize,
    chance: &'c mut Xoshiro256PlusPlus,
}

/// A message with a text.
fn says(role: &str, content: impl Into<Value>) -> Value {
    json!({"role": role, "content": content.into()})
}

fn text_part(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

impl Maker<'_> {
    /// Whether something happens that happens once in so many times.
    fn once_in(&mut self, times: u32) -> bool {
        self.chance.random_ratio(1, times)
    }

    fn one_of<T: Copy>(&mut self, choice: &[T]) -> T {
        *choice.choose(self.chance).unwrap()
    }

    /// A question and its answer, unlike those of any other row and turn.
    fn talk(&mut self) -> (String, String) {
        let (question, answer) = self.one_of(&TALK);
        self.turn += 1;
        let number = format!("{}{}", self.number, ["", "-B", "-C", "-D", "-E", "-F"][self.turn - 1]);
        let (other, thing) = (self.chance.random_range(2..400).to_string(), self.one_of(&THINGS));
        let filled = |text: &str| text.replace('#', &number).replace('%', &other).replace('@', thing);
        let mut answer = filled(answer);
        if self.once_in(50) {
            let more = (0..40).map(|row| format!("\nRow {row} has {} of them.", row * 3 + 1));
            answer.extend(more.collect::<Vec<_>>());
        }
        (filled(question), answer)
    }

    fn row(&mut self) -> Value {
        let mut row = json!({});
        let mut messages = Vec::new();
        if self.once_in(2) {
            let system = self.one_of(&SYSTEMS).replace('#', &self.number.to_string());
            messages.push(says("system", system));
        }
        match self.chance.random_range(0..20) {
            0..=6 => self.turns(1, &mut messages),
            7..=9 => {
                let turns = self.chance.random_range(2..=5);
                self.turns(turns, &mut messages);
            }
            10..=11 => self.weighted(&mut messages),
            12 => self.unusual(&mut messages),
            13 => self.parts(&mut messages),
            14 => self.pictures(&mut messages),
            _ => row = self.with_tools(&mut messages),
        }
        row["messages"] = messages.into();
        row
    }

    fn turns(&mut self, turns: usize, messages: &mut Vec<Value>) {
        for _ in 0..turns {
            let (question, answer) = self.talk();
            let mut user = says("user", question);
            if self.once_in(12) {
                let long = "n".repeat(64);
                user["name"] = self.one_of(&["buyer_7", "Desk-2", "x", &long]).into();
            }
            messages.extend([user, says("assistant", answer)]);
        }
    }

    /// Turns of which some are not trained on, but one is.
    fn weighted(&mut self, messages: &mut Vec<Value>) {
        let turns = self.chance.random_range(1..=3);
        self.turns(turns, messages);
        let trained = self.chance.random_range(0..turns);
        let answers = messages.iter_mut().filter(|message| message["role"] == "assistant");
        for (place, answer) in answers.enumerate() {
            if place == trained || self.chance.random_ratio(2, 3) {
                answer["weight"] = u8::from(place == trained || self.chance.random_ratio(1, 3)).into();
            }
        }
    }

    /// What is rare and allowed: the assistant begins, or the user speaks twice.
    fn unusual(&mut self, messages: &mut Vec<Value>) {
        let first = if self.once_in(2) {
            says("assistant", format!("Hello, this is desk {}.", self.number))
        } else {
            says("user", format!("It is about delivery {}.", self.number))
        };
        messages.push(first);
        self.turns(1, messages);
    }

    fn parts(&mut self, messages: &mut Vec<Value>) {
        let (question, answer) = self.talk();
        let answer = if self.once_in(2) { json!([text_part(&answer)]) } else { answer.into() };
        let question = json!([text_part("One more question:"), text_part(&question)]);
        messages.extend([says("user", question), says("assistant", answer)]);
    }

    fn pictures(&mut self, messages: &mut Vec<Value>) {
        let pictures = if self.once_in(20) { 10 } else { self.chance.random_range(1..=3) };
        let mut parts: Vec<Value> = (0..pictures).map(|place| self.picture(place)).collect();
        let at = if self.once_in(2) { 0 } else { parts.len() };
        parts.insert(at, text_part(&format!("What is shown in picture {}?", self.number)));
        let answer = format!("A red dot on page {}.", self.number);
        messages.extend([says("user", parts), says("assistant", answer)]);
    }

    fn picture(&mut self, place: usize) -> Value {
        let data = [("png", PNG), ("jpeg", JPEG), ("webp", WEBP)];
        let (kind, data) = self.one_of(&data);
        let mut image = json!({"url": format!("data:image/{kind};base64,{data}")});
        if self.once_in(8) {
            image["url"] = format!("https://example.com/pictures/{}-{place}.{kind}", self.number).into();
        }
        if self.once_in(2) {
            image["detail"] = self.one_of(&["low", "high", "auto"]).into();
        }
        json!({"type": "image_url", "image_url": image})
    }

    /// A conversation with calls; gives the record's other members.
    fn with_tools(&mut self, messages: &mut Vec<Value>) -> Value {
        let mut names = TOOLS;
        names.shuffle(self.chance);
        let declared = &names[..self.chance.random_range(1..=names.len())];
        let mut tools: Vec<Value> = declared.iter().map(|name| tool(name)).collect();
        if self.number.is_multiple_of(4000) {
            tools.extend((tools.len()..128).map(|place| tool(&format!("spare_{place}"))));
        }
        let mut row = json!({"tools": tools});
        let flag = self.one_of(&[None, None, None, Some(true), Some(false)]);
        if let Some(flag) = flag {
            row["parallel_tool_calls"] = flag.into();
        }
        let (question, answer) = self.talk();
        messages.push(says("user", question));
        for round in 0..self.chance.random_range(1..=2) {
            let most = if flag == Some(false) { 1 } else { 3 };
            let calls: Vec<Value> = (0..self.chance.random_range(1..=most))
                .map(|place| self.call(declared, round, place))
                .collect();
            self.round(calls, messages);
        }
        // A conversation may end with calls, which is what is learnt then.
        if self.once_in(8) {
            let calls = vec![self.call(declared, 3, 1)];
            self.round(calls, messages);
            messages.pop();
            return row;
        }
        let mut answer = says("assistant", answer);
        if self.once_in(4) {
            let calling = messages.iter_mut().filter(|message| message["role"] == "assistant");
            calling.for_each(|message| message["weight"] = 0.into());
            answer["weight"] = 1.into();
        }
        messages.push(answer);
        if self.once_in(6) {
            self.turns(1, messages);
        }
        row
    }

    /// An assistant's calls and their results, in any order.
    fn round(&mut self, calls: Vec<Value>, messages: &mut Vec<Value>) {
        let mut results = Vec::new();
        for call in &calls {
            let text = format!("{{\"count\": {}}}", self.chance.random_range(0..400));
            let text = if self.once_in(4) { json!([text_part(&text)]) } else { text.into() };
            results.push(json!({"role": "tool", "tool_call_id": call["id"], "content": text}));
        }
        results.shuffle(self.chance);
        let mut turn = match self.chance.random_range(0..3) {
            0 => json!({"role": "assistant"}),
            1 => says("assistant", Value::Null),
            _ => says("assistant", "Let me look that up."),
        };
        turn["tool_calls"] = calls.into();
        messages.push(turn);
        messages.extend(results);
    }

    fn call(&mut self, declared: &[&str], round: usize, place: usize) -> Value {
        let name = self.one_of(declared);
        let arguments = self.arguments(name);
        let arguments = if self.once_in(3) { spaced(&arguments) } else { arguments.to_string() };
        let id = format!("call_{}_{round}{place}", self.number);
        json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
    }

    /// Arguments as the tool's schema wants them.
    fn arguments(&mut self, name: &str) -> Value {
        let (number, count) = (self.number, self.chance.random_range(1..=500));
        match name {
            "stock_level" if self.once_in(2) => json!({"part": format!("Teil-{number}-Ä")}),
            "stock_level" => json!({"limit": count, "unit": "box", "part": format!("M6-{number}")}),
            "move-parts" => json!({"from": number, "to": 3, "parts": [{"part": "hinge", "count": count}]}),
            "set_label_2" => json!({"bin": number, "text": null, "size": 1.5, "bold": count > 9}),
            "nearest" => json!({"to": {"x": -0.25, "y": count}, "note": {"any": ["thing", number]}}),
            _ => json!({}),
        }
    }

    /// A row in one of the ways in which JSON is written on a line.
    fn written(&mut self, row: &Value) -> String {
        match self.chance.random_range(0..6) {
            0 => spaced(row),
            1 => escaped(&spaced(row)),
            2 => row.to_string().replace('/', "\\/"),
            _ => row.to_string(),
        }
    }
}

const TOOLS: [&str; 6] = ["stock_level", "move-parts", "set_label_2", "nearest", "opening_hours", LONG];
/// A name as long as one may be.
const LONG: &str = "a_function_with_a_name_that_has_exactly_as_many_letters_as_it_ca";

/// A tool's declaration.
fn tool(name: &str) -> Value {
    let parameters = match name {
        "stock_level" => json!({
            "type": "object",
            "properties": {
                "part": {"type": "string", "description": "Which one."},
                "unit": {"enum": ["piece", "box"]},
                "limit": {"type": "integer", "minimum": 1, "maximum": 500},
            },
            "required": ["part"],
            "additionalProperties": false,
        }),
        "move-parts" => json!({
            "type": "object",
            "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}, "parts": {"type": "array", "items": {
                "type": "object",
                "properties": {"part": {"type": "string"}, "count": {"type": "integer"}},
                "required": ["part", "count"],
            }}},
            "required": ["from", "to", "parts"],
        }),
        "set_label_2" => json!({
            "type": "object",
            "properties": {
                "bin": {"type": "integer"},
                "text": {"type": ["string", "null"]},
                "size": {"type": "number"},
                "bold": {"type": "boolean"},
            },
            "required": ["bin", "text", "size", "bold"],
            "additionalProperties": false,
        }),
        "nearest" => json!({
            "type": "object",
            "properties": {"to": {"$ref": "#/$defs/place"}},
            "$defs": {"place": {"type": "object", "properties": {"x": {"type": "number"}, "y": {"type": "number"}}}},
        }),
        "opening_hours" => json!({"type": "object", "properties": {}}),
        _ => return json!({"type": "function", "function": {"name": name}}),
    };
    let mut function =
        json!({"name": name, "description": "From the store's manual.", "parameters": parameters});
    if name == "set_label_2" {
        function["strict"] = true.into();
    }
    json!({"type": "function", "function": function})
}

/// JSON with blanks between its parts, on one line.
fn spaced(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap();
    text.lines().map(str::trim_start).collect::<Vec<_>>().join(" ")
}

/// JSON in ASCII, all else as escapes.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            escaped.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    escaped
}
