//! The staff: who may write, agree and manage; invitations that live an hour; the log of deeds.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::announce::plan::{COMMAND_LINE, UserId};
use crate::sender::job::{ChatId, MessageId};
use crate::store::{Record, Space};
use crate::when::Moment;

/// `staff/`: one record.
pub const ROSTER: Space<Roster> = Space::new("staff/");

/// `l/<number>`, big-endian: the log of deeds, the oldest first.
pub const DEEDS: Space<Deed> = Space::new("l/");

/// How long an invitation may be used.
pub const INVITED: Duration = Duration::from_hours(1);

/// The most characters of a name that are kept.
const MOST_NAME: usize = 40;

/// What a staff member may do; each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Write and send.
    Writer,
    /// Agree to what another wrote.
    Approver,
    /// Invite and remove.
    Manager,
}

/// Who belongs to the staff besides the owners of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Roster {
    /// By their Telegram numbers.
    pub people: BTreeMap<UserId, Person>,
    /// Owners are no entry of `people`; what Telegram calls them is known once they have written.
    #[serde(default)]
    pub owners: BTreeMap<UserId, String>,
    /// Not used yet.
    #[serde(default)]
    pub invitations: Vec<Invitation>,
    /// Groups that became others: the number of each, by the one before.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moved: BTreeMap<ChatId, ChatId>,
    /// The topic of the staff's group in which the desk stood last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<MessageId>,
    /// How many deeds are in the log: the next one's number.
    #[serde(default)]
    pub deeds: u64,
}

impl Record for Roster {
    const VERSION: u8 = 1;
}

/// One of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// As Telegram calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub since: Moment,
}

/// A link that makes whoever opens it first one of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// What the link ends with.
    pub code: String,
    /// What they will be.
    pub role: Role,
    /// Who invites.
    pub by: UserId,
    /// Until when.
    pub until: Moment,
}

/// Something a staff member did; kept, and shown to the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Who.
    pub by: UserId,
    /// What they were called then.
    pub name: String,
    /// When.
    pub at: Moment,
    /// What: a sentence without a citizen in it.
    pub what: String,
}

impl Record for Deed {
    const VERSION: u8 = 1;
}

impl Role {
    /// As the staff reads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Writer => "soạn",
            Self::Approver => "duyệt",
            Self::Manager => "quản trị",
        }
    }
}

impl Roster {
    /// What somebody may do; none = no staff. `owners` are those of the configuration.
    pub fn role(&self, who: UserId, owners: &[UserId]) -> Option<Role> {
        if who == COMMAND_LINE || owners.contains(&who) {
            return Some(Role::Manager);
        }
        self.people.get(&who).map(|person| person.role)
    }

    /// What somebody is called.
    pub fn name(&self, who: UserId) -> String {
        if who == COMMAND_LINE {
            return "người vận hành".to_owned();
        }
        let known = self.people.get(&who).map(|person| &person.name).or_else(|| self.owners.get(&who));
        known.cloned().unwrap_or_else(|| format!("người số {who}"))
    }

    /// Keeps a new invitation; those whose hour is over go.
    pub fn invite(&mut self, code: String, role: Role, by: UserId, now: Moment) {
        self.invitations.retain(|one| one.until > now);
        self.invitations.push(Invitation { code, role, by, until: now.plus(INVITED) });
    }

    /// Uses an invitation: once, within its hour, as long as whoever gave it still manages.
    pub fn accept(
        &mut self,
        code: &str,
        who: UserId,
        name: &str,
        owners: &[UserId],
        now: Moment,
    ) -> Option<Invitation> {
        let found = self.invitations.iter().position(|one| one.code == code)?;
        let one = self.invitations.remove(found);
        if one.until <= now || self.role(one.by, owners) < Some(Role::Manager) {
            return None;
        }
        let better = self.role(who, owners).filter(|role| *role >= one.role);
        if better.is_none() {
            let name = short(name);
            self.people.insert(who, Person { name, role: one.role, since: now });
        }
        Some(one)
    }

    /// Who may agree to what `by` wrote: anybody else who agrees or manages.
    pub fn approvers(&self, by: UserId, owners: &[UserId]) -> Vec<UserId> {
        let of_people = self.people.iter().filter(|(_, person)| person.role >= Role::Approver).map(|(who, _)| *who);
        let mut all: Vec<UserId> = of_people.chain(owners.iter().copied()).filter(|who| *who != by).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A name in one short line.
pub fn short(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: UserId = 1;

    fn at(minutes: u64) -> Moment {
        Moment::default().plus(Duration::from_mins(minutes))
    }

    #[test]
    fn an_invitation_is_used_once_and_within_its_hour() {
        let mut roster = Roster::default();
        roster.invite("a".to_owned(), Role::Writer, OWNER, at(0));
        roster.invite("b".to_owned(), Role::Approver, OWNER, at(0));
        assert!(roster.accept("a", 7, " Chị   Hoa ", &[OWNER], at(59)).is_some());
        assert!(roster.accept("a", 8, "Ai đó", &[OWNER], at(59)).is_none(), "once");
        assert!(roster.accept("b", 8, "Ai đó", &[OWNER], at(60)).is_none(), "too late");
        assert_eq!((roster.name(7).as_str(), roster.role(7, &[OWNER])), ("Chị Hoa", Some(Role::Writer)));
        assert_eq!(roster.role(8, &[OWNER]), None);
    }

    #[test]
    fn an_invitation_dies_with_its_givers_right_and_never_lowers_a_role() {
        let mut roster = Roster::default();
        roster.people.insert(5, Person { name: "a".to_owned(), role: Role::Manager, since: at(0) });
        roster.invite("x".to_owned(), Role::Manager, 5, at(0));
        roster.people.remove(&5);
        assert!(roster.accept("x", 6, "b", &[OWNER], at(1)).is_none());
        roster.invite("y".to_owned(), Role::Writer, OWNER, at(0));
        roster.people.insert(6, Person { name: "b".to_owned(), role: Role::Approver, since: at(0) });
        assert!(roster.accept("y", 6, "b", &[OWNER], at(1)).is_some());
        assert_eq!(roster.role(6, &[OWNER]), Some(Role::Approver));
        assert_eq!(roster.approvers(6, &[OWNER]), [OWNER]);
    }
}
