//! `image-too-large`: an image is larger than the target takes.

use super::images::images;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::targets::Target;

/// An image is larger than the target takes.
pub static RULE: Rule = Rule {
    name: "image-too-large",
    group: Group::Images,
    level: Level::Warn,
    docs: r#"An image is larger than the target takes.
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(most) = target.and_then(|target| target.images.max_bytes) else { return };
    if (view.record.text.len() as u64) < most {
        return;
    }
    for image in images(view) {
        let bytes = image.data().map_or(0, |data| data.len() as u64 / 4 * 3);
        if bytes > most {
            out.find(|| {
                let mib = |bytes: u64| bytes.div_ceil(1 << 20);
                let message = format!("the image has {} MiB, the target takes {}", mib(bytes), mib(most));
                (image.at(), message, "make it smaller".to_owned())
            });
        }
    }
}
