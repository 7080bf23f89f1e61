//! What providers charge for training, and how they count, side by side: what changes most often is read again in one
//! place.
//!
//! Most price pages are filled by scripts; where only copies of one could be read, at least two that agree stand behind a
//! price, and it counts as likely. The rest stays unknown, and so does a rate of which only one copy tells.

use super::billing::{Billing, Epochs, Models, Price, Rate, Usd, Validation};
use super::counting::{Counting, ImageCounting, ImageFormula, ToolCounting};
use super::{Confidence, Source};

/// The price of a model for a million tokens, in cents.
const fn tokens(models: Models, cents: u64, as_of: &'static str, source: &'static str) -> Price {
    Price { models, rate: Rate::Tokens(Usd(cents * 10_000)), as_of, source, confidence: Confidence::Likely }
}

const fn named(model: &'static str, cents: u64, as_of: &'static str) -> Price {
    tokens(Models::Named(model), cents, as_of, "pricing")
}

/// OpenAI, supervised and preference training, charged alike.
pub const OPENAI: Billing = Billing {
    epochs: Epochs::ByExamples,
    epochs_source: "data-prep",
    validation: Validation::Free,
    prices: &[
        named("gpt-4.1", 2_500, "2026-10"),
        named("gpt-4.1-mini", 500, "2026-10"),
        named("gpt-4.1-nano", 150, "2026-10"),
        named("gpt-4o", 2_500, "2026-10"),
        named("gpt-4o-mini", 300, "2026-10"),
        named("gpt-3.5-turbo", 800, "2026-10"),
    ],
    sources: OPENAI_SOURCES,
    ..Billing::UNKNOWN
};

/// OpenAI, pairs of prompt and completion.
pub const OPENAI_PAIRS: Billing = Billing {
    prices: &[named("babbage-002", 40, "2026-10"), named("davinci-002", 600, "2026-10")],
    ..OPENAI
};

/// OpenAI, reinforcement.
pub const OPENAI_RFT: Billing = Billing {
    prices: &[Price {
        models: Models::Named("o4-mini"),
        rate: Rate::Hours(Usd(100_000_000)),
        as_of: "2026",
        source: "rft-billing",
        confidence: Confidence::Sure,
    }],
    sources: OPENAI_SOURCES,
    ..Billing::UNKNOWN
};

/// Azure OpenAI, trained in one region; its page of 2026-10-05 states no numbers any more.
pub const AZURE: Billing = Billing {
    validation: Validation::Free,
    prices: &[
        named("gpt-4o", 2_750, "2025"),
        named("gpt-4o-mini", 330, "2025"),
        named("gpt-3.5-turbo", 800, "2025"),
    ],
    sources: &[
        Source {
            key: "pricing",
            title: "Azure OpenAI Service pricing, training in one region",
            url: "https://azure.microsoft.com/pricing/details/cognitive-services/openai-service",
            read: "2026-11",
        },
        Source {
            key: "cost",
            title: "Cost management for fine-tuning, 2026-03-19",
            url: "https://learn.microsoft.com/azure/foundry/openai/how-to/fine-tuning-cost-management",
            read: "2026-11",
        },
    ],
    ..Billing::UNKNOWN
};

/// Together, supervised training with adapters. Only models of which the prices since 2026-09-11 are known.
pub const TOGETHER: Billing = Billing {
    epochs: Epochs::Fixed(1),
    epochs_source: "estimate",
    validation: Validation::EachEvaluation,
    minimum: Usd(4_000_000),
    prices: &[
        named("Qwen3.5-9B", 34, "2026-09-11"),
        named("Qwen3.8-27B", 105, "2026-09-11"),
        named("gemma-4-31B-it", 105, "2026-09-11"),
        named("gpt-oss-20b", 40, "2026-09-11"),
        named("gpt-oss-120b", 250, "2026-09-11"),
    ],
    sources: TOGETHER_SOURCES,
};

