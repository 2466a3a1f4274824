//! A button of the desk ⇄ what it carries: what it does, on which announcement as it was then, with one number.

use crate::announce::plan::{Plan, PlanId};
use crate::engine::{Act, Choice, Group};

/// No engine token begins so: base64url has no colon.
const MARK: &str = "w:";

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Do {
    Home,
    New,
    Template,
    Open,
    Test,
    Kinds,
    Everybody,
    Fields,
    Field,
    Hamlets,
    Hamlet,
    Opened,
    Doing,
    Filed,
    OpenedField,
    DoingField,
    FiledField,
    OpenedGuide,
    DoingGuide,
    FiledGuide,
    When,
    Now,
    Urgent,
    Silent,
    Write,
    Button,
    ButtonField,
    ButtonGuide,
    NoButton,
    Send,
    Agree,
    Refuse,
    Drop,
    Pause,
    Resume,
    Stop,
    Mend,
    TakeBack,
    Table,
    People,
    Remove,
    Inviting,
    Invite,
    Deeds,
    Standing,
    StandingNew,
    StandingOff,
    StandingAll,
    StandingField,
    Leave,
}

/// In the order of their numbers: only ever added to, buttons live for ever.
const ALL: [Do; 50] = [
    Do::Home,
    Do::New,
    Do::Template,
    Do::Open,
    Do::Test,
    Do::Kinds,
    Do::Everybody,
    Do::Fields,
    Do::Field,
    Do::Hamlets,
    Do::Hamlet,
    Do::Opened,
    Do::Doing,
    Do::Filed,
    Do::OpenedField,
    Do::DoingField,
    Do::FiledField,
    Do::OpenedGuide,
    Do::DoingGuide,
    Do::FiledGuide,
    Do::When,
    Do::Now,
    Do::Urgent,
    Do::Silent,
    Do::Write,
    Do::Button,
    Do::ButtonField,
    Do::ButtonGuide,
    Do::NoButton,
    Do::Send,
    Do::Agree,
    Do::Refuse,
    Do::Drop,
    Do::Pause,
    Do::Resume,
    Do::Stop,
    Do::Mend,
    Do::TakeBack,
    Do::Table,
    Do::People,
    Do::Remove,
    Do::Inviting,
    Do::Invite,
    Do::Deeds,
    Do::Standing,
    Do::StandingNew,
    Do::StandingOff,
    Do::StandingAll,
    Do::StandingField,
    Do::Leave,
];

/// What a button carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) does: Do,
    /// 0 = none.
    pub(super) plan: PlanId,
    /// As it was when the button was drawn.
    pub(super) edition: u32,
    /// A field, a guide, a hamlet by its hash; a person; a role; a page.
    pub(super) arg: i64,
}

impl Token {
    pub(super) fn write(&self) -> String {
        let index = ALL.iter().position(|does| *does == self.does).unwrap_or(0);
        format!("{MARK}{index}.{}.{}.{}", self.plan, self.edition, self.arg)
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(MARK)?.split('.');
        let does = *ALL.get(parts.next()?.parse::<usize>().ok()?)?;
        let (plan, edition) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let arg = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self { does, plan, edition, arg })
    }
}

/// Whether a button is one of the desk's.
pub fn is_desk(token: &str) -> bool {
    token.starts_with(MARK)
}

/// What opens an announcement's page: for whoever is told of it.
pub fn open(plan: PlanId) -> String {
    Token { does: Do::Open, plan, edition: 0, arg: 0 }.write()
}

/// A button.
pub(super) fn button(label: impl Into<String>, does: Do, arg: i64) -> Choice {
    let token = Token { does, plan: 0, edition: 0, arg };
    Choice { label: label.into(), act: Act::Press(token.write()), group: Group::Guide }
}

/// A button on an announcement as it is now.
pub(super) fn on(label: impl Into<String>, does: Do, plan: &Plan, arg: i64) -> Choice {
    let token = Token { does, plan: plan.id, edition: plan.edition, arg };
    Choice { label: label.into(), act: Act::Press(token.write()), group: Group::Guide }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        for does in ALL {
            let token = Token { does, plan: u32::MAX, edition: u32::MAX, arg: i64::MIN };
            assert_eq!(Token::read(&token.write()), Some(token));
            assert!(token.write().len() <= 64);
        }
        for odd in ["", "w:", "w:999.0.0.0", "w:1.0.0", "w:1.0.0.0.0", "w:a.0.0.0", "1.0.0.0"] {
            assert_eq!(Token::read(odd), None, "{odd}");
        }
    }
}
