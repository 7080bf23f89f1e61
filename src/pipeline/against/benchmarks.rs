//! Benchmarks at hand: fingerprints of evaluation sets that models are often judged by.
//!
//! Each was made by `gristmill dedupe --fingerprint` from the files that its authors published; `tests/against.rs` makes
//! them again where those files are present.

/// The fingerprint of an evaluation set.
#[derive(Debug, Clone, Copy)]
pub struct Benchmark {
    /// Its name behind the `@`.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Where its files were published, and at which commit.
    pub origin: &'static str,
    /// Under which licence.
    pub licence: &'static str,
    /// The fingerprint.
    pub bytes: &'static [u8],
}

/// Every benchmark at hand.
pub static BENCHMARKS: &[Benchmark] = &[
    Benchmark {
        name: "gsm8k",
        title: "GSM8K, the 1,319 problems of the test set",
        origin: "github.com/openai/grade-school-math, commit 3101c7d5072418e28b9008a6636bde82a006892c",
        licence: "MIT",
        bytes: include_bytes!("gsm8k.fp"),
    },
    Benchmark {
        name: "humaneval",
        title: "HumanEval, 164 programming problems with their solutions",
        origin: "github.com/openai/human-eval, commit 6d43fb980f9fee3c892a914eda09951f772ad10d",
        licence: "MIT",
        bytes: include_bytes!("humaneval.fp"),
    },
    Benchmark {
        name: "mgsm",
        title: "MGSM, 250 problems of GSM8K in each of 8 languages",
        origin: "github.com/google-research/url-nlp, folder mgsm",
        licence: "CC-BY-4.0",
        bytes: include_bytes!("mgsm.fp"),
    },
];
