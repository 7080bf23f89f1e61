//! What gristmill talks about, as data: a record (a line), its JSON, the example it means, and what a rule finds in it.
//!
//! Everything borrows from the record's bytes. Nothing here opens files, knows a shape, a rule or a target.

mod example;
mod finding;
mod json;
mod pointer;
mod record;
mod splice;
mod task;

pub use example::{
    Arguments, At, Body, CallPlace, Chat, Content, Example, Field, Label, Message, Part, Preference, Role,
    Steps, ToolCall, Train,
};
pub use finding::{Excerpt, Finding, Level, Place};
pub use json::{Arena, Json, Kind, Parsed, SyntaxError};
pub use pointer::Pointer;
pub use record::{Record, Unread};
pub use splice::{cut, insert_first, locate};
pub use task::Task;
