//! Settings: a file and the environment, the environment on top; each fault names its place, in Vietnamese.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use log::LevelFilter;
use reqwest::Url;
use toml::{Spanned, Value};

/// The names in `camtay.toml`; in the environment `CAMTAY_` and the name in capitals.
const NAMES: [&str; 11] =
    ["data", "dialogs", "owners", "staff_chat", "second", "rate", "chat_rate", "paid", "keep", "metrics", "log"];

/// How the program runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The folder of the stores: the bot's in `bot/`, the terminal's in `terminal/`.
    pub data: PathBuf,
    /// The folder of the dialogs.
    pub dialogs: PathBuf,
    /// Who runs the bot, by their Telegram numbers.
    pub owners: Vec<i64>,
    /// The chat of the staff.
    pub staff_chat: Option<i64>,
    /// From so many people on an announcement needs a second person.
    pub second: u64,
    /// The most sends a second.
    pub rate: f64,
    /// The most sends a second to one chat; 0 = no limit of ours.
    pub chat_rate: f64,
    /// Whether announcements may be paid for in Stars, to go faster than Telegram's limit (`allow_paid_broadcast`).
    pub paid: bool,
    /// Whether the place is kept.
    pub keep: Keeping,
    /// Where `/metrics` and `/health` are served; always loopback.
    pub metrics: Option<SocketAddr>,
    /// How much is logged; none = what the way in finds fit.
    pub log: Option<LevelFilter>,
    /// How to reach Telegram; none = no bot, the chat in the terminal.
    pub bot: Option<Access>,
}

/// `CAMTAY_KEEP`: who decides whether a place is kept over a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// The citizen.
    Ask,
    /// The operator: yes.
    Always,
    /// The operator: no.
    Never,
}

/// The way to the Bot API.
#[derive(Clone, PartialEq)]
pub struct Access {
    /// The bot's token: a secret.
    pub token: String,
    /// The server.
    pub api: Url,
    /// A proxy before it; may hold a password.
    pub proxy: Option<String>,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("api", &self.api.host_str())
            .field("proxy", &self.proxy.is_some())
            .finish_non_exhaustive()
    }
}

/// A setting that can't be used: where it stands, and what is wrong, ready to read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {words}")]
pub struct Fault {
    place: String,
    words: String,
}

/// A value with where it was written.
struct Given {
    place: String,
    value: Value,
}

impl Given {
    fn fault(&self, words: impl Into<String>) -> Fault {
        Fault { place: self.place.clone(), words: words.into() }
    }
}

impl Settings {
    /// Reads the file (`camtay.toml`, if it is there, when none is named) and the environment.
    ///
    /// # Errors
    /// A [`Fault`] for the first setting that can't be used.
    pub fn load(file: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> Result<Self, Fault> {
        let mut given = match read(file)? {
            Some((name, text)) => from_file(&name, &text)?,
            None => BTreeMap::new(),
        };
        let set = |name: &str| environment(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        for name in NAMES {
            let variable = format!("CAMTAY_{}", name.to_uppercase());
            if let Some(value) = set(&variable) {
                given.insert(name.to_owned(), Given { place: variable, value: Value::String(value) });
            }
        }
        Ok(Self {
            data: path(given.get("data"), "data")?,
            dialogs: path(given.get("dialogs"), "dialogs")?,
            owners: given.get("owners").map_or(Ok(Vec::new()), numbers)?,
            staff_chat: given
                .get("staff_chat")
                .map(|g| number(&g.value).ok_or_else(|| g.fault("phải là số của nhóm, ví dụ -1001234567890")))
                .transpose()?,
            second: given.get("second").map_or(Ok(500), people)?,
            rate: rate(given.get("rate"), 28.0, false)?,
            chat_rate: rate(given.get("chat_rate"), 1.0, true)?,
            paid: given.get("paid").map_or(Ok(false), yes)?,
            keep: given.get("keep").map_or(Ok(Keeping::Ask), keeping)?,
            metrics: given.get("metrics").map(loopback).transpose()?,
            log: given.get("log").map(level).transpose()?,
            bot: access(set)?,
        })
    }
}

fn read(file: Option<&Path>) -> Result<Option<(String, String)>, Fault> {
    let path = file.unwrap_or(Path::new("camtay.toml"));
    let place = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some((place, text))),
        Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault { place, words: format!("không đọc được tệp này ({error})") }),
    }
}

