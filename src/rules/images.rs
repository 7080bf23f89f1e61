//! What rules about images have in common: every image of a record, and what a data URL holds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::View;
use crate::model::{Json, Message, Part, Pointer};
use crate::targets::ImageFormat;

/// An image of a record.
pub(super) struct Image<'v> {
    /// The message it stands in.
    pub message: &'v Message<'v>,
    /// Its address.
    pub url: &'v str,
    /// How closely it is looked at.
    pub detail: Option<&'v str>,
    /// Its place in the list of parts.
    pub part: usize,
}

/// Every image of a record.
pub(super) fn images<'v>(view: &View<'v>) -> impl Iterator<Item = Image<'v>> {
    view.messages().flat_map(|message| {
        message.parts.iter().filter_map(move |part| match part {
            Part::Image { url, detail, part } => Some(Image { message, url, detail: *detail, part: *part }),
            _ => None,
        })
    })
}

impl Image<'_> {
    /// Where it stands.
    pub fn at(&self) -> Pointer {
        self.message.part_at(self.part)
    }

    /// The format that the record says it has: the subtype of a data URL, or the member beside a storage address.
    pub fn declared<'v>(&'v self, view: &View<'v>) -> Option<&'v str> {
        if let Some(rest) = self.url.strip_prefix("data:") {
            return rest.split([';', ',']).next()?.strip_prefix("image/");
        }
        view.object()?.at(self.at().as_str())?.at("/image/format").and_then(Json::as_str)
    }

    /// What the data URL holds, as base64.
    pub fn data(&self) -> Option<&str> {
        let (head, data) = self.url.strip_prefix("data:")?.split_once(',')?;
        head.ends_with(";base64").then_some(data)
    }
}

/// What the bytes of a data URL are, by their start; an error where they are no base64.
pub(super) fn format_of(data: &str) -> Result<Option<ImageFormat>, ()> {
    /// Enough base64 for the longest mark of a format.
    const HEAD: usize = 24;
    let data = data.trim_end();
    let body = data.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    if body.is_empty()
        || !body.bytes().all(is_digit)
        || !data.len().is_multiple_of(4)
        || data.len() - body.len() > 2
    {
        return Err(());
    }
    let head = STANDARD.decode(&data[..data.len().min(HEAD)]).map_err(|_| ())?;
    Ok(ImageFormat::of_bytes(&head))
}
