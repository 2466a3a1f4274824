//! The screens that belong to no guide: fields, what a search found, dossiers, help, the phone, erasing.

use crate::book::{Book, Guide, Phrase, Sight, key};
use crate::engine::event::{Choice, Group, Scene};
use crate::engine::languages;
use crate::engine::news_menu;
use crate::engine::offer::living_fields;
use crate::engine::session::{Keep, MOST_UNFINISHED, Session, View, Walk};
use crate::engine::show::Hand;
use crate::engine::token::{Deed, Menu};
use crate::engine::told;

/// The most guides a list offers: more don't fit a phone.
const MOST_LISTED: usize = 8;

/// A view that is no step.
pub(super) fn scene(hand: &Hand<'_, '_>, view: &View) -> (Scene, Vec<Choice>) {
    match view {
        View::Fields => fields(hand),
        View::Field(id) => field(hand, id),
        View::Found(ids) => found(hand, ids),
        View::Nothing => nothing(hand),
        View::Search => search(hand),
        View::Dossiers(waiting) => dossiers(hand, waiting.as_deref()),
        View::Dossier(number) => dossier(hand, *number),
        View::Naming(_) => {
            plain(hand.say(Phrase::NamingTitle), vec![hand.say(Phrase::NamingText)], hand.back_to_place())
        }
        View::Forgetting => forgetting(hand),
        View::Forgotten => plain(String::new(), vec![hand.say(Phrase::Forgotten)], vec![]),
        View::StartingOver => starting_over(hand),
        View::Languages => languages::menu(hand),
        View::Help => help(hand),
        View::Summary => told::summary(hand),
        View::Word(name) => told::word(hand, name),
        View::Told(topic) => told::told(hand, *topic),
        View::Torn { topic, at, guides } => told::torn(hand, (*topic, *at), guides),
        View::News => news_menu::news(hand),
        View::Hamlets => news_menu::hamlets(hand),
        View::Person | View::Place | View::Look(_) | View::Lacking => person(hand),
    }
}

/// A guide's short name with "cho ai".
pub(super) fn short_name(guide: &Guide, walk: &Walk) -> String {
    match &walk.whom {
        Some(whom) => format!("{} ({whom})", guide.front.name()),
        None => guide.front.name().to_owned(),
    }
}

/// What a dossier is called: two of one guide are told apart by "cho ai", else by the day they began.
pub(super) fn name(book: &Book, s: &Session, walk: &Walk) -> String {
    let standing = standing(book, walk);
    let gone = book.words.say(Phrase::DossierNoGuide, &[]);
    let guide = standing.map_or(gone.as_str(), |g| g.front.name());
    if let Some(whom) = &walk.whom {
        return book.words.say(Phrase::DossierNamed, &[("guide", guide), ("whom", whom)]);
    }
    let twins = s.dossiers.iter().filter(|d| d.guide == walk.guide && d.whom.is_none());
    // Of guides that are gone only the day tells one from another.
    if standing.is_some() && twins.clone().all(|d| d.number == walk.number) {
        return guide.to_owned();
    }
    let day = book.words.short_day(walk.began);
    let name = book.words.say(Phrase::DossierBegan, &[("guide", guide), ("day", &day)]);
    // Two of one day: the second and later are numbered.
    match twins.filter(|d| d.began == walk.began).position(|d| d.number == walk.number) {
        Some(n) if n > 0 => format!("{name} ({})", n + 1),
        _ => name,
    }
}

/// The guide of a walk; none = it has left the book, and nothing leads on there.
pub(super) fn standing<'b>(book: &'b Book, walk: &Walk) -> Option<&'b Guide> {
    book.guide(&walk.guide).filter(|g| !g.steps.is_empty())
}

fn plain(title: String, lines: Vec<String>, choices: Vec<Choice>) -> (Scene, Vec<Choice>) {
    (Scene::Plain { title, lines }, choices)
}

fn fields(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let mut choices: Vec<Choice> = living_fields(hand.book)
        .map(|(id, name)| hand.button(name.to_owned(), Deed::Field(key(id)), Group::Guide))
        .collect();
    choices.extend(ways_out(hand));
    plain(hand.say(Phrase::FieldsTitle), vec![], choices)
}

/// Back to the place, or to a person: under every screen of ours.
fn ways_out(hand: &Hand<'_, '_>) -> Vec<Choice> {
    let mut out = hand.back_to_place();
    out.push(hand.button(hand.say(Phrase::Person), Deed::Menu(Menu::Person), Group::Nav));
    out
}

pub(super) fn opens(hand: &Hand<'_, '_>, guide: &Guide) -> Choice {
    hand.button(guide.front.title.clone(), Deed::Open(guide.key), Group::Guide)
}

