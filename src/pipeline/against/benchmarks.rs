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
    /// The fingerprint.
    pub bytes: &'static [u8],
}

/// Every benchmark at hand.
pub static BENCHMARKS: &[Benchmark] = &[
    // github.com/openai/grade-school-math, commit 3101c7d5072418e28b9008a6636bde82a006892c; MIT.
    Benchmark {
        name: "gsm8k",
        title: "GSM8K, the 1,319 problems of the test set",
        bytes: include_bytes!("gsm8k.fp"),
    },
    // github.com/openai/human-eval, commit 6d43fb980f9fee3c892a914eda09951f772ad10d; MIT.
    Benchmark {
        name: "humaneval",
        title: "HumanEval, 164 programming problems with their solutions",
        bytes: include_bytes!("humaneval.fp"),
    },
    // github.com/google-research/url-nlp, folder mgsm; CC-BY-4.0.
    Benchmark {
        name: "mgsm",
        title: "MGSM, 250 problems of GSM8K in each of 8 languages",
        bytes: include_bytes!("mgsm.fp"),
    },
];