fn from_file(name: &str, text: &str) -> Result<BTreeMap<String, Given>, Fault> {
    let place = |at: usize| format!("{name}:{}", text.get(..at).map_or(1, |before| before.matches('\n').count() + 1));
    let parsed: BTreeMap<Spanned<String>, Spanned<Value>> = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault { place: place(at), words: format!("không đọc được dòng này ({})", error.message()) }
    })?;
    let mut given = BTreeMap::new();
    for (key, value) in parsed {
        let place = place(key.span().start);
        let key = key.into_inner();
        if !NAMES.contains(&key.as_str()) {
            return Err(Fault { place, words: unknown(&key) });
        }
        given.insert(key, Given { place, value: value.into_inner() });
    }
    Ok(given)
}

fn unknown(key: &str) -> String {
    if key.contains("token") {
        return "mã bot không để trong tệp này; đặt nó vào biến môi trường TELOXIDE_TOKEN".to_owned();
    }
    format!(
        "không có mục «{key}»{}",
        nearest(key, &NAMES).map_or_else(String::new, |n| format!("; có phải «{n}» không?"))
    )
}

/// Names in the environment that look like ours and are none: a slip of the pen, worth a word.
pub fn strangers(names: impl Iterator<Item = String>) -> Vec<String> {
    let ours: Vec<String> = NAMES.iter().map(|n| format!("CAMTAY_{}", n.to_uppercase())).collect();
    let known: Vec<&str> = ours.iter().map(String::as_str).collect();
    let strange = names.filter(|n| n.starts_with("CAMTAY_") && !known.contains(&n.as_str()));
    strange
        .map(|n| {
            format!(
                "{n}: không có mục này{}",
                nearest(&n, &known).map_or_else(String::new, |k| format!("; có phải {k} không?"))
            )
        })
        .collect()
}

fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.replace('-', "_");
    let near = known.iter().map(|k| (strsim::damerau_levenshtein(&word, k), *k)).min()?;
    (near.0 <= 2.max(word.len() / 4)).then_some(near.1)
}

fn path(given: Option<&Given>, default: &str) -> Result<PathBuf, Fault> {
    match given.map(|g| (g, g.value.as_str())) {
        None => Ok(PathBuf::from(default)),
        Some((_, Some(words))) if !words.is_empty() => Ok(PathBuf::from(words)),
        Some((given, _)) => Err(given.fault(format!("phải là tên thư mục, ví dụ \"{default}\""))),
    }
}

fn numbers(given: &Given) -> Result<Vec<i64>, Fault> {
    let found = match &given.value {
        Value::Array(items) => items.iter().map(number).collect(),
        Value::String(words) => {
            words.split(',').map(str::trim).filter(|w| !w.is_empty()).map(|w| w.parse().ok()).collect()
        }
        other => number(other).map(|n| vec![n]),
    };
    found.ok_or_else(|| given.fault("phải là các số Telegram, cách nhau bằng dấu phẩy"))
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(n) => Some(*n),
        Value::String(words) => words.parse().ok(),
        _ => None,
    }
}

fn people(given: &Given) -> Result<u64, Fault> {
    let found = number(&given.value).and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0);
    found.ok_or_else(|| given.fault("phải là số người, từ đó trở lên một tin cần người thứ hai duyệt, ví dụ 500"))
}

