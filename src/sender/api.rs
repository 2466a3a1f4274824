//! The Bot API of one bot over HTTP: a call in, its answer out. The address holds the token: it is neither shown nor logged.

use std::env;
use std::fmt;
use std::time::Duration;

use hyper::body::Bytes;
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::Form;
use reqwest::{Client, Proxy, Url};
use tokio::time::timeout;

use crate::sender::lane::{Failed, Lanes};

/// To a server that does not take us in.
pub(super) const CONNECT: Duration = Duration::from_secs(5);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The call never left.
    NoConnection,
    /// Nobody can know whether it arrived: the time was over.
    Late,
    /// Nobody can know whether it arrived: the connection broke.
    Broken,
}

/// The Bot API for one bot.
pub struct Api {
    base: Url,
    /// Connections of our own; none = through a proxy, and reqwest speaks to all kinds of them.
    lanes: Option<Lanes>,
    /// For uploads too.
    client: Client,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Api")
    }
}

impl Api {
    /// `server` such as `https://api.telegram.org`.
    ///
    /// # Errors
    /// When the address can't carry a path, or no client can be made.
    pub fn new(server: &Url, token: &str, proxy: Option<&str>) -> Result<Self, &'static str> {
        let mut base = server.clone();
        base.path_segments_mut().map_err(|()| "the address holds no path")?.pop_if_empty().push(&format!("bot{token}"));
        // A name and password in the address, or a proxy of the whole machine, are reqwest's to know.
        let direct = proxy.is_none() && !machine_has_proxy() && server.username().is_empty();
        let lanes = if direct { Some(Lanes::to(&base).ok_or("the address is none")?) } else { None };
        Ok(Self { base, lanes, client: client(proxy)? })
    }

    /// Calls `method` with a body of JSON, within `limit`; gives the status and the whole answer.
    ///
    /// # Errors
    /// No whole answer came.
    pub async fn post(&self, method: &str, body: Vec<u8>, limit: Duration) -> Result<(u16, Bytes), Lost> {
        let Some(lanes) = &self.lanes else {
            let request = self.client.post(self.url(method)).header(CONTENT_TYPE, "application/json").body(body);
            return Box::pin(heard(request.timeout(limit))).await;
        };
        match timeout(limit, lanes.post(method, body)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Failed::NoConnection)) => Err(Lost::NoConnection),
            Ok(Err(Failed::Broken)) => Err(Lost::Broken),
            Err(_) => Err(Lost::Late),
        }
    }

    /// Calls `method` with a form that holds a file.
    ///
    /// # Errors
    /// As [`Api::post`].
    pub(super) async fn upload(&self, method: &str, form: Form, limit: Duration) -> Result<(u16, Bytes), Lost> {
        heard(self.client.post(self.url(method)).timeout(limit).multipart(form)).await
    }

    fn url(&self, method: &str) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(method);
        }
        url
    }
}

fn client(proxy: Option<&str>) -> Result<Client, &'static str> {
    let mut builder = Client::builder().connect_timeout(CONNECT).tcp_nodelay(true).pool_max_idle_per_host(100);
    if let Some(proxy) = proxy {
        // Its error would repeat the address, and with it a password.
        builder = builder.proxy(Proxy::all(proxy).map_err(|_| "TELOXIDE_PROXY không dùng được")?);
    }
    builder.build().map_err(|_| "the HTTP client cannot be made")
}

/// The whole answer to a request of reqwest's.
async fn heard(request: reqwest::RequestBuilder) -> Result<(u16, Bytes), Lost> {
    let lost = |error: reqwest::Error| match error {
        // Only a call that never left is surely not delivered.
        error if error.is_connect() => Lost::NoConnection,
        error if error.is_timeout() => Lost::Late,
        _ => Lost::Broken,
    };
    let response = request.send().await.map_err(lost)?;
    let status = response.status().as_u16();
    Ok((status, response.bytes().await.map_err(lost)?))
}

/// As reqwest finds one.
fn machine_has_proxy() -> bool {
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    names.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
