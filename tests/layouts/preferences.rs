//! Preferences with ranks, scores or a label: SHP, Nectar and `UltraFeedback`.

use super::{read, shape};

#[test]
fn the_label_says_which_of_two_is_preferred() {
    let record = |label: &str| {
        format!(
            r#"{{"post_id": "p", "history": "q", "human_ref_A": "a", "human_ref_B": "b", "labels": {label}, "score_ratio": 2.0}}"#
        )
    };
    assert_eq!(shape(&record("1")), Some("shp"));
    assert_eq!(read("shp", &record("1")), ["user: q", "+ assistant: a", "- assistant: b"]);
    assert_eq!(read("shp", &record("0")), ["user: q", "+ assistant: b", "- assistant: a"]);
}

#[test]
fn ranks_decide_and_the_prompt_is_split() {
    let record = r#"{"prompt": "\n\nHuman: q1 \n\nAssistant: a1\n\nHuman: q2\n\nAssistant: ", "answers": [{"answer": "c", "model": "m", "rank": 3.0}, {"answer": "a", "rank": 1}, {"answer": "d", "rank": 4}, {"answer": "b", "rank": 1}], "turns": 2}"#;
    assert_eq!(shape(record), Some("nectar"));
    // What is ranked like the best is neither preferred nor rejected.
    assert_eq!(
        read("nectar", record),
        ["user: q1", "assistant: a1", "user: q2", "+ assistant: a", "- assistant: c", "- - assistant: d",]
    );
    let plain = r#"{"prompt": "Say \n\nHuman: hi", "answers": [{"answer": "a", "rank": 2}, {"answer": "b", "rank": 2}]}"#;
    assert_eq!(read("nectar", plain), ["user: Say \n\nHuman: hi", "+ assistant: a"]);
}

#[test]
fn fine_scores_come_before_the_overall_one() {
    let record = |fine: &str| {
        format!(
            r#"{{"source": "s", "instruction": "q", "models": ["m", "n"], "completions": [{{"model": "m", "response": "a", "overall_score": 10.0, {fine}: 1.5}}, {{"model": "n", "response": "b", "overall_score": 7.5, {fine}: 4.25}}]}}"#
        )
    };
    let fine = record("\"fine-grained_score\"");
    assert_eq!(shape(&fine), Some("ultrafeedback"));
    assert_eq!(read("ultrafeedback", &fine), ["user: q", "+ assistant: b", "- assistant: a"]);
    let overall = record("\"other\"");
    assert_eq!(read("ultrafeedback", &overall), ["user: q", "+ assistant: a", "- assistant: b"]);
}
