//! `asks-for-media`: a picture, a sound or a film is asked for, or looked at, and there is none.

use super::{is_about_code, stands_alone};
use crate::model::Part;
use crate::signals::{Axis, Measure, Phrases, Sight, Signal};

/// How a request opens, as far as it says nothing.
macro_rules! opens {
    () => {
        r"^(?:please |(?:can|could|would) you |help me |i (?:want|need) (?:you )?to |you (?:need|have) to )*"
    };
}
/// How something is spoken of that should be there.
macro_rules! this {
    () => {
        r"(?:this|(?:the|an?) (?:given|following|attached|provided|above|below)) (?:[a-z-]+ ){0,3}"
    };
}
/// What is made to be seen.
macro_rules! made {
    () => {
        concat!(
            r"(?:image|picture|photo(?:graph)?|drawing|painting|illustration|animation|gif|video|logo|infographic",
            r"|collage|poster|flyer|sketch)s?(?: (?:of|for|that|to|with|about|which|showing|depicting",
            r"|illustrating|representing|based|using|in|on|and|from)\b|[.,:?!]|$)"
        )
    };
}
/// What is looked at or listened to.
macro_rules! seen {
    () => {
        concat!(
            r"(?:image|picture|photo(?:graph)?|drawing|painting|illustration|artwork|gif|video(?: clip)?",
            r"|audio(?: clip| file)?|recording|screenshot|infographic|diagram|graph|(?:bar |pie |line )?chart",
            r"|cartoon|comic(?: strip)?|meme|logo|x-ray)s?"
        )
    };
}

/// A picture, a sound or a film is asked for, or looked at, and there is none.
pub static SIGNAL: Signal = Signal {
    name: "asks-for-media",
    axis: Axis::Answerability,
    docs: r#"A picture, a sound or a film is asked for, or looked at, and there is none.

A model of text cannot draw or watch; what it learns from such rows is to pretend. 15 % of answerability are kept. Code
that draws, tables, pictures that are told in words, roles, and records with an image are left alone.

```jsonl bad
{"prompt": "Draw a picture of a bicycle in the rain.", "completion": "Here is a lovely picture of a bicycle in the rain."}
{"prompt": "Describe the image below in one sentence.", "completion": "A bicycle leans against a wall."}
{"prompt": "Create a pie chart of what a bicycle costs.", "completion": "The pie chart shows that the frame costs most."}
```

```jsonl good
{"prompt": "Describe how a picture of a bicycle could look.", "completion": "It could show the bicycle from the side, in front of a brick wall."}
{"prompt": "Write a Python program that draws a picture of a wheel.", "completion": "```python\nimport turtle\nturtle.circle(50)\n```"}
{"prompt": "Create a video script about bicycles.", "completion": "Scene one: a bicycle leans against a wall."}
{"prompt": "Describe the following painting.\nPainting: The Mona Lisa", "completion": "A woman sits before a landscape and smiles."}
```
"#,
    measure: Measure::Phrases(Phrases {
        keeps: 0.15,
        message: "a picture, a sound or a film is asked for or looked at, and there is none",
        patterns: &[
            concat!(
                opens!(),
                r"(?:draw|sketch|paint|doodle|photograph|colou?ri[sz]e) (?:me |us |out )?(?:an? |the |this |two ",
                r"|three |some |my )"
            ),
            concat!(
                opens!(),
                r"(?:create|make|design|generate|produce|render|provide|show|find|send|give|upload|take|edit|crop",
                r"|compose|develop|build|record)(?: me| us)? (?:an? |the |some |two |three ",
                r"|this )?(?:[a-z’'-]+ ){0,2}",
                made!()
            ),
            concat!(
                opens!(),
                r"(?:create|make|draw|generate|construct|plot|produce|design|build|display|show)(?: me",
                r"| us)? (?:an? |the )?(?:[a-z-]+ ){0,2}(?:histogram|(?:pie|bar|line|area) ?(?:chart|graph)|chart",
                r"|graph|scatter ?plot|heat ?map|(?:venn )?diagram|flow ?chart)(?: (?:of|for|that|to|with|showing",
                r"|illustrating|outlining|comparing|based|from)\b|[.,:?!]|$)"
            ),
            concat!(
                r#"^[^.?!:"“]*\b"#,
                this!(),
                seen!(),
                r"(?: (?:of|that|to|with|shows?|depicts?|represents?|in|on|and|below|above|is|are|from|by|using)\b",
                r#"[^.?!:"“]*)?[.?!]?$"#
            ),
            concat!(r"\b", this!(), seen!(), r"\b.*(?:https?://|www\.)"),
            concat!(
                r"\b(?:in|from|at|see|describe|identify|caption|analy[sz]e|explain|interpret) the ",
                seen!(),
                r"(?: (?:below|above|shown|provided|attached|given))?(?: in (?:[a-z0-9]+ ){1,3}(?:sentences?",
                r"|words?))?[.?!]?$"
            ),
            concat!(opens!(), r"(?:listen to|watch) (?:this|the|an?)\b"),
            r"\.(?:jpe?g|png|gif|mp3|mp4|wav|bmp)\b",
            r"^(?:请)?(?:画|绘制|拍摄|录制)",
            concat!(
                r#"^[^:"“]*(?:(?:这|那|此)(?:幅|张|段|个)(?:图|画|漫画|照片|视频|音频|拼图)"#,
                r#"|(?:以下|下面|给定|上述)的?(?:gif|图|画|照片|视频|音频|漫画))[^:"“]*$"#
            ),
            concat!(
                r"^(?:请)?(?:创建|制作|生成|设计|绘制|创作)[^,。:]{0,12}(?:图表|条形图|饼图|柱状图|折线图|直方图|海报|标志|徽标|logo|图像|图片|动画|视频",
                r"|传单)[。.]?$"
            ),
        ],
        check,
    }),
};

fn check(sight: &Sight<'_, '_>) -> bool {
    const LONG: usize = 50;
    // What is done in text: drawings of characters, titles, figures of speech and roles.
    const IN_TEXT: [&str; 17] = [
        "ascii",
        "emoji",
        "mermaid",
        "caption",
        "prompt",
        "video game",
        "conclusion",
        "comparison",
        "parallel",
        "inference",
        "distinction",
        "analogy",
        "attention",
        "imagine",
        "you are ",
        "assume",
        "pretend",
    ];
    let (messages, words) = (sight.example.messages(), sight.words);
    let mut parts = messages.iter().flat_map(|message| &message.parts);
    let has_media = parts.any(|part| matches!(part, Part::Image { .. } | Part::Medium { .. }));
    let is_drawn = words.answer.contains('|') || words.answer.contains("```");
    stands_alone(sight)
        && !has_media
        && !is_drawn
        && words.prompt.len() < LONG
        && !is_about_code(&words.asked)
        && !IN_TEXT.iter().any(|word| words.asked.contains(word))
}