#[expect(clippy::cast_precision_loss, reason = "a rate of more than 2^52 sends a second is no rate")]
fn rate(given: Option<&Given>, default: f64, zero: bool) -> Result<f64, Fault> {
    let Some(given) = given else { return Ok(default) };
    let found = match &given.value {
        Value::Integer(n) => Some(*n as f64),
        Value::Float(n) => Some(*n),
        Value::String(words) => words.parse().ok(),
        _ => None,
    };
    let fits = |n: &f64| n.is_finite() && (*n > 0.0 || (zero && *n == 0.0));
    let wanted = if zero {
        "phải là số lần gửi một giây, 0 là không giới hạn"
    } else {
        "phải là số lần gửi một giây, lớn hơn 0"
    };
    found.filter(fits).ok_or_else(|| given.fault(wanted))
}

fn yes(given: &Given) -> Result<bool, Fault> {
    let found = match &given.value {
        Value::Boolean(yes) => Some(*yes),
        Value::String(words) => words.to_lowercase().parse().ok(),
        _ => None,
    };
    found.ok_or_else(|| given.fault("phải là true hoặc false"))
}

fn keeping(given: &Given) -> Result<Keeping, Fault> {
    match given.value.as_str().unwrap_or("").to_lowercase().as_str() {
        "ask" => Ok(Keeping::Ask),
        "always" => Ok(Keeping::Always),
        "never" => Ok(Keeping::Never),
        other => {
            let near = nearest(other, &["ask", "always", "never"])
                .map_or_else(String::new, |n| format!("; có phải «{n}» không?"));
            Err(given.fault(format!("phải là ask, always hoặc never{near}")))
        }
    }
}

/// The page has no lock on it: it is for this machine alone.
fn loopback(given: &Given) -> Result<SocketAddr, Fault> {
    let found = given.value.as_str().and_then(|words| words.parse::<SocketAddr>().ok());
    found
        .filter(|address| address.ip().is_loopback())
        .ok_or_else(|| given.fault("phải là một cổng của chính máy này, ví dụ 127.0.0.1:9090"))
}

fn level(given: &Given) -> Result<LevelFilter, Fault> {
    let found = given.value.as_str().and_then(|words| words.parse().ok());
    found.ok_or_else(|| given.fault("phải là off, error, warn, info, debug hoặc trace"))
}

