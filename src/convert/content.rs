//! What messages say: names, refusals, reasoning, images and other media, and lists of parts.

use std::borrow::Cow;

use super::normal::lists;
use super::{Change, Impossible, Loss, Work};
use crate::model::{Body, Content, Example, Field, Json, Message, Part, Role, Train};
use crate::shapes::{ImagePlace, Reasoning};

/// The members in which messages of some dialects have a reasoning trace.
pub const REASONING: &[&str] = &["reasoning_content", "reasoning", "thinking"];
/// The members in which records of some dialects say how much a sample counts.
pub const SAMPLE_WEIGHTS: &[&str] = &["weight", "sample_weight", "loss_weight"];

/// Whether a number weighs a sample otherwise than the rest.
fn weighs(value: &Json<'_>) -> bool {
    matches!(value, Json::Number(number) if number.as_f64() != Some(1.0))
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
                example.meta.iter_mut().for_each(|field| field.name = Cow::Borrowed(weight));
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
        let field = message.meta.iter().find(|field| REASONING.contains(&field.name.as_ref()));
        let in_member = field.and_then(|field| Some((field.name.clone(), field.value.as_str()?)));
        let in_member = in_member.filter(|(_, text)| !text.is_empty());
        let in_block = message.parts.iter().find_map(|part| match part {
            Part::Reasoning(text) => Some(*text),
            _ => None,
        });
        message.meta.retain(|field| !REASONING.contains(&field.name.as_ref()));
        let Some(text) = in_block.or(in_member.as_ref().map(|(_, text)| *text)) else { return Ok(()) };
        message.parts.retain(|part| !matches!(part, Part::Reasoning(_)));
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
                if !in_member.is_some_and(|(key, _)| keys.contains(&key.as_ref())) {
                    self.change(Change::Reasoning);
                }
            }
            Reasoning::Block => {
                if in_block.is_none() {
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
