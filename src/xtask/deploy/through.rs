//! What readers do, through a proxy: rate, watch the stream, and try what they may not.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use ureq::Agent;

use super::proxy::Proxy;
use crate::command;

/// A post's identity, as any.
const POST: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// How long an event may take through a proxy that holds nothing back. One that does gives none at all.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a client says of itself that nobody may believe.
const FORGED: [(&str, &str); 4] = [
    ("Groundswell-User", "mallory"),
    ("Groundswell-Proxy-Secret", "mallory"),
    ("Forwarded", "for=203.0.113.9"),
    ("X-Forwarded-For", "203.0.113.9"),
];

/// Holds the example against all that.
pub fn check(program: &Path, proxy: &Proxy, example: &str, folder: &Path) -> anyhow::Result<()> {
    let hub = Hub::start(program, folder, &[])?;
    let running = proxy.start(example, hub.address, folder)?;
    rating_and_stream(running.address)?;
    for path in ["metrics", "readyz"] {
        let status = status(&format!("http://{}/groundswell/{path}", running.address))?;
        ensure!(
            matches!(status, 403 | 404),
            "/{path} is answered with {status}"
        );
    }
    drop((running, hub));
    forgery(proxy, example, folder)?;
    sign_on(program, proxy, &proxy.signing_on(example)?, folder)
}

/// Whom the proxy names is who rates, whatever the client says and without any token.
fn sign_on(program: &Path, proxy: &Proxy, example: &str, folder: &Path) -> anyhow::Result<()> {
    let header = "identity.proxy.header=Groundswell-User";
    let networks = "identity.proxy.networks=127.0.0.1";
    let folder = folder.join("sign-on");
    fs::create_dir(&folder)?;
    let hub = Hub::start(program, &folder, &["--set", header, "--set", networks])?;
    let running = proxy.start(example, hub.address, &folder)?;
    let url = format!(
        "http://{}/groundswell/v1/spaces/default/posts/{POST}/rating",
        running.address
    );
    for forged in [None, Some("mallory")] {
        let mut rate = ureq::put(&url).header("groundswell-request", "1");
        if let Some(name) = forged {
            rate = rate.header("groundswell-user", name);
        }
        let rated: Value = rate
            .send_json(json!({ "value": 1 }))?
            .body_mut()
            .read_json()?;
        // One reader, and counted as one who signed on.
        ensure!(
            rated.pointer("/tally/1") == Some(&json!(1)),
            "rated, and got {rated}"
        );
        ensure!(rated.get("unverified").is_none(), "rated, and got {rated}");
    }
    Ok(())
}

/// A rating that is given is told on a stream that was open before, while that goes on.
fn rating_and_stream(address: SocketAddr) -> anyhow::Result<()> {
    let origin = format!("http://{address}");
    let base = format!("{origin}/groundswell");
    let begin = ureq::post(format!("{base}/v1/readers")).header("groundswell-request", "1");
    let reader: Value = begin
        .header("origin", &origin)
        .send_empty()?
        .body_mut()
        .read_json()?;
    let token = reader
        .get("token")
        .and_then(Value::as_str)
        .context("no token")?;
    let events = stream(&format!("{base}/v1/spaces/default/stream?posts={POST}"))?;
    let rate = ureq::put(format!("{base}/v1/spaces/default/posts/{POST}/rating"));
    let rate = rate
        .header("authorization", format!("Bearer {token}"))
        .header("origin", &origin);
    let rated: Value = rate
        .send_json(json!({ "value": 1 }))?
        .body_mut()
        .read_json()?;
    ensure!(
        rated.pointer("/tally/1") == Some(&json!(1)),
        "rated, and got {rated}"
    );
    loop {
        let line = events
            .recv_timeout(PATIENCE)
            .context("no event came: the proxy holds it back")?;
        if line.starts_with("data:") && line.contains(POST) {
            return Ok(());
        }
    }
}

/// The lines of a stream as they come.
fn stream(url: &str) -> anyhow::Result<Receiver<String>> {
    let answer = Agent::new_with_defaults().get(url).call()?;
    let (lines, told) = channel();
    std::thread::spawn(move || {
        let reader = BufReader::new(answer.into_body().into_reader());
        for line in reader.lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    Ok(told)
}

/// What the proxy passes on of what a client made up.
fn forgery(proxy: &Proxy, example: &str, folder: &Path) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let running = proxy.start(example, listener.local_addr()?, folder)?;
    let heads = heads(listener);
    let mut request = ureq::get(format!("http://{}/groundswell/healthz", running.address));
    for (name, value) in FORGED {
        request = request.header(name, value);
    }
    request.call()?;
    let head = heads
        .recv_timeout(PATIENCE)
        .context("the request did not arrive")?;
    ensure!(
        head.starts_with("GET /healthz "),
        "another path arrived: {head}"
    );
    let host = format!("host: {}", running.address);
    ensure!(
        head.to_lowercase().contains(&host),
        "another host arrived: {head}"
    );
    for (name, value) in FORGED {
        ensure!(!head.contains(value), "a forged {name} arrived: {head}");
    }
    Ok(())
}

/// The heads of the requests that arrive; each is answered with 204.
fn heads(listener: TcpListener) -> Receiver<String> {
    let (heads, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            stream.write_all(answer).ok();
            if heads
                .send(String::from_utf8_lossy(&head).into_owned())
                .is_err()
            {
                return;
            }
        }
    });
    told
}

fn status(url: &str) -> anyhow::Result<u16> {
    let config = Agent::config_builder().http_status_as_error(false);
    let answer = config.build().new_agent().get(url).call()?;
    Ok(answer.status().as_u16())
}

/// A hub for the test's time.
struct Hub {
    child: Child,
    address: SocketAddr,
}

impl Hub {
    fn start(program: &Path, folder: &Path, flags: &[&str]) -> anyhow::Result<Self> {
        let mut serve = Command::new(program);
        serve
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(folder.join("hub.db"))
            .args(flags);
        serve
            .current_dir(folder)
            .env("GROUNDSWELL_LOG_LEVEL", "error")
            .stdout(Stdio::piped());
        let child = serve.spawn();
        let mut child =
            child.with_context(|| format!("cannot start `{}`", command::line(&serve)))?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("the hub's output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://");
        match address.and_then(|address| address.trim_end_matches('/').parse().ok()) {
            Some(address) => Ok(Self { child, address }),
            None => bail!("the hub said '{line}'"),
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
