//! The hub's API, walked by Schemathesis: requests good and bad, made from the hub's own description, and
//! every answer held against it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;
use ureq::Agent;

use crate::tools::python;
use crate::workspace::Workspace;
use crate::{command, ui};

/// The version whose checks are known to be met.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// What every answer is held against. That good requests succeed is for other tests to say: the
/// description cannot tell which values a space takes.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,ignored_auth,\
                      unsupported_method,allow_header_conformance,negative_data_rejection";

/// Requests tried of each operation and space, beside those at the edges of every rule.
const EXAMPLES: &str = "40";

/// The same requests in every run: a failure is to be found again.
const SEED: &str = "20261123";

/// The spaces that are walked, and as whom: one of each kind, and one that is not there.
const WALKS: [(&str, Who); 6] = [
    ("team", Who::Reader),
    ("votes", Who::Reader),
    ("films", Who::Reader),
    ("nowhere", Who::Reader),
    ("team", Who::Administrator),
    ("nowhere", Who::Administrator),
];

#[derive(Clone, Copy)]
enum Who {
    Reader,
    Administrator,
}

/// Who may administer, for the test's time.
const ADMINISTRATOR: &str = "an administrator of the test, thirty-two characters or more";

/// Walks the API of `program`.
pub fn run(workspace: &Workspace, program: &Path) -> anyhow::Result<()> {
    let bin = python::ensure(
        &workspace.target("tools/schemathesis"),
        "Schemathesis",
        &[SCHEMATHESIS],
    )?;
    let folder = tempfile::tempdir().context("a folder for the hub")?;
    let hub = Hub::start(program, folder.path())?;
    let document = folder.path().join("openapi.json");
    let text = get(&format!("{}/v1/openapi.json", hub.base))?;
    std::fs::write(&document, text).context("the description")?;
    let config = folder.path().join("schemathesis.toml");
    for (space, who) in WALKS {
        let (tag, token) = match who {
            Who::Reader => ("reader", hub.reader()?),
            Who::Administrator => ("administration", token()),
        };
        ui::note(format_args!("space '{space}', {tag}"));
        std::fs::write(&config, settings(space)).context("Schemathesis's settings")?;
        let mut walk = Command::new(bin.join("schemathesis"));
        walk.current_dir(folder.path())
            .arg("--config-file")
            .arg(&config)
            .arg("run")
            .arg(&document)
            .args(["--url", &format!("{}/v1", hub.base)])
            .args(["--header", &format!("Authorization: Bearer {token}")])
            // A stream has no end; other tests read them.
            .args(["--include-tag", tag, "--exclude-path-regex", "stream"])
            .args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS])
            .args(["--max-examples", EXAMPLES, "--seed", SEED])
            .args(["--generation-database", "none", "--no-color"])
            .args(["--warnings", "off"]);
        command::show(&mut walk)?;
    }
    Ok(())
}

fn settings(space: &str) -> String {
    // A body may be too large before it is anything else.
    format!(
        "[parameters]\n\"path.space\" = \"{space}\"\n\n[checks.negative_data_rejection]\n\
         expected-statuses = [\"4xx\"]\n"
    )
}

fn token() -> String {
    ADMINISTRATOR.replace(' ', "-")
}

/// A hub for the test's time.
struct Hub {
    child: Child,
    base: String,
}

impl Hub {
    fn start(program: &Path, folder: &Path) -> anyhow::Result<Self> {
        let administration = folder.join("administrators");
        std::fs::write(&administration, token()).context("the token file")?;
        let mut serve = Command::new(program);
        serve
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(folder.join("hub.db"))
            .args([
                "--space",
                "team",
                "--space",
                "votes:updown",
                "--space",
                "films:stars",
            ])
            .env("GROUNDSWELL_ADMINISTRATION_TOKEN_FILE", administration)
            .env("GROUNDSWELL_LOG_LEVEL", "error")
            // Nobody is there; who comes as far as being sent on is for the hub's own tests.
            .env("GROUNDSWELL_IDENTITY_LOGIN_ISSUER", "http://127.0.0.1:9")
            .env("GROUNDSWELL_IDENTITY_LOGIN_ADDRESS", "http://127.0.0.1/")
            .env("GROUNDSWELL_IDENTITY_LOGIN_CLIENT_ID", "test")
            .stdout(Stdio::piped());
        for quota in ["READER", "NETWORK", "SPACE", "NEW_READERS", "READS"] {
            serve.env(format!("GROUNDSWELL_QUOTAS_{quota}_PER_MINUTE"), "0");
        }
        let mut child = serve
            .spawn()
            .with_context(|| format!("cannot start `{}`", command::line(&serve)))?;
        let stdout = child.stdout.take().context("the hub's output")?;
        let mut hub = Self {
            child,
            base: String::new(),
        };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let base = line.trim().strip_prefix("listening on ");
        let base = base.context("the hub did not start")?;
        base.trim_end_matches('/').clone_into(&mut hub.base);
        Ok(hub)
    }

    fn reader(&self) -> anyhow::Result<String> {
        let request = ureq::post(format!("{}/v1/readers", self.base));
        let mut answer = request.header("groundswell-request", "1").send_empty()?;
        let answer: Value = answer.body_mut().read_json()?;
        let token = answer.get("token").and_then(Value::as_str);
        token
            .map(str::to_owned)
            .context("the hub gave no credential")
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn get(url: &str) -> anyhow::Result<String> {
    let answer = Agent::new_with_defaults().get(url).call()?;
    Ok(answer.into_body().read_to_string()?)
}