fn field(hand: &Hand<'_, '_>, id: &str) -> (Scene, Vec<Choice>) {
    let of_it = hand.book.guides.values().filter(|g| g.front.field.as_deref() == Some(id));
    let mut choices: Vec<Choice> = of_it.map(|g| opens(hand, g)).collect();
    let label = hand.say(Phrase::Fields);
    choices.push(hand.button(label, Deed::Menu(Menu::Fields), Group::Nav));
    choices.extend(hand.back_to_place());
    let Some(name) = hand.book.words.field(id) else { return fields(hand) };
    plain(hand.book.words.say(Phrase::FieldTitle, &[("field", name)]), vec![], choices)
}

fn found(hand: &Hand<'_, '_>, ids: &[String]) -> (Scene, Vec<Choice>) {
    let guides: Vec<&Guide> = ids.iter().filter_map(|id| hand.book.guide(id)).take(MOST_LISTED).collect();
    let not_this = hand.button(hand.say(Phrase::NotThis), Deed::Menu(Menu::NotThis), Group::Nav);
    match guides.as_slice() {
        [] => nothing(hand),
        [only] => {
            let begin = hand.button(hand.say(Phrase::Begin), Deed::Open(only.key), Group::Guide);
            let title = hand.book.words.say(Phrase::FoundTitle, &[("guide", &only.front.title)]);
            let mut choices = vec![begin, not_this];
            choices.extend(back_from_found(hand));
            plain(title, in_the_middle(hand), choices)
        }
        several => {
            let mut choices: Vec<Choice> = several.iter().map(|g| opens(hand, g)).collect();
            choices.push(Choice { label: hand.say(Phrase::NotThese), ..not_this });
            choices.extend(back_from_found(hand));
            plain(hand.say(Phrase::FoundSeveral), in_the_middle(hand), choices)
        }
    }
}

/// In the middle of a procedure: that it stays where it is.
fn in_the_middle(hand: &Hand<'_, '_>) -> Vec<String> {
    let guide = hand.book.guide(&hand.walk.guide).filter(|_| hand.s.hand.is_some());
    guide.map(|g| hand.book.words.say(Phrase::Torn, &[("guide", &short_name(g, hand.walk))])).into_iter().collect()
}

fn back_from_found(hand: &Hand<'_, '_>) -> Vec<Choice> {
    if hand.walk.number == 0 { Vec::new() } else { hand.back_to_place() }
}

fn nothing(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let phone = local(hand, "hotline.phone");
    let text = hand.book.words.say(Phrase::NothingText, &[("phone", &phone)]);
    let mut choices = vec![hand.button(hand.say(Phrase::Fields), Deed::Menu(Menu::Fields), Group::Guide)];
    choices.extend(ways_out(hand));
    plain(hand.say(Phrase::NothingTitle), vec![text], choices)
}

fn search(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let mut choices = vec![hand.button(hand.say(Phrase::Fields), Deed::Menu(Menu::Fields), Group::Guide)];
    choices.extend(hand.back_to_place());
    plain(hand.say(Phrase::SearchTitle), vec![hand.say(Phrase::SearchText)], choices)
}

fn dossiers(hand: &Hand<'_, '_>, waiting: Option<&str>) -> (Scene, Vec<Choice>) {
    let mut choices = Vec::new();
    let mut lines = Vec::new();
    if hand.s.dossiers.is_empty() {
        lines.push(hand.say(Phrase::DossiersNone));
        choices.push(hand.button(hand.say(Phrase::Fields), Deed::Menu(Menu::Fields), Group::Guide));
    }
    for d in hand.s.dossiers.iter().rev() {
        let called = name(hand.book, hand.s, d);
        if waiting.is_some() {
            if !d.finished && !d.away {
                let label = hand.book.words.say(Phrase::PutAway, &[("name", &called)]);
                choices.push(hand.button(label, Deed::PutAway(d.number), Group::Guide));
            }
            continue;
        }
        let state = state(hand, d);
        lines.push(hand.book.words.say(Phrase::DossierLine, &[("name", &called), ("state", &state)]));
        choices.push(hand.button(called, Deed::Page(d.number), Group::Guide));
    }
    choices.extend(hand.back_to_place());
    let most = MOST_UNFINISHED.to_string();
    let title = match waiting {
        Some(_) => hand.book.words.say(Phrase::Full, &[("n", &most)]),
        None => hand.say(Phrase::DossiersTitle),
    };
    lines.truncate(MOST_LISTED + 2);
    plain(title, lines, choices)
}

fn state(hand: &Hand<'_, '_>, walk: &Walk) -> String {
    if standing(hand.book, walk).is_none() {
        return hand.say(Phrase::DossierGuideGone);
    }
    if walk.away {
        return hand.say(Phrase::DossierAway);
    }
    if walk.finished {
        return hand.say(Phrase::DossierFinished);
    }
    hand.book.words.say(Phrase::DossierOpen, &[("step", &step_name(hand, walk))])
}