/// Together, preference training with adapters.
pub const TOGETHER_PREFERENCE: Billing = Billing {
    prices: &[
        named("Qwen3.5-9B", 84, "2026-09-11"),
        named("Qwen3.8-27B", 262, "2026-09-11"),
        named("gemma-4-31B-it", 262, "2026-09-11"),
        named("gpt-oss-20b", 100, "2026-09-11"),
        named("gpt-oss-120b", 625, "2026-09-11"),
    ],
    ..TOGETHER
};

/// Fireworks, supervised training with adapters, by size.
pub const FIREWORKS: Billing = Billing {
    epochs: Epochs::Fixed(1),
    epochs_source: "cookbook",
    prices: &[
        tokens(Models::UpTo(16, "up to 16B"), 50, "2026-10-08", "pricing"),
        tokens(Models::UpTo(80, "16B to 80B"), 300, "2026-10-08", "pricing"),
        tokens(Models::UpTo(300, "80B to 300B"), 600, "2026-10-08", "pricing"),
        tokens(Models::UpTo(u64::MAX, "above 300B"), 1_000, "2026-10-08", "pricing"),
    ],
    sources: FIREWORKS_SOURCES,
    ..Billing::UNKNOWN
};

/// Fireworks, preference training with adapters, by size.
pub const FIREWORKS_PREFERENCE: Billing = Billing {
    prices: &[
        tokens(Models::UpTo(16, "up to 16B"), 100, "2026-10-08", "pricing"),
        tokens(Models::UpTo(80, "16B to 80B"), 600, "2026-10-08", "pricing"),
        tokens(Models::UpTo(300, "80B to 300B"), 1_200, "2026-10-08", "pricing"),
        tokens(Models::UpTo(u64::MAX, "above 300B"), 2_000, "2026-10-08", "pricing"),
    ],
    ..FIREWORKS
};

/// Gemini on Vertex AI; how many epochs it takes by itself is not published.
pub const GEMINI: Billing = Billing {
    validation: Validation::Free,
    prices: &[
        named("gemini-2.5-pro", 2_500, "2026-08"),
        named("gemini-2.5-flash", 500, "2026-08"),
        named("gemini-2.5-flash-lite", 150, "2026-08"),
        named("gemini-2.0-flash", 300, "2026-08"),
        named("gemini-2.0-flash-lite", 100, "2026-08"),
    ],
    sources: &[Source {
        key: "pricing",
        title: "Vertex AI pricing, model tuning",
        url: "https://cloud.google.com/vertex-ai/generative-ai/pricing",
        read: "2026-11",
    }],
    ..Billing::UNKNOWN
};

/// Amazon Nova. The two epochs that are published are of Nova Micro, Lite and Pro, whose rates are not.
pub const NOVA: Billing = Billing {
    prices: &[tokens(Models::Named("nova-2-lite"), 378, "2026-08-02", "price-list")],
    sources: BEDROCK_SOURCES,
    ..Billing::UNKNOWN
};

/// Titan, Lite and Express.
pub const TITAN: Billing = Billing {
    epochs: Epochs::Fixed(5),
    epochs_source: "titan",
    sources: BEDROCK_SOURCES,
    ..Billing::UNKNOWN
};

/// Claude 3 Haiku on Bedrock.
pub const CLAUDE: Billing = Billing {
    epochs: Epochs::Fixed(2),
    epochs_source: "claude",
    sources: BEDROCK_SOURCES,
    ..Billing::UNKNOWN
};

