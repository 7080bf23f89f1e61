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

Every `a + b = c` of two plain numbers (with `-`, `*`, `×`, `x`, `/`, `÷` as well) is reckoned again; a result may be rounded to the digits that it
has. Chains, powers, units and letters around it are left alone. 30 % of consistency are kept; answers without `=` cost
nothing.

```jsonl bad
{"prompt": "I have 48 bells and sell half of them twice. What is left?", "completion": "48 / 2 = 26, so 26 are left."}
```

```jsonl good
{"prompt": "I have 48 bells and sell half of them. What is left?", "completion": "48 / 2 = <<48/2=24>>24, so 24 are left. 10 / 3 = 3.33."}
{"prompt": "Solve it.", "completion": "2x + 3 = 11, and 1 + 2 * 3 = 7, and 5 - 3 = 2y."}
```
"#,
    measure: Measure::Look(measure),
};

static EQUATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(<])\$?(\d[\d,]*(?:\.\d+)?)\s?([-+*/×÷x])\s?\$?(\d[\d,]*(?:\.\d+)?)\s?=\s?\$?(-?\d[\d,]*(?:\.\d+)?)(?:[\s)>;]|[.,](?:\s|$)|$)")
        .expect("the pattern is fixed: a documented example runs it")
});

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let text = &sight.words.answer;
    memchr(b'=', text.as_bytes())?;
    let wrong = EQUATION.captures_iter(text).find(|found| {
        let before = text[..found.get(0).map_or(0, |all| all.start())].trim_end();
        let is_chained = before.ends_with(['+', '-', '*', '/', '=', '×', '÷', '^', '(', ')', 'x', '%', '$'])
            || before.ends_with(|c: char| c.is_ascii_digit());
        let is_time = [1, 3].iter().any(|part| {
            found[*part].len() > 1 && found[*part].starts_with('0') && !found[*part].starts_with("0.")
        });
        !is_chained && !is_time && is_wrong(&found[1], &found[2], &found[3], &found[4]).unwrap_or(false)
    })?;
    let (a, sign, b, result) = (&wrong[1], &wrong[2], &wrong[3], &wrong[4]);
    Hit::answer(0.3, || format!("`{a} {sign} {b} = {result}` is wrong"))
}

/// Whether a result is wrong by more than its last digit may be rounded.
fn is_wrong(a: &str, sign: &str, b: &str, result: &str) -> Option<bool> {
    let number = |text: &str| text.replace(',', "").parse::<f64>().ok();
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
    Some((right - given).abs() > unit * 1.0001 && right.is_finite())
}
