//! The longest examples, and those that are least like the rest in length and in what their answers are made of.
//!
//! How odd an example is in something: how many times the usual distance from the median it lies (the median absolute
//! deviation, scaled as Iglewicz and Hoaglin have it, 1993). Lengths are compared by their logarithms.

use serde::Serialize;

use super::look::Glance;
use crate::pipeline::Inputs;
use crate::rules::Spot;
use crate::text::thousands;

/// Examples that are named.
const NAMED: usize = 5;

/// An example that is not like the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlier {
    /// Where it stands.
    pub place: Spot,
    /// What is unusual about it, in words.
    pub what: String,
}

/// What an example is odd in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Odd {
    /// How long the question is.
    Prompt,
    /// How long the answer is.
    Answer,
    /// How much of the answer is letters.
    Letters,
    /// How many answers there are.
    Turns,
}

impl Odd {
    const ALL: [Self; 4] = [Self::Prompt, Self::Answer, Self::Letters, Self::Turns];

    fn of(self, glance: &Glance) -> f64 {
        let length = |n: u32| (f64::from(n) + 1.0).ln();
        match self {
            Self::Prompt => length(glance.prompt_chars),
            Self::Answer => length(glance.answer_chars),
            Self::Letters => f64::from(glance.letters),
            Self::Turns => length(u32::from(glance.turns)),
        }
    }

    /// The least that counts as the usual distance: what all examples share is no measure.
    fn least(self) -> f64 {
        if self == Self::Letters { 4.0 } else { 0.2 }
    }
}

/// The longest examples: by tokens where they are counted, by characters otherwise.
pub(super) fn longest(inputs: &Inputs, glances: &[Glance]) -> Vec<Outlier> {
    let characters = |glance: &Glance| u64::from(glance.prompt_chars) + u64::from(glance.answer_chars);
    let has_tokens = glances.iter().any(|glance| glance.tokens > 0);
    let length = |glance: &Glance| if has_tokens { u64::from(glance.tokens) } else { characters(glance) };
    let unit = if has_tokens { "tokens" } else { "characters" };
    let longest = first(glances, |glance| length(glance) as f64);
    longest
        .into_iter()
        .map(|(place, _)| Outlier {
            place: spot(inputs, &glances[place]),
            what: format!("{} {unit}", thousands(length(&glances[place]))),
        })
        .collect()
}

/// The oddest examples.
pub(super) fn oddest(inputs: &Inputs, glances: &[Glance]) -> Vec<Outlier> {
    /// From how many usual distances on an example is odd.
    const FAR: f64 = 3.5;
    let usual: Vec<(Odd, f64, f64)> = Odd::ALL
        .into_iter()
        .map(|odd| {
            let (middle, distance) = usual(glances.iter().map(|glance| odd.of(glance)).collect());
            (odd, middle, distance.max(odd.least()))
        })
        .collect();
    let far = |glance: &Glance| {
        let distances =
            usual.iter().map(|(odd, middle, usual)| (*odd, 0.6745 * (odd.of(glance) - middle).abs() / usual));
        distances.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((Odd::Answer, 0.0))
    };
    let oddest = first(glances, |glance| far(glance).1);
    oddest
        .into_iter()
        .filter(|(_, distance)| *distance >= FAR)
        .map(|(place, _)| {
            let glance = &glances[place];
            let odd = far(glance).0;
            Outlier { place: spot(inputs, glance), what: what(odd, glance, &usual) }
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "medians of counts")]
fn what(odd: Odd, glance: &Glance, usual: &[(Odd, f64, f64)]) -> String {
    let middle = usual.iter().find(|(own, ..)| *own == odd).map_or(0.0, |(_, middle, _)| *middle);
    let middle_length = (middle.exp() - 1.0).round().max(0.0) as u64;
    match odd {
        Odd::Prompt => {
            let own = thousands(u64::from(glance.prompt_chars));
            format!("{own} characters are asked, usual are {}", thousands(middle_length))
        }
        Odd::Answer => {
            let own = thousands(u64::from(glance.answer_chars));
            format!("{own} characters are answered, usual are {}", thousands(middle_length))
        }
        Odd::Letters => format!("{} % of the answer are letters, usual are {middle:.0} %", glance.letters),
        Odd::Turns => format!("{} answers, usual are {middle_length}", glance.turns),
    }
}

/// The median, and the median distance from it.
fn usual(mut numbers: Vec<f64>) -> (f64, f64) {
    let middle = median(&mut numbers);
    let mut distances: Vec<f64> = numbers.iter().map(|number| (number - middle).abs()).collect();
    (middle, median(&mut distances))
}

fn median(numbers: &mut [f64]) -> f64 {
    if numbers.is_empty() {
        return 0.0;
    }
    let middle = (numbers.len() - 1) / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// The places of the first few by a measure, the largest first, then in file order.
fn first(glances: &[Glance], measure: impl Fn(&Glance) -> f64) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> =
        glances.iter().enumerate().map(|(place, glance)| (place, measure(glance))).collect();
    all.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(NAMED);
    all
}

fn spot(inputs: &Inputs, glance: &Glance) -> Spot {
    Spot { file: inputs.name(glance.place.source as usize).to_owned(), line: glance.line }
}
