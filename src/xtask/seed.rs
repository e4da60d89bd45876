//! Gives the sample intranet its ratings, through the hub's own API and by readers of its own.
//!
//! A reader's rating of a post is set, never added, so a second time changes nothing as long as the
//! readers are the same: their credentials are kept beside the demo's database.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use groundswell_protocol::{PostId, SpaceId};
use groundswell_scan::{from_html, scan};
use serde_json::{Value, json};
use ureq::Agent;

use crate::{ratings, ui};

/// How long the hub may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Gives every rating of `pages`' `ratings.json` to the hub at `address`, which serves these pages.
pub fn seed(address: &str, pages: &Path, readers: PathBuf) -> anyhow::Result<()> {
    let file = pages.join("ratings.json");
    if !file.exists() {
        ui::note("www/demo/ratings.json does not exist: the demo begins without ratings");
        return Ok(());
    }
    let text = read(&file)?;
    let sample = ratings::parse(&text).context("www/demo/ratings.json")?;
    let mut hub = Hub::new(address, readers)?;
    let (mut given, mut posts) = (0, 0);
    for (path, ratings) in &sample.pages {
        let page = Page::read(address, pages, path)?;
        for (name, counts) in ratings {
            let post = page.find(name)?;
            for (reader, value) in ratings::by_reader(counts, post) {
                hub.rate(reader, &page.space, post, value)
                    .with_context(|| format!("rating '{name}' of {path} with {value}"))?;
                given += 1;
            }
            posts += 1;
        }
    }
    ui::note(format_args!(
        "{given} ratings of {posts} posts by {} readers",
        hub.tokens.len()
    ));
    Ok(())
}

/// A sample page as readers of it at the demo's hub see it.
struct Page<'a> {
    path: &'a str,
    space: SpaceId,
    /// What its posts are called.
    locators: Vec<String>,
}

impl<'a> Page<'a> {
    fn read(address: &str, pages: &Path, path: &'a str) -> anyhow::Result<Self> {
        let html = read(&pages.join(path.trim_start_matches('/')))?;
        let posts = scan(&from_html(&format!("{address}{path}"), &html));
        Ok(Self {
            path,
            space: ratings::space_of(&html).with_context(|| path.to_owned())?,
            locators: posts.into_iter().map(|post| post.locator).collect(),
        })
    }

    /// The post that `ratings.json` calls `name`.
    fn find(&self, name: &str) -> anyhow::Result<PostId> {
        let locators: Vec<&str> = self.locators.iter().map(String::as_str).collect();
        let locator = ratings::find_locator(&locators, name)
            .with_context(|| format!("www/demo/ratings.json, page {}", self.path))?;
        Ok(PostId::from_locator(locator))
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The hub as its anonymous readers see it.
struct Hub<'a> {
    agent: Agent,
    address: &'a str,
    /// The credential of each reader, by number.
    tokens: Vec<String>,
    /// Where the credentials are kept.
    file: PathBuf,
}

impl<'a> Hub<'a> {
    fn new(address: &'a str, file: PathBuf) -> anyhow::Result<Self> {
        let tokens = if file.exists() {
            serde_json::from_str(&read(&file)?)
                .with_context(|| format!("{} is damaged: use --fresh", file.display()))?
        } else {
            Vec::new()
        };
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .build()
            .into();
        Ok(Self {
            agent,
            address,
            tokens,
            file,
        })
    }

    fn rate(
        &mut self,
        reader: u32,
        space: &SpaceId,
        post: PostId,
        value: i8,
    ) -> anyhow::Result<()> {
        let token = self.token(reader)?;
        let url = format!("{}/v1/spaces/{space}/posts/{post}/rating", self.address);
        let request = self.agent.put(url);
        let request = request.header("authorization", format!("Bearer {token}"));
        answer(request.send_json(json!({ "value": value }))).map(drop)
    }

    /// The credential of a reader, who is made known to the hub if new. Credentials are saved before
    /// they are used: a rating by a reader that nobody remembers would count twice the next time.
    fn token(&mut self, reader: u32) -> anyhow::Result<String> {
        let place = usize::try_from(reader).context("readers are few")?;
        while self.tokens.len() <= place {
            let request = self.agent.post(format!("{}/v1/readers", self.address));
            let request = request.header("groundswell-request", "1");
            let made = answer(request.send_empty()).context("making a reader")?;
            let token = made.get("token").and_then(Value::as_str);
            let token = token.context("the hub gave no credential")?;
            self.tokens.push(token.to_owned());
            self.save()?;
        }
        self.tokens.get(place).cloned().context("no such reader")
    }

    fn save(&self) -> anyhow::Result<()> {
        let json = serde_json::to_string(&self.tokens)?;
        fs::write(&self.file, json).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

/// The hub's answer as JSON; where it says no, its reason.
fn answer(
    response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> anyhow::Result<Value> {
    let mut response = response.context("the hub does not answer")?;
    let status = response.status();
    let body = response.body_mut().read_to_string().unwrap_or_default();
    let json: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
    if !status.is_success() {
        let detail = json.get("detail").and_then(Value::as_str).unwrap_or(&body);
        bail!("the hub answered {status}: {detail}");
    }
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn every_sample_rating_has_its_post() {
        let pages = Workspace::find().unwrap().source("www/demo");
        let sample = ratings::parse(&read(&pages.join("ratings.json")).unwrap()).unwrap();
        for (path, ratings) in &sample.pages {
            let page = Page::read("http://127.0.0.1:8300", &pages, path).unwrap();
            for name in ratings.keys() {
                page.find(name).unwrap();
            }
        }
    }
}