fn step_name(hand: &Hand<'_, '_>, walk: &Walk) -> String {
    let Some((spot, _)) = walk.place.find(hand.book) else { return String::new() };
    let path = crate::engine::path::path(hand.book, walk, hand.path.ground.today);
    let sight = Sight { book: hand.book, guide: spot.guide, ground: &path.ground };
    sight.words(&spot.step().heading).unwrap_or_default()
}

/// A dossier's page: where it stands, the path's questions with their answers, each a button.
fn dossier(hand: &Hand<'_, '_>, number: u32) -> (Scene, Vec<Choice>) {
    let Some(walk) = hand.s.dossier(number) else { return dossiers(hand, None) };
    let words = &hand.book.words;
    let path = crate::engine::path::path(hand.book, walk, hand.path.ground.today);
    let mut lines = vec![state(hand, walk)];
    let again = if walk.finished || walk.away { Phrase::OpenAgain } else { Phrase::GoOn };
    let called = name(hand.book, hand.s, walk);
    let mut choices = Vec::new();
    if standing(hand.book, walk).is_some() {
        choices.push(hand.button(words.say(again, &[("name", &called)]), Deed::Resume(number), Group::Guide));
    }
    for node in &path.nodes {
        let sight = Sight { book: hand.book, guide: node.spot.guide, ground: &path.ground };
        let typed = path.ground.answers.get(&node.spot.step().id).cloned();
        let chosen = node.answer().and_then(|b| sight.words(&b.label));
        let (Some(question), Some(answer)) = (sight.words(&node.spot.step().heading), chosen.or(typed)) else {
            continue;
        };
        let label = words.say(Phrase::DossierAnswer, &[("question", &question), ("answer", &answer)]);
        let mut choice = hand.button(label, Deed::Goto(node.spot.at()), Group::Guide);
        choice.act = crate::engine::event::Act::Press(
            crate::engine::token::Token {
                dossier: number,
                fresh: false,
                aside: false,
                from: node.spot.at(),
                deed: Deed::Goto(node.spot.at()),
            }
            .write(),
        );
        choices.push(choice);
    }
    if choices.len() > 1 {
        lines.push(hand.say(Phrase::DossierAnswers));
    }
    choices.push(hand.button(hand.say(Phrase::NameDossier), Deed::Name(number), Group::Nav));
    if !walk.away {
        choices.push(hand.button(words.say(Phrase::PutAway, &[("name", &called)]), Deed::PutAway(number), Group::Nav));
    }
    choices.push(hand.button(hand.say(Phrase::Dossiers), Deed::Menu(Menu::Dossiers), Group::Nav));
    if hand.s.keep == Keep::No || hand.s.keep == Keep::Unanswered {
        choices.push(hand.button(hand.say(Phrase::KeepYes), Deed::Keep(true), Group::Far));
    }
    plain(called, lines, choices)
}

fn forgetting(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let mut choices = vec![hand.button(hand.say(Phrase::ForgetYes), Deed::Forget, Group::Guide)];
    choices.push(hand.button(hand.say(Phrase::ForgetNo), Deed::Leave, Group::Guide));
    plain(hand.say(Phrase::ForgetTitle), vec![hand.say(Phrase::ForgetAsk)], choices)
}

fn starting_over(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let guide = hand.book.guide(&hand.walk.guide).map_or("", |g| g.front.name());
    let mut choices = vec![hand.button(hand.say(Phrase::StartOverYes), Deed::StartOver, Group::Guide)];
    choices.extend(hand.back_to_place());
    plain(hand.book.words.say(Phrase::StartOverAsk, &[("guide", guide)]), vec![], choices)
}

fn help(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let mut choices = vec![hand.button(hand.say(Phrase::Fields), Deed::Menu(Menu::Fields), Group::Guide)];
    if !hand.s.dossiers.is_empty() {
        choices.push(hand.button(hand.say(Phrase::Dossiers), Deed::Menu(Menu::Dossiers), Group::Guide));
    }
    choices.extend(ways_out(hand));
    choices.extend(languages::button(hand));
    plain(hand.say(Phrase::HelpTitle), vec![hand.say(Phrase::HelpText), hand.say(Phrase::HelpCommands)], choices)
}

fn person(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let values = ["office.name", "office.phone", "office.hours"].map(|path| local(hand, path));
    let blanks = [("office", values[0].as_str()), ("phone", &values[1]), ("hours", &values[2])];
    let text = hand.book.words.say(Phrase::PersonText, &blanks);
    plain(hand.say(Phrase::PersonTitle), vec![text], hand.back_to_place())
}

fn local(hand: &Hand<'_, '_>, path: &str) -> String {
    hand.book.local(path, &hand.book.words).unwrap_or_default()
}
