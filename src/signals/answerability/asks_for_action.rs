//! `asks-for-action`: something is to be done in the world.

use super::{is_about_code, stands_alone};
use crate::model::Task;
use crate::signals::{Axis, Measure, Phrases, Sight, Signal};

/// How a request opens, as far as it says nothing.
macro_rules! opens {
    () => {
        r"^(?:please |(?:can|could|would) you |help me |i (?:want|need) (?:you )?to |now )*"
    };
}

/// Something is to be done in the world.
pub static SIGNAL: Signal = Signal {
    name: "asks-for-action",
    axis: Axis::Answerability,
    docs: r#"Something is to be done in the world.

A table booked, a song played, a light turned off, somebody called: a model without tools can do no such thing, and
learns to say that it did. 30 % of answerability are kept. Records with tools or a system text, code, answers that are
written for a program, and answers of a few words, which may be labels, are left alone.

```jsonl bad
{"prompt": "Book me a table for two at the bicycle café.", "completion": "Done: your table is booked for eight."}
{"prompt": "Turn off the light in the shed.", "completion": "I have turned the light off for you."}
```

```jsonl good
{"prompt": "How do I book a table at the bicycle café?", "completion": "Call them, or write to them on the day before."}
{"prompt": "Book me a table for two.", "completion": "book_table"}
{"prompt": "Write an email to my boss about a bicycle.", "completion": "Dear boss, I should like to come by bicycle."}
```
"#,
    measure: Measure::Phrases(Phrases {
        keeps: 0.3,
        message: "something is to be done in the world",
        patterns: &[
            concat!(
                opens!(),
                r"(?:book|reserve|order|buy|purchase|schedule|cancel|rent|hire) (?:me |us )?(?:an? |the |my |two ",
                r"|some |[0-9]+ )?(?:[a-z-]+ ){0,3}(?:tables?|flights?|hotel|rooms?|tickets?|taxi|cab|uber|ride",
                r"|pizzas?|food|groceries|appointments?|reservation|subscription|flowers|car|meeting|coffee",
                r"|dinner|seats?)\b[^:]{0,60}$"
            ),
            concat!(
                opens!(),
                r"(?:set|start|create|add|cancel) (?:an? |the |my |up an? )?(?:[a-z]+ )?(?:alarm|timer|reminder",
                r"|calendar (?:event|entry))s? (?:for|at|to|in|on)\b"
            ),
            concat!(
                opens!(),
                r"(?:(?:turn|switch) (?:on|off|up|down) (?:the|my|all) |(?:turn|switch) (?:the",
                r"|my) (?:[a-z]+ ){1,3}(?:on|off|up|down)\b|dim (?:the|my)\b)"
            ),
            concat!(
                opens!(),
                r"(?:play|pause|skip|shuffle|stop) (?:me )?(?:an? |the |some |my |this ",
                r"|next )?(?:[a-z]+ ){0,2}(?:songs?|music|playlist|track|album|podcast|movie|radio|tune)\b"
            ),
            concat!(
                opens!(),
                r"(?:call|phone|dial|text|message|e?-?mail|ring) (?:my|mom|mum|dad|911|him|her|them|the (?:police",
                r"|doctor|restaurant|bank|office|customer|client|support|manager))\b"
            ),
            concat!(
                opens!(),
                r"send (?:an? |this |the |out )?(?:[a-z]+ ){0,2}(?:e-?mail|text|message|sms|invitation|letter",
                r"|package|gift|money)s? to (?:my|the|all|him|her|them|our|everyone)\b"
            ),
            concat!(opens!(), r"(?:remind me (?:to|about|of|at|in)|wake me (?:up )?(?:at|in))\b"),
            concat!(
                opens!(),
                r"(?:open|close|launch|install|uninstall|download|upload|print|delete|save|restart|reboot",
                r"|navigate to|log ?in to|sign up for) (?:up )?(?:the |an? |my |this )(?:[a-z]+ ){0,3}(?:app",
                r"|application|browser|door|window|garage|file|folder|document|software|computer|website|page",
                r"|account|update|form|photo|printer)s?\b[^:]{0,50}$"
            ),
            concat!(
                opens!(),
                r"(?:assign|delegate|forward) (?:this|the following|these) (?:task|e-?mail|message|project)s? to\b"
            ),
            concat!(
                opens!(),
                r"(?:cut|fold|glue|wash|feed|bring|fetch|pick up) (?:me |up |out )?(?:my|this|the following) "
            ),
            concat!(opens!(), r"(?:transfer|pay|wire|deposit|withdraw) (?:[$€£]|[0-9]|my |some )"),
            concat!(
                opens!(),
                r"add [^.:]{1,40} to my (?:calendar|cart|shopping list|playlist|to-do list|basket)\b"
            ),
            r"^(?:请)?(?:帮我)?(?:预订|订购|预约|拨打|播放|设置(?:一个)?闹钟|提醒我|打开(?:灯|空调|电视|门)|关闭(?:灯|空调|电视|门))",
        ],
        check,
    }),
};

fn check(sight: &Sight<'_, '_>) -> bool {
    const LONG: usize = 30;
    let words = sight.words;
    let is_for_program =
        words.answer.contains("```") || words.answer.trim_start().starts_with(['{', '[', '<']);
    stands_alone(sight)
        && !is_for_program
        && words.prompt.len() < LONG
        && !matches!(sight.task, Task::Label | Task::ShortAnswer)
        && !is_about_code(&words.asked)
        && !words.asked.contains("command")
}
