//! A letter: what is told, as a clerk wrote it in Telegram or in a file. Who sends it and the way to stop are added when it is sent.

use serde::{Deserialize, Serialize};

use crate::sender::job::{Media, MediaFile};

/// What is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Classic HTML as Telegram takes it.
    pub html: String,
    /// Files in order; several are an album.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// Buttons in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

impl Letter {
    /// Whether it says and shows nothing.
    pub fn is_empty(&self) -> bool {
        self.html.trim().is_empty() && self.media.is_empty()
    }

    /// Its files that stand in `dialogs/`, relative to it.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.media.iter().filter_map(|media| match &media.file {
            MediaFile::Path(path) => Some(path.as_str()),
            MediaFile::Id(_) => None,
        })
    }
}

/// A button under a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What is written on it.
    pub label: String,
    /// Where it leads.
    pub aim: Aim,
}

/// Where a button leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// To the opening of a guide, by its id.
    Guide(String),
    /// To an address.
    Address(String),
}