/// No value is repeated in a fault: a token and a proxy's password are secrets.
fn access(set: impl Fn(&str) -> Option<String>) -> Result<Option<Access>, Fault> {
    let fault = |place: &str, words: &str| Fault { place: place.to_owned(), words: words.to_owned() };
    let Some(token) = set("TELOXIDE_TOKEN") else { return Ok(None) };
    if token.chars().any(|c| c.is_whitespace() || c.is_control() || "/?#%\\".contains(c)) {
        return Err(fault("TELOXIDE_TOKEN", "mã bot có ký tự lạ; chép lại nguyên văn từ @BotFather"));
    }
    let server = set("TELOXIDE_API_URL").unwrap_or_else(|| "https://api.telegram.org".to_owned());
    let api = Url::parse(&server).ok().filter(|u| ["http", "https"].contains(&u.scheme()) && u.has_host());
    let api =
        api.ok_or_else(|| fault("TELOXIDE_API_URL", "không phải địa chỉ máy chủ, ví dụ http://127.0.0.1:8081"))?;
    let proxy = set("TELOXIDE_PROXY");
    let kinds = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    let known = |p: &String| Url::parse(p).is_ok_and(|u| kinds.contains(&u.scheme()) && u.has_host());
    if !proxy.as_ref().is_none_or(known) {
        return Err(fault("TELOXIDE_PROXY", "không phải địa chỉ proxy, ví dụ socks5://127.0.0.1:1080"));
    }
    Ok(Some(Access { token, api, proxy }))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        static FILES: AtomicUsize = AtomicUsize::new(0);
        let n = FILES.fetch_add(1, Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("camtay-{}-{n}.toml", std::process::id()));
        std::fs::write(&file, text).expect("a file");
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        let loaded = Settings::load(Some(&file), find);
        std::fs::remove_file(&file).expect("gone");
        loaded.map_err(|f| f.to_string().replace(&file.display().to_string(), "camtay.toml"))
    }

    #[test]
    fn the_environment_lies_on_top_of_the_file() {
        let text = "data = \"a\"\nrate = 5\nchat_rate = 0.5\nowners = [1, 2]\n";
        let settings = load(text, &[("CAMTAY_DATA", "b"), ("CAMTAY_KEEP", "Always"), ("CAMTAY_STAFF_CHAT", "-100")])
            .expect("fine");
        assert_eq!((settings.data, settings.dialogs), (PathBuf::from("b"), PathBuf::from("dialogs")));
        assert_eq!((settings.owners, settings.staff_chat, settings.keep), (vec![1, 2], Some(-100), Keeping::Always));
        assert_eq!(format!("{} {}", settings.rate, settings.chat_rate), "5 0.5");
        assert_eq!((settings.bot, settings.metrics, settings.log), (None, None, None));
        let seen = load("metrics = \"[::1]:9090\"\nlog = \"debug\"", &[("CAMTAY_LOG", "Warn")]).expect("fine");
        assert_eq!(seen.metrics.map(|address| address.port()), Some(9090));
        assert_eq!(seen.log, Some(LevelFilter::Warn));
        assert!(!seen.paid && load("paid = true", &[]).expect("fine").paid);
        assert!(!load("paid = true", &[("CAMTAY_PAID", "False")]).expect("fine").paid);
    }

    #[test]
    fn faults_name_their_place() {
        let cases = [
            ("data = \"a\"\nrat = 5", &[][..], "camtay.toml:2: không có mục «rat»; có phải «rate» không?"),
            ("rate = 0", &[], "camtay.toml:1: phải là số lần gửi một giây, lớn hơn 0"),
            ("", &[("CAMTAY_RATE", "nhanh")], "CAMTAY_RATE: phải là số lần gửi một giây, lớn hơn 0"),
            ("", &[("CAMTAY_KEEP", "alway")], "CAMTAY_KEEP: phải là ask, always hoặc never; có phải «always» không?"),
            (
                "\ntoken = \"x\"",
                &[],
                "camtay.toml:2: mã bot không để trong tệp này; đặt nó vào biến môi trường TELOXIDE_TOKEN",
            ),
            (
                "metrics = \"0.0.0.0:9090\"",
                &[],
                "camtay.toml:1: phải là một cổng của chính máy này, ví dụ 127.0.0.1:9090",
            ),
            (
                "",
                &[("CAMTAY_METRICS", "9090")],
                "CAMTAY_METRICS: phải là một cổng của chính máy này, ví dụ 127.0.0.1:9090",
            ),
            ("paid = 1", &[], "camtay.toml:1: phải là true hoặc false"),
            ("", &[("CAMTAY_LOG", "loud")], "CAMTAY_LOG: phải là off, error, warn, info, debug hoặc trace"),
            ("", &[("CAMTAY_OWNERS", "1, Lan")], "CAMTAY_OWNERS: phải là các số Telegram, cách nhau bằng dấu phẩy"),
        ];
        for (text, variables, wanted) in cases {
            assert_eq!(load(text, variables).expect_err(wanted), wanted);
        }
        assert!(load("data = ", &[]).expect_err("broken").starts_with("camtay.toml:1: không đọc được"));
    }

    #[test]
    fn secrets_are_never_repeated() {
        let fault = load("", &[("TELOXIDE_TOKEN", "1:bí mật")]).expect_err("odd");
        assert!(!fault.contains("bí mật"));
        let bot =
            load("", &[("TELOXIDE_TOKEN", "1:secret"), ("TELOXIDE_PROXY", "socks5://a:word@h:1")]).expect("fine").bot;
        let shown = format!("{bot:?}");
        assert!(!shown.contains("secret") && !shown.contains("word"), "{shown}");
        for (name, value) in [("TELOXIDE_API_URL", "nhà:bên"), ("TELOXIDE_PROXY", "a:word")] {
            let fault = load("", &[("TELOXIDE_TOKEN", "1:x"), (name, value)]).expect_err(name);
            assert!(fault.starts_with(name) && !fault.contains("word"), "{fault}");
        }
    }
}
