//! What messages say: names, refusals, reasoning, images and other media, and lists of parts.

use std::borrow::Cow;

use super::normal::lists;
use super::{Change, Impossible, Loss, Work};
use crate::model::{Body, Content, Example, Field, Json, Message, Part, Role, Train};
use crate::shapes::{ImagePlace, Reasoning};

/// The members in which messages of some dialects have a reasoning trace.
pub const REASONING: &[&str] = &["reasoning_content", "reasoning", "thinking"];
/// The traces of reasoning that stand in members of a message which its shape does not know.
pub fn traces<'m>(message: &'m Message<'_>) -> impl Iterator<Item = &'m str> {
    let fields = message.meta.iter().filter(|field| REASONING.contains(&field.name.as_ref()));
    fields.filter_map(|field| field.value.as_str())
}

/// The members in which records of some dialects say how much a sample counts.
pub const SAMPLE_WEIGHTS: &[&str] = &["weight", "sample_weight", "loss_weight"];

/// Whether a number weighs a sample otherwise than the rest.
fn weighs(value: &Json<'_>) -> bool {
    match value {
        Json::Number(number) => number.as_f64() != Some(1.0),
        // Tables know texts alone.
        Json::String(text) => {
            text.trim().parse::<f64>().is_ok_and(|weight| (weight - 1.0).abs() > f64::EPSILON)
        }
        _ => false,
    }
}

