//! `placeholder-input`: words stand where the input should, and say that there is none.

use crate::model::Role;
use crate::signals::{Axis, Measure, Phrases, Sight, Signal};

/// What the words are that say that there is no input.
macro_rules! none {
    () => {
        concat!(
            r"(?:no ?inputs?(?: (?:is |was )?(?:required|needed|necessary|provided|given|available))?",
            r"|no (?:additional|further|specific) inputs?(?: (?:is )?(?:required|needed|necessary|provided",
            r"|given))?|input (?:is )?not (?:required|needed|provided|necessary|applicable)|(?:empty|blank) input",
            r"|none(?: (?:required|needed|given|provided))?|n/a|n\.a|nan|null|nil|not applicable|(?:no",
            r"|nothing) given)"
        )
    };
}

/// Words stand where the input should, and say that there is none.
pub static SIGNAL: Signal = Signal {
    name: "placeholder-input",
    axis: Axis::Answerability,
    docs: r#"Words stand where the input should, and say that there is none.

`No input`, `N/A`, `not applicable` or `none` behind an instruction: an export wrote its empty column out. A blank of a
form that nobody filled in, as `[insert the article]`, is the same. 10 % of answerability are kept. Only short questions
are taken for forms, and none that speak of a template.

```jsonl bad
{"prompt": "Name a part of a bicycle that needs oil.\nNot applicable", "completion": "The chain needs oil every few weeks."}
{"prompt": "Name a part of a bicycle that needs oil\nNo input", "completion": "The chain needs oil every few weeks."}
{"prompt": "Summarise the article in a sentence. [insert the article here]", "completion": "Bicycles sell well this year."}
```

```jsonl good
{"prompt": "Name a part of a bicycle that needs oil.", "completion": "The chain needs oil every few weeks."}
{"prompt": "Describe a machine that needs no input", "completion": "A clock that is wound once a year tells the time without being asked."}
{"prompt": "Which part of a bicycle needs oil?\na) the saddle\nb) none", "completion": "b) none"}
```
"#,
    measure: Measure::Phrases(Phrases {
        keeps: 0.1,
        message: "the input is a placeholder",
        patterns: &[
            // Behind the mark that ends an instruction.
            concat!(
                r#"(?:^|[>:。]|[a-z\])"'”’][.?!]) ?[<\[(`'"]{0,2} ?"#,
                none!(),
                r#" ?[>\])`'"]{0,2}[.!]?$"#
            ),
            r" no input(?: (?:is )?(?:required|needed|necessary|provided|given))?\.?$",
            // Between brackets.
            r"[<\[(] ?(?:no[ _-]?input|empty|blank) ?[>\])]",
            concat!(
                r"\[ ?(?:(?:insert|paste|enter|describe|add|attach|put) [^\]]{1,60}|(?:the |your )?(?:topic",
                r"|concept|text|article|sentence|paragraph|passage|code)(?: here)?|…|\.\.\.) ?\]"
            ),
            r"[<(] ?(?:insert|paste|enter|attach) [^>)]{0,40}(?:here|below|text|article|code|paragraph|link) ?[>)]",
            r"[.?!:] ?[<\[] ?(?:text|article|input|document|image|photo|url|poem|email|essay)(?: here)? ?[>\]]\.?$",
            r"[。？?:] ?[<\[(]?(?:(?:无|没有|不需要|无需|无须)(?:任何|额外)?(?:的)?输入|不适用|无)[>\])]?。?$",
        ],
        check,
    }),
};

/// Stems of a question that may be a form; a longer one may have blanks that the answer is to keep.
const FORM: usize = 60;

fn check(sight: &Sight<'_, '_>) -> bool {
    const KEPT: [&str; 6] = ["template", "placeholder", "signature", "bracket", "fill in", "replace"];
    let asked = sight.words.asked.as_str();
    // An image's place in the text is no placeholder.
    if ["<image>", "<video>", "<audio>"].iter().any(|mark| asked.contains(mark)) {
        return false;
    }
    if let Some(at) = asked.rfind("no input") {
        // Without a mark before it, it stands on a line of its own.
        let is_behind_mark = asked[..at].trim_end().ends_with(|c: char| !c.is_alphanumeric() && c != ',');
        let last = sight.example.messages().iter().rfind(|message| message.role == Role::User);
        let line = last.and_then(|message| message.texts().last()?.trim_end().lines().last());
        let opens = line.and_then(|line| line.trim_start().get(.."no input".len()));
        return is_behind_mark || opens.is_some_and(|words| words.eq_ignore_ascii_case("no input"));
    }
    let may_be_form = sight.words.prompt.len() < FORM && !KEPT.iter().any(|word| asked.contains(word));
    may_be_form || !asked.contains(['[', '<', '('])
}
