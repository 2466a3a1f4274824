//! A disk that can be filled and emptied: a small one in memory where the test may mount, else a limit on the size of files.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use crate::town::bot::{Bot, Folder, camtay, camtay_within_limits};
use crate::town::{TOKEN, Town};

/// The size of the small disk.
const SIZE: &str = "size=64m";

pub enum Tight {
    Mounted(PathBuf),
    Limited,
}

impl Tight {
    /// For the data of this folder.
    pub fn of(folder: &Folder) -> Self {
        let data = folder.0.join("data");
        fs::create_dir_all(&data).expect("a folder");
        let mounted = run("mount", &["-t", "tmpfs", "-o", SIZE, "camtay-test", &data.to_string_lossy()]);
        if mounted { Self::Mounted(data) } else { Self::Limited }
    }

    pub fn name(&self) -> &'static str {
        if matches!(self, Self::Mounted(_)) { "a small tmpfs" } else { "RLIMIT_FSIZE" }
    }

    pub fn bot(&self, town: &Town) -> Bot {
        let command = if let Self::Limited = self { camtay_within_limits(&town.folder) } else { camtay(&town.folder) };
        Bot::start_as(command, &town.api, TOKEN, &[])
    }

    /// Not a byte more.
    pub fn fills(&self, town: &Town, bot: &Bot) {
        match self {
            Self::Mounted(data) => {
                let mut ballast = fs::File::create(data.join("ballast")).expect("a file");
                while ballast.write_all(&[7; 512]).is_ok() {}
            }
            Self::Limited => {
                let size = fs::metadata(town.folder.0.join("data/bot/db")).expect("the store").len();
                assert!(run("prlimit", &["--pid", &bot.id().to_string(), &format!("--fsize={size}:unlimited")]));
            }
        }
    }

    /// Room again.
    pub fn empties(&self, bot: &Bot) {
        match self {
            Self::Mounted(data) => fs::remove_file(data.join("ballast")).expect("the ballast"),
            Self::Limited => {
                assert!(run("prlimit", &["--pid", &bot.id().to_string(), "--fsize=unlimited:unlimited"]));
            }
        }
    }

    /// Whether nothing can be written from now on.
    pub fn is_sealed(&self, sealed: bool) -> bool {
        let Self::Mounted(data) = self else { return false };
        run("mount", &["-o", if sealed { "remount,ro" } else { "remount,rw" }, &data.to_string_lossy()])
    }
}

impl Drop for Tight {
    fn drop(&mut self) {
        if let Self::Mounted(data) = self {
            run("umount", &["-l", &data.to_string_lossy()]);
        }
    }
}

fn run(program: &str, words: &[&str]) -> bool {
    Command::new(program).args(words).output().is_ok_and(|done| done.status.success())
}