impl<'t> Work<'t, '_> {
    /// Members beside the messages that mean something.
    pub(super) fn fields(&mut self, example: &mut Example<'t>) {
        let is_preference = matches!(example.body, Body::Preference(_));
        for Field { name, value } in &example.meta {
            if SAMPLE_WEIGHTS.contains(&name.as_ref()) && weighs(value) {
                match self.form.sample_weight {
                    Some(own) if own == name => {}
                    Some(_) => self.change(Change::Shape),
                    None if self.form.keeps_fields => {}
                    None => self.lose(Loss::SampleWeights),
                }
            }
            if is_preference && name == "margin" && **value != Json::Null {
                self.lose(Loss::Margins);
            }
        }
        // What the shape has a meaning for would be read as that.
        let own = self.way.shape.members;
        example.meta.retain(|field| !own.contains(&field.name.as_ref()));
        if !self.form.keeps_fields {
            let weight = self.form.sample_weight;
            example.meta.retain(|field| weight.is_some() && SAMPLE_WEIGHTS.contains(&field.name.as_ref()));
            if let Some(weight) = weight {
                example.meta.truncate(1);
                for field in &mut example.meta {
                    field.name = Cow::Borrowed(weight);
                    let number = field.value.as_str().and_then(|text| text.trim().parse().ok());
                    if let Some(number) = number.and_then(serde_json::Number::from_f64) {
                        field.value = self.arena.value(Json::Number(number));
                    }
                }
            }
        }
    }

    pub(super) fn content(&mut self, example: &mut Example<'t>) -> Result<(), Impossible> {
        if let Body::Text(_) = example.body {
            return Ok(());
        }
        let mut has_parts = false;
        for message in lists(example).into_iter().flatten() {
            self.reasoning(message)?;
            self.media(message)?;
            if !message.masked_parts.is_empty() && !self.form.has_part_masks {
                self.lose(Loss::PartMasks);
                message.masked_parts.clear();
            }
            if message.name.is_some() && !self.form.has_names {
                // On a result it is the name of the function, which its call tells.
                if message.role != Role::Tool {
                    self.lose(Loss::Names);
                }
                message.name = None;
            }
            if !self.form.has_refusals {
                for part in &mut message.parts {
                    if let Part::Refusal(text) = part {
                        *part = Part::Text(Cow::Borrowed(text));
                        self.lose(Loss::Refusals);
                    }
                }
                if message.content == Content::Null && message.texts().next().is_some() {
                    message.content = Content::Text;
                }
                if message.content == Content::Text && message.role == Role::Assistant {
                    self.join_texts(message);
                }
            }
            self.mark(message);
            self.style(message);
            has_parts |= message.content == Content::Parts;
            if message.train != Train::Unset && message.role != Role::Assistant {
                // A weight means nothing where nothing is trained.
                message.train = Train::Unset;
            }
        }
        if self.way.is_uniform || (self.form.is_uniform && has_parts) {
            for message in lists(example).into_iter().flatten() {
                if message.content == Content::Text {
                    message.content = Content::Parts;
                    self.change(Change::Parts);
                }
            }
        }
        Ok(())
    }

    /// A mark of what is trained, in the way of the target.
    fn mark(&mut self, message: &mut Message<'t>) {
        let Some(place) = message.meta.iter().position(|field| field.name == "train") else { return };
        if !self.way.target.has_member("train", false) {
            message.meta.remove(place);
            self.change(Change::Masks);
        }
    }

    /// Brings the content into a style that the target reads.
    fn style(&mut self, message: &mut Message<'t>) {
        let is_text_only = message
            .parts
            .iter()
            .all(|p| !matches!(p, Part::Image { .. } | Part::Medium { .. } | Part::Refusal(_)));
        if !self.form.has_parts && message.content == Content::Parts && is_text_only {
            self.join_texts(message);
            message.content = Content::Text;
            self.change(Change::Parts);
        }
        let texts = message.parts.iter().filter(|part| matches!(part, Part::Text(_))).count();
        if !self.way.is_own && is_text_only && texts == 1 && message.content == Content::Parts {
            // One text in a list says no more than the text.
            if message.masked_parts.is_empty() {
                message.content = Content::Text;
            }
        }
        let has_content = message.parts.iter().any(|p| !matches!(p, Part::ToolCall(_) | Part::Reasoning(_)));
        if message.content == Content::Parts && !has_content && message.tool_calls().next().is_some() {
            message.content = Content::Absent;
        }
        let is_silent = matches!(message.content, Content::Null | Content::Absent);
        if is_silent && !self.form.has_null_content {
            message.content = Content::Text;
            self.change(Change::Content);
        }
    }

    /// Makes one text of several, a line each.
    fn join_texts(&self, message: &mut Message<'t>) {
        let texts: Vec<&str> = message
            .parts
            .iter()
            .filter_map(|part| if let Part::Text(text) = part { Some(text.as_ref()) } else { None })
            .collect();
        if texts.len() > 1 {
            let text = self.arena.text(&texts.join("\n"));
            let place =
                message.parts.iter().position(|part| matches!(part, Part::Text(_))).unwrap_or_default();
            message.parts.retain(|part| !matches!(part, Part::Text(_)));
            message.parts.insert(place.min(message.parts.len()), Part::Text(Cow::Borrowed(text)));
        }
    }

    fn reasoning(&mut self, message: &mut Message<'t>) -> Result<(), Impossible> {
        let mut thoughts: Vec<&'t str> = Vec::new();
        for part in &message.parts {
            if let Part::Reasoning(text) = part {
                thoughts.push(text);
            }
        }
        let in_blocks = thoughts.len();
        let mut key = None;
        for field in message.meta.iter().filter(|field| REASONING.contains(&field.name.as_ref())) {
            let before = thoughts.len();
            match field.value {
                Json::String(text) => thoughts.push(text),
                // Blocks, as Anthropic has them.
                value => thoughts.extend(
                    value
                        .items()
                        .iter()
                        .filter_map(|item| item.get("thinking").or(item.get("text"))?.as_str()),
                ),
            }
            if thoughts.len() > before {
                key = Some(field.name.clone());
            }
        }
        message.meta.retain(|field| !REASONING.contains(&field.name.as_ref()));
        message.parts.retain(|part| !matches!(part, Part::Reasoning(_)));
        thoughts.retain(|text| !text.is_empty());
        let text = match thoughts.as_slice() {
            [] => return Ok(()),
            [one] => one,
            several => self.arena.text(&several.join("\n\n")),
        };
        let is_one = thoughts.len() == 1;
        let in_block = is_one && in_blocks == 1;
        match self.form.reasoning {
            Reasoning::Refused => {
                return Err(Impossible::because("it has reasoning, which the target cannot hold"));
            }
            Reasoning::Lost => {
                self.lose(Loss::Reasoning);
                return Ok(());
            }
            Reasoning::Tags => {
                self.lose(Loss::ReasoningTags);
                let said = message.texts().collect::<Vec<_>>().join("\n");
                message.parts.retain(|part| !matches!(part, Part::Text(_)));
                let text = format!("<think>\n{text}\n</think>\n\n{said}");
                message.parts.insert(0, Part::Text(Cow::Owned(text)));
                message.content = Content::Text;
                return Ok(());
            }
            Reasoning::Member(keys) => {
                if !is_one || !key.is_some_and(|key| keys.contains(&key.as_ref())) {
                    self.change(Change::Reasoning);
                }
            }
            Reasoning::Block => {
                if !in_block {
                    self.change(Change::Reasoning);
                }
            }
        }
        message.parts.insert(0, Part::Reasoning(text));
        Ok(())
    }

    fn media(&mut self, message: &mut Message<'t>) -> Result<(), Impossible> {
        let is_medium = |part: &Part<'_>| matches!(part, Part::Medium { .. });
        if message.parts.iter().any(is_medium) && !self.form.has_media {
            if self.form.images == ImagePlace::Unheld {
                return Err(Impossible::because(
                    "it has audio, video or a document, which the target cannot hold",
                ));
            }
            self.lose(Loss::Media);
            message.parts.retain(|part| !is_medium(part));
        }
        let taken = self.way.target.images.schemes;
        for part in &mut message.parts {
            let Part::Image { url, detail, .. } = part else { continue };
            match self.form.images {
                ImagePlace::Unheld => {
                    return Err(Impossible::because("it has images, which the target cannot hold"));
                }
                ImagePlace::Column => self.lose(Loss::ImageColumns),
                ImagePlace::Inline => {}
            }
            if !taken.is_empty() && !taken.iter().any(|scheme| url.starts_with(scheme)) {
                let kind = url.split_once(':').map_or("a path", |(scheme, _)| scheme);
                let reason = format!(
                    "an image of it is given by {}, and the target takes {}",
                    crate::text::shortened(kind),
                    taken.join(" or ")
                );
                return Err(Impossible(reason.into()));
            }
            if detail.is_some() && !self.form.has_image_details {
                self.lose(Loss::ImageDetails);
                *detail = None;
            }
        }
        Ok(())
    }
}
