//! Amazon Bedrock, fine-tuning of Nova.

use super::prices;
use super::{
    ImageFormat, Images, Limits, Members, Overlong, Reserved, Source, Target, TokenLimit, deny, warn,
};
use crate::shapes::{Answer, BEDROCK_CONVERSE, Calls, Form, Kind, Masks, Reasoning, Repeats, System};

/// Amazon Bedrock, fine-tuning of Nova.
pub static TARGET: Target = Target {
    id: "bedrock-nova",
    provider: "bedrock",
    title: "Bedrock Nova fine-tuning",
    shapes: &[&BEDROCK_CONVERSE],
    form: FORM,
    limits: Limits { min_examples: 8, max_examples: Some(20_000), min_messages: 2, ..Limits::NONE },
    members: Some(Members {
        top: Some(&["schemaVersion", "system", "messages", "toolConfig"]),
        of_messages: Some(&["role", "content", "candidates"]),
        nullable: &[],
    }),
    images: Images {
        schemes: &["s3://"],
        formats: &[ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::Webp],
        most: Some(10),
        max_bytes: Some(10 << 20),
        ..Images::ANY
    },
    // [EOS] and Thought: are documented, and missed by the public validator, which lacks two commas.
    reserved: &[
        any_case("System:"),
        any_case("User:"),
        any_case("Bot:"),
        any_case("Assistant:"),
        any_case("Thought:"),
        any_case("[EOS]"),
        any_case("<image>"),
        any_case("<video>"),
        any_case("<unk>"),
    ],
    token_limits: &[TokenLimit {
        models: &["nova-micro", "nova-lite", "nova-pro", "nova-2-lite"],
        tokens: 32_000,
        encoding: None,
        effect: Overlong::Refused,
        source: "nova",
    }],
    billing: &prices::NOVA,
    stances: &[&[
        deny(
            &["reserved-word", "too-few-messages", "repeated-user-turn", "repeated-assistant-turn"],
            "nova-validator",
        ),
        deny(
            &["starts-with-assistant", "last-turn-not-assistant", "empty-answer", "empty-prompt"],
            "nova-validator",
        ),
        deny(
            &["blank-answer", "image-outside-user-turn", "too-many-images", "image-scheme", "image-format"],
            "nova-validator",
        ),
        deny(
            &["mixed-media", "storage-path", "several-systems", "reasoning-without-answer"],
            "nova-validator",
        ),
        deny(
            &["unknown-call-id", "orphan-tool-result", "repeated-call-id", "repeated-tool"],
            "nova-validator",
        ),
        deny(&["misplaced-block", "reused-call-id"], "nova-validator"),
        deny(&["too-few-examples", "too-many-examples"], "nova-validator"),
        warn(&["extra-field", "extra-message-field"], "nova-validator"),
        deny(&["over-token-limit"], "nova"),
        warn(&["doubtful-tools"], "nova").likely(),
    ]],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

const fn any_case(text: &'static str) -> Reserved {
    Reserved { text, ignores_case: true }
}

/// Where it was read.
pub(super) const SOURCES: &[Source] = &[
    Source {
        key: "prepare",
        title: "Prepare data for fine-tuning your models, Amazon Bedrock user guide",
        url: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html",
        read: "2026-11",
    },
    Source {
        key: "nova",
        title: "Preparing data for fine-tuning, Amazon Nova user guide",
        url: "https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html",
        read: "2026-11",
    },
    Source {
        key: "nova-validator",
        title: "nova_ft_dataset_validator.py, aws-samples/amazon-nova-samples @1e88f245 and amazon-bedrock-samples @85fba9d9, run",
        url: "https://github.com/aws-samples/amazon-nova-samples",
        read: "2026-11",
    },
    Source {
        key: "samples",
        title: "Sample validators, aws-samples/amazon-bedrock-samples @85fba9d9, run",
        url: "https://github.com/aws-samples/amazon-bedrock-samples",
        read: "2026-11",
    },
    Source {
        key: "notebook",
        title: "anthropics/claude-cookbooks, finetuning/finetuning_on_bedrock.ipynb",
        url: "https://github.com/anthropics/claude-cookbooks",
        read: "2026-11",
    },
];

const FORM: Form = Form {
    bodies: &[Kind::Chat, Kind::Preference],
    system: System::Joined,
    repeats: Repeats::Joined,
    masks: Masks::Unheld,
    calls: Calls::Object,
    needs_full_tools: true,
    has_parallel_flag: false,
    reasoning: Reasoning::Block,
    has_image_details: false,
    has_names: false,
    has_refusals: false,
    has_media: false,
    answer: Answer::Text,
    has_ranking: true,
    version: Some("bedrock-conversation-2024"),
    ..Form::CHAT
};
