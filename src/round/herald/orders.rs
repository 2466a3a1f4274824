//! What the command line asks of the announcements.

use crate::announce::desk::Deal;
use crate::announce::plan::{COMMAND_LINE, Plan, PlanId, Stage};
use crate::announce::{Counted, Letter, Request, Status, audience, correct, manners, over};
use crate::book::{Book, fold};
use crate::round::herald::deals::Doer;
use crate::round::herald::{Herald, Tally};
use crate::round::pages::Pages;
use crate::sender::draw::strip_html;
use crate::sender::job::Spot;
use crate::store::Trouble;
use crate::when::Moment;

impl Herald {
    /// A request other than a count; a line of JSON, or a sentence about what was wrong with it.
    pub(in crate::round) fn order(
        &mut self,
        pages: &mut Pages<'_>,
        book: &Book,
        request: Request,
        now: Moment,
    ) -> Result<Result<String, String>, Trouble> {
        let by = Doer { book, who: COMMAND_LINE, chat: None, spot: Spot::default(), now };
        if let Request::TakeBack { id } | Request::Edit { id, .. } = &request
            && self.plans.get(id).is_some_and(|plan| plan.way.closed)
        {
            let words = "bot không còn giữ số của các tin đã gửi; hãy gửi một tin đính chính mới";
            return Ok(Err(format!("tin số {id} đã quá 48 giờ: {words}")));
        }
        let id = match request {
            Request::Count { .. } => return Ok(Err("việc này máy đếm riêng".to_owned())),
            Request::Status { id: None } => {
                let all: Vec<Status> =
                    self.plans.values().rev().filter(|plan| is_told(plan)).map(|plan| self.status(plan, now)).collect();
                return Ok(serde_json::to_string(&all).map_err(|error| error.to_string()));
            }
            Request::Status { id: Some(id) } => id,
            Request::Send { letter, to, at, urgent, silent } => {
                if let Err(wrong) = to.judge(book) {
                    return Ok(Err(wrong));
                }
                if let Some(over) = over(&letter, book) {
                    return Ok(Err(over.to_string()));
                }
                self.send(pages, &by, (letter, urgent, silent), (to, at))?
            }
            Request::Pause { id } => self.deed(pages, &by, id, "tạm dừng", Deal::Pause(id))?,
            Request::Resume { id } => self.deed(pages, &by, id, "gửi tiếp", Deal::Resume(id))?,
            Request::Stop { id } => self.deed(pages, &by, id, "dừng hẳn", Deal::Stop(id))?,
            Request::TakeBack { id } => self.deed(pages, &by, id, "rút lại", Deal::TakeBack(id))?,
            Request::Edit { id, letter } => {
                if let Some(Err(over)) = self.plans.get(&id).map(|plan| correct(plan, letter.clone(), book)) {
                    return Ok(Err(over.to_string()));
                }
                self.deed(pages, &by, id, "sửa lời", Deal::Mend(id, Box::new(letter)))?
            }
        };
        let Some(plan) = self.plans.get(&id).filter(|plan| is_told(plan)) else {
            return Ok(Err(format!("không có tin số {id}")));
        };
        Ok(serde_json::to_string(&self.status(plan, now)).map_err(|error| error.to_string()))
    }

    fn status(&self, plan: &Plan, now: Moment) -> Status {
        plan.status(self.rate(), now)
    }

    fn send(
        &mut self,
        pages: &mut Pages<'_>,
        by: &Doer<'_>,
        (letter, urgent, silent): (Letter, bool, bool),
        (to, at): (crate::announce::To, Option<Moment>),
    ) -> Result<PlanId, Trouble> {
        let id = self.next_id();
        let topic = audience::topic(&to, by.book);
        self.put(Plan { letter, to, topic, urgent, silent, at, ..Plan::draft(id, COMMAND_LINE, by.now) });
        self.count_anew(pages.store(), id)?;
        // Whoever may start the program is known to nobody: an urgent one needs a person of the staff all the same.
        if urgent && !self.roster.approvers(COMMAND_LINE, &self.set.owners).is_empty() {
            if let Some(plan) = self.plan(id) {
                plan.state = Stage::Waiting;
            }
            self.log(COMMAND_LINE, format!("xin duyệt tin khẩn số {id}"), by.now);
            self.deal(pages, by, Deal::AskSecond(id))?;
            return Ok(id);
        }
        self.log(COMMAND_LINE, format!("gửi tin số {id}"), by.now);
        self.deal(pages, by, Deal::Release(id))?;
        Ok(id)
    }

    fn deed(
        &mut self,
        pages: &mut Pages<'_>,
        by: &Doer<'_>,
        id: PlanId,
        what: &str,
        deal: Deal,
    ) -> Result<PlanId, Trouble> {
        let fits = |plan: &Plan| match deal {
            Deal::Resume(_) => plan.is_halted(),
            Deal::Pause(_) | Deal::Stop(_) => plan.is_under_way(),
            _ => !plan.is_draft() && plan.state != Stage::Dropped,
        };
        if self.plans.get(&id).is_some_and(fits) {
            self.log(by.who, format!("{what} tin số {id}"), by.now);
            self.deal(pages, by, deal)?;
        }
        Ok(id)
    }

    /// What a finished count tells.
    pub(in crate::round) fn counted(&self, tally: &Tally, now: Moment) -> Counted {
        let (people, letter, at, urgent) = (tally.count, tally.letter.as_ref(), tally.at, tally.urgent);
        let work = crate::announce::desk::takes(people, self.rate());
        let from = at.unwrap_or(now).max(now);
        let (begins, ends) =
            if urgent { (from, from.plus(work)) } else { (manners::next_day(from), manners::after_hours(from, work)) };
        let said = |letter: &Letter| fold(&strip_html(&letter.html));
        let day = std::time::Duration::from_hours(24);
        let recent = self.plans.values().rev().filter(|plan| plan.begun.is_some_and(|begun| now.since(begun) < day));
        let same =
            letter.and_then(|letter| recent.filter(|plan| said(&plan.letter) == said(letter)).map(|p| p.id).next());
        let approval = urgent && !self.roster.approvers(COMMAND_LINE, &self.set.owners).is_empty();
        Counted { audience: people, begins, ends, same, approval }
    }
}

fn is_told(plan: &Plan) -> bool {
    !matches!(plan.state, Stage::Draft | Stage::Dropped)
}
