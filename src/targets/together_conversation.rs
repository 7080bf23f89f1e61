//! Together AI, supervised fine-tuning on conversations.

use super::prices;
use super::{ImageFormat, Images, Limits, Members, Source, Stance, Strays, Target, deny, forgive, warn};
use crate::shapes::{Form, OPENAI_CHAT, PROMPT_COMPLETION, Reasoning, Repeats, System, TEXT};

/// Together AI, supervised fine-tuning on conversations.
pub static TARGET: Target = Target {
    id: "together-conversation",
    provider: "together",
    title: "Together conversation fine-tuning",
    shapes: &[&OPENAI_CHAT, &PROMPT_COMPLETION, &TEXT],
    form: FORM,
    strays: Strays::RefuseFile,
    limits: Limits { max_bytes: Some(MAX_BYTES), ..Limits::NONE },
    members: Some(Members {
        top: Some(&["messages", "tools", "weight", "prompt", "completion", "text"]),
        of_messages: Some(&[
            "role",
            "content",
            "weight",
            "tool_calls",
            "tool_call_id",
            "name",
            "reasoning",
            "reasoning_content",
        ]),
        nullable: &["content"],
    }),
    roles: &["system", "user", "assistant", "tool"],
    reasoning: &["reasoning", "reasoning_content"],
    images: IMAGES,
    billing: &prices::TOGETHER,
    stances: &[FILE, MESSAGES, OWN],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

const OWN: &[Stance] = &[
    deny(&["two-forms"], "client"),
    deny(&["repeated-user-turn", "repeated-assistant-turn", "starts-with-assistant", "late-system"], "docs")
        .likely(),
    deny(&["several-systems", "no-user-turn"], "docs").likely(),
    deny(&["mixed-content-styles"], "old-client").likely(),
    warn(&["last-turn-not-assistant"], "client").likely(),
    warn(&["null-content", "empty-answer", "nothing-trained"], "client").likely(),
    warn(&["blank-answer"], "client").unsure(),
    forgive(&["misplaced-weight"], "client"),
];

/// The largest file: the client stops above 50.1 GiB; its pages say 50 and 100 GB.
pub(super) const MAX_BYTES: u64 = 53_794_965_258;

/// What holds for every file of the service.
pub(super) const FILE: &[Stance] = &[
    deny(&["file-too-large", "mixed-shapes", "too-few-examples"], "client"),
    deny(&["byte-order-mark"], "client").likely(),
    deny(&["invalid-sample-weight"], "skill").likely(),
    warn(&["extra-field"], "client").likely(),
    warn(&["duplicate-key", "lone-surrogate"], "client").likely(),
    forgive(&["blank-line"], "client"),
];

/// What holds for every conversation of the service.
pub(super) const MESSAGES: &[Stance] = &[
    deny(&["unlisted-role", "deprecated-functions"], "client"),
    deny(&["invalid-weight", "unknown-part", "untyped-part", "malformed-image"], "client"),
    deny(
        &["image-scheme", "image-format", "image-outside-user-turn", "too-many-images", "image-too-large"],
        "client",
    ),
    deny(&["weighted-image"], "old-client").likely(),
    deny(&["arguments-not-string"], "functions").likely(),
    warn(&["call-without-id", "call-without-type", "result-without-call-id", "malformed-tools"], "functions")
        .likely(),
    warn(
        &["tools-in-string", "invalid-tool-name", "invalid-name", "repeated-tool", "undeclared-tool"],
        "functions",
    )
    .likely(),
    warn(
        &["invalid-arguments", "arguments-against-schema", "unknown-call-id", "unanswered-call"],
        "functions",
    )
    .likely(),
    warn(&["orphan-tool-result", "no-parts", "empty-prompt", "extra-message-field"], "client").likely(),
    warn(&["image-detail"], "client").unsure(),
    warn(&["broken-image"], "client").likely(),
    forgive(&["empty-tools"], "client").likely(),
];

/// Images as data URLs of three formats.
pub(super) const IMAGES: Images = Images {
    schemes: &["data:image/jpeg;base64,", "data:image/png;base64,", "data:image/webp;base64,"],
    formats: &[ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Webp],
    most: Some(10),
    max_bytes: Some(10 << 20),
    ..Images::ANY
};

/// Where it was read.
pub(super) const SOURCES: &[Source] = &[
    Source {
        key: "docs",
        title: "Together, preparing fine-tuning data",
        url: "https://docs.together.ai/docs/fine-tuning/data-preparation",
        read: "2026-11",
    },
    Source {
        key: "skill",
        title: "togethercomputer/skills, together-fine-tuning/references/data-formats.md",
        url: "https://github.com/togethercomputer/skills",
        read: "2026-11",
    },
    Source {
        key: "client",
        title: "Together client 2.4 to 2.14, lib/utils/files.py, the last with checks of meaning",
        url: "https://github.com/togethercomputer/together-py",
        read: "2026-11",
    },
    Source {
        key: "old-client",
        title: "Together client 1.5 and 2.0, utils/files.py",
        url: "https://github.com/togethercomputer/together-python",
        read: "2026-11",
    },
    Source {
        key: "functions",
        title: "Together, function calling fine-tuning",
        url: "https://docs.together.ai/docs/fine-tuning/function-calling",
        read: "2026-11",
    },
];

/// What its records can hold.
pub(super) const FORM: Form = Form {
    system: System::First,
    repeats: Repeats::Refused,
    sample_weight: Some("weight"),
    has_parallel_flag: false,
    reasoning: Reasoning::Member(&["reasoning", "reasoning_content"]),
    has_refusals: false,
    is_uniform: true,
    ..Form::CHAT
};
