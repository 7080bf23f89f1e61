//! `wrong-arithmetic`: the answer reckons wrongly.

use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;

use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The answer reckons wrongly.
pub static SIGNAL: Signal = Signal {
    name: "wrong-arithmetic",
    axis: Axis::Consistency,
    docs: r#"The answer reckons wrongly.

Every `a + b = c` of two plain numbers (with `-`, `*`, `×`, `x`, `/`, `÷` as well) is reckoned again; where there are decimals or a division, a result may be rounded to the digits that it
has. Chains, powers, units and letters around it are left alone. 30 % of consistency are kept; answers without `=` cost
nothing.

```jsonl bad
{"prompt": "I have 48 bells and sell half of them twice. What is left?", "completion": "48 / 2 = 26, so 26 are left."}
{"prompt": "What is 2 and 2?", "completion": "We reckon 2 + 2 = 5."}
```

```jsonl good
{"prompt": "I have 48 bells and sell half of them. What is left?", "completion": "48 / 2 = <<48/2=24>>24, so 24 are left. 10 / 3 = 3.33."}
{"prompt": "Solve it.", "completion": "3 + 4 = 5 + 2, and 1 / 2 = 2 / 4."}
{"prompt": "Solve it.", "completion": "2x + 3 = 11, and 1 + 2 * 3 = 7, and 5 - 3 = 2y."}
```
"#,
    measure: Measure::Look(measure),
};

static EQUATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(<])\$?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?([-+*/×÷x])\s?\$?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?=\s?\$?(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)(?:[\s)>;]|[.,](?:\s|$)|$)")
        .expect("the pattern is fixed: a documented example runs it")
});

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let text = &sight.words.answer;
    memchr(b'=', text.as_bytes())?;
    let wrong = EQUATION.captures_iter(text).find(|found| {
        let place = |group: usize| found.get(group).map_or(0..0, |part| part.range());
        stands_alone(&text[..place(1).start], &text[place(4).end..])
            && is_wrong(&found[1], &found[2], &found[3], &found[4]).unwrap_or(false)
    })?;
    let (a, sign, b, result) = (&wrong[1], &wrong[2], &wrong[3], &wrong[4]);
    let place = wrong.get(1).map_or(0, |part| part.start());
    Hit::answer(0.3, || format!("`{a} {sign} {b} = {result}` is wrong")).map(|hit| hit.at(place))
}

/// Whether an equation is no part of a longer one, between the texts around it, and its numbers are whole ones.
fn stands_alone(before: &str, behind: &str) -> bool {
    let (before, behind) = (before.trim_end_matches(['$', '(', '<']).trim_end(), behind.trim_start());
    let is_sign = |c: char| "+-*/=×÷^%x·".contains(c);
    let follows = before.ends_with(is_sign)
        || before.ends_with([')', ']'])
        || before.ends_with(|c: char| c.is_ascii_digit())
        || before.ends_with(" and")
        || before
            .rsplit(' ')
            .next()
            .is_some_and(|word| word.starts_with(|c: char| c.is_uppercase()) && word.len() < 8);
    let goes_on = behind.starts_with(is_sign)
        || behind.starts_with("cent")
        || behind.starts_with("or ")
        || behind.starts_with(|c: char| c.is_ascii_digit());
    !follows && !goes_on
}

/// Whether a result is wrong: of whole numbers at all, of others by more than its last digit may be rounded.
fn is_wrong(a: &str, sign: &str, b: &str, result: &str) -> Option<bool> {
    // Commas part thousands, or it is another notation; a nought in front is a time or a code.
    let is_plain = |text: &str| {
        let whole = text.split('.').next().unwrap_or_default();
        let has_thousands = whole.split(',').skip(1).all(|group| group.len() == 3);
        has_thousands && !(whole.len() > 1 && whole.starts_with('0'))
    };
    let number = |text: &str| {
        text.replace(',', "").parse::<f64>().ok().filter(|_| is_plain(text.trim_start_matches('-')))
    };
    let (x, y, given) = (number(a)?, number(b)?, number(result)?);
    let right = match sign {
        "+" => x + y,
        "-" => x - y,
        "*" | "×" | "x" => x * y,
        _ if y == 0.0 => return None,
        _ => x / y,
    };
    let digits = result.split_once('.').map_or(0, |(_, digits)| digits.len());
    let unit = (0..digits).fold(1.0, |unit, _| unit / 10.0);
    let is_whole = [a, b, result].iter().all(|text| !text.contains('.')) && !matches!(sign, "/" | "÷");
    let off = (right - given).abs();
    Some(right.is_finite() && if is_whole { off > 0.5 } else { off > unit * 1.0001 })
}
