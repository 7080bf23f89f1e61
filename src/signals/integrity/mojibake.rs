//! `mojibake`: text that was decoded with the wrong encoding.

use std::sync::LazyLock;

use memchr::{memchr2, memmem};
use regex::Regex;

use crate::signals::{Answer, Axis, Measure, Signal};

/// Text that was decoded with the wrong encoding.
pub static SIGNAL: Signal = Signal {
    name: "mojibake",
    axis: Axis::Integrity,
    docs: r#"Text that was decoded with the wrong encoding.

UTF-8 read as Windows-1252 (`donâ€™t`, `dÃ©lai`), replacement characters (U+FFFD) and control characters that no text
has (U+0080 to U+009F): the model would learn to write them. Run the export again with the right encoding.

```jsonl bad
{"prompt": "Can I return it?", "completion": "Yes, and you donâ€™t need the box."}
{"prompt": "Quel est le délai ?", "completion": "Le dÃ©lai est de trois jours."}
```

```jsonl good
{"prompt": "Quel est le délai ?", "completion": "Le délai est de trois jours – au plus."}
{"prompt": "Wie groß?", "completion": "Größe 42, Ärmel länger, SÃO PAULO."}
{"prompt": "Traduz: TOMORROW", "completion": "Escreve-se “AMANHÃ”, como «IRMÃ»."}
```
"#,
    measure: Measure::Gate { takes: 90, check },
};

static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    // The second characters are what Windows-1252 makes of the bytes 0x80 to 0xBF.
    Regex::new("(?:^|[^\\p{Lu}])[ÃÂ][\u{80}-\u{bf}€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]|â€|ï¿½|ï»¿|[\u{80}-\u{84}\u{86}-\u{9f}]|\u{fffd}")
        .expect("the pattern is fixed: a documented example runs it")
});

static LOST: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("\u{fffd}"));

fn check(answer: &Answer<'_>) -> Option<String> {
    let bytes = answer.text.as_bytes();
    // One of these bytes begins every mark, and U+FFFD is one by itself.
    if memchr2(0xc2, 0xc3, bytes).is_none() && LOST.find(bytes).is_none() {
        return None;
    }
    let found = MARKS.find(&answer.text)?;
    // The letter before only had to be looked at.
    let mark = found.as_str();
    let mark = mark.find(['Ã', 'Â']).map_or(mark, |at| &mark[at..]);
    Some(match mark {
        "\u{fffd}" => "a character was lost (U+FFFD)".to_owned(),
        mark if mark.chars().all(char::is_control) => {
            format!("a control character was left in ({})", mark.escape_unicode())
        }
        mark => format!("`{mark}` is text decoded with the wrong encoding"),
    })
}
