//! Integrity: whether the answer is whole and undamaged. The gates stand here.

use super::signals;

signals![
    empty,
    serialised_null,
    placeholder,
    refusal,
    truncated_end,
    repetition,
    template_residue,
    mojibake,
    echo,
    broken_json,
    unfinished_end,
    unbalanced,
    foreign_answer,
    secret,
    personal_data,
];