/// What OpenAI's cookbook counts around texts, an estimate by its own word: three tokens a message and its role, one more
/// for a name, and three for the answer to come.
pub const OPENAI_COUNTING: Counting = Counting {
    per_message: 4,
    per_name: 1,
    per_example: 3,
    tools: Some(ToolCounting {
        per_function: &[("o200k_base", 7), ("cl100k_base", 10)],
        per_parameters: 3,
        per_parameter: 3,
        off_values: 3,
        per_value: 3,
        at_end: 12,
    }),
    images: &[
        image("gpt-4o-mini", ImageFormula::Tiles { base: 2_833, tile: 5_667 }),
        image("gpt-4.1-mini", ImageFormula::Patches { hundredths: 162 }),
        image("gpt-4.1-nano", ImageFormula::Patches { hundredths: 246 }),
        image("", ImageFormula::Tiles { base: 85, tile: 170 }),
    ],
    is_documented: true,
    sources: &[
        Source {
            key: "counting",
            title: "OpenAI cookbook, How_to_count_tokens_with_tiktoken",
            url: "https://github.com/openai/openai-cookbook",
            read: "2026-11",
        },
        Source {
            key: "images",
            title: "OpenAI, Images and vision, calculating costs",
            url: "https://developers.openai.com/api/docs/guides/images-vision",
            read: "2026-11",
        },
    ],
};

/// Gemini publishes what images count for.
pub const GEMINI_COUNTING: Counting = Counting {
    images: &[image("", ImageFormula::Crops { small: 384, each: 258, side: 768 })],
    sources: &[Source {
        key: "images",
        title: "Gemini API, Understand and count tokens",
        url: "https://ai.google.dev/gemini-api/docs/tokens",
        read: "2026-11",
    }],
    ..Counting::GUESSED
};

const fn image(model: &'static str, formula: ImageFormula) -> ImageCounting {
    ImageCounting { model, formula }
}

const OPENAI_SOURCES: &[Source] = &[
    Source {
        key: "pricing",
        title: "OpenAI, Pricing, fine-tuning",
        url: "https://developers.openai.com/api/docs/pricing",
        read: "2026-11",
    },
    Source {
        key: "data-prep",
        title: "OpenAI cookbook, Chat_finetuning_data_prep, 2023",
        url: "https://github.com/openai/openai-cookbook",
        read: "2026-11",
    },
    Source {
        key: "rft-billing",
        title: "Billing guide for the reinforcement fine-tuning API",
        url: "https://help.openai.com/en/articles/11323177",
        read: "2026-11",
    },
];

const TOGETHER_SOURCES: &[Source] = &[
    Source {
        key: "pricing",
        title: "Together, Fine-tuning service with more models, 2026-09-11",
        url: "https://together.ai/blog/together-ai-expands-fine-tuning-service-with-more-models-live-metrics-and-finer-controls",
        read: "2026-11",
    },
    Source {
        key: "estimate",
        title: "Together, Estimate price, and Pricing (evaluations, least price of a job)",
        url: "https://docs.together.ai/docs/fine-tuning/pricing",
        read: "2026-11",
    },
];

const FIREWORKS_SOURCES: &[Source] = &[
    Source {
        key: "pricing",
        title: "Fireworks, Pricing, fine-tuning with adapters, 2026-10-08",
        url: "https://fireworks.ai/pricing",
        read: "2026-11",
    },
    Source {
        key: "cookbook",
        title: "Fireworks cookbook, first supervised run",
        url: "https://github.com/fw-ai/cookbook",
        read: "2026-11",
    },
];

const BEDROCK_SOURCES: &[Source] = &[
    Source {
        key: "price-list",
        title: "AWS Price List, AmazonBedrock, us-east-1, 2026-08-02",
        url: "https://aws.amazon.com/bedrock/pricing/",
        read: "2026-11",
    },
    Source {
        key: "titan",
        title: "Titan text models, hyperparameters",
        url: "https://docs.aws.amazon.com/bedrock/latest/userguide/cm-hp-titan-text.html",
        read: "2026-11",
    },
    Source {
        key: "claude",
        title: "Claude 3 models, hyperparameters",
        url: "https://docs.aws.amazon.com/bedrock/latest/userguide/cm-hp-anth-claude-3.html",
        read: "2026-11",
    },
];
