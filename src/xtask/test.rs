//! `cargo xtask test`: every check there is, in the order in which a failure costs least to find.

use std::cell::OnceCell;
use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::ValueEnum;

use crate::api;
use crate::build::{self, Profile};
use crate::isolation;
use crate::tools::browsers::{self, Browser, Browsers};
use crate::tools::rust::{self, WASM_TARGET};
use crate::webdriver::{self, Engine};
use crate::workspace::Workspace;
use crate::{command, ui};

/// What property tests draw their cases from. One that failed is found again with the same number.
const CASES: &str = "PROPTEST_RNG_SEED";

/// Seconds in which the tests of one WebAssembly file must be through, browser's start included.
const WASM_TEST_TIMEOUT: &str = "120";

#[derive(clap::Args)]
pub struct Options {
    /// Parts to run; all of them when none is named
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Go on when a check fails, and fail at the end
    #[arg(long)]
    keep_going: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting, clippy natively and for WebAssembly, documentation
    Lint,
    /// Native tests of every crate
    Unit,
    /// The widget's own tests, in headless browsers
    Wasm,
    /// The hub's API held against its own description
    Api,
    /// The examples for operators: service, settings, and the hub behind each proxy
    Deploy,
    /// The whole: real pages in real browsers against a real hub
    E2e,
}

/// One check, with the part it belongs to.
struct Check {
    part: Part,
    name: &'static str,
    run: fn(&Context) -> anyhow::Result<()>,
}

const CHECKS: &[Check] = &[
    Check {
        part: Part::Lint,
        name: "formatting",
        run: formatting,
    },
    Check {
        part: Part::Lint,
        name: "clippy",
        run: clippy,
    },
    Check {
        part: Part::Lint,
        name: "clippy for WebAssembly",
        run: clippy_wasm,
    },
    Check {
        part: Part::Lint,
        name: "documentation",
        run: documentation,
    },
    Check {
        part: Part::Unit,
        name: "native tests",
        run: native_tests,
    },
    Check {
        part: Part::Unit,
        name: "hub without OpenID Connect",
        run: hub_without_login,
    },
    Check {
        part: Part::Unit,
        name: "hub without a network",
        run: |context| isolation::run(context.workspace),
    },
    Check {
        part: Part::Unit,
        name: "xtask's tests",
        run: own_tests,
    },
    Check {
        part: Part::Wasm,
        name: "widget in Chromium",
        run: |context| widget_tests(context, Engine::Chromium),
    },
    Check {
        part: Part::Wasm,
        name: "widget in Firefox",
        run: |context| widget_tests(context, Engine::Firefox),
    },
    Check {
        part: Part::Api,
        name: "API and its description",
        run: api,
    },
    Check {
        part: Part::Deploy,
        name: "examples for operators",
        run: deploy,
    },
    Check {
        part: Part::E2e,
        name: "end to end",
        run: end_to_end,
    },
];

/// What checks share. Browsers are looked for when the first check needs them.
struct Context<'a> {
    workspace: &'a Workspace,
    browsers: OnceCell<Browsers>,
    /// For [`CASES`].
    cases: String,
}

impl Context<'_> {
    fn browsers(&self) -> anyhow::Result<&Browsers> {
        if let Some(browsers) = self.browsers.get() {
            return Ok(browsers);
        }
        let browsers = ui::step("Looking for browsers", || browsers::ensure(self.workspace))?;
        Ok(self.browsers.get_or_init(|| browsers))
    }

    fn cargo(&self, args: &[&str]) -> Command {
        let mut cargo = command::cargo();
        cargo
            .current_dir(self.workspace.root())
            .env(CASES, &self.cases)
            .args(args);
        cargo
    }
}

/// Every change tries other cases, and what passed once passes again: whether a change is good is no matter of luck. The
/// number is that of the last commit's files; cases without end are tried by `cargo xtask fuzz` and with `PROPTEST_CASES`.
fn cases(workspace: &Workspace) -> String {
    if let Ok(given) = std::env::var(CASES) {
        return given;
    }
    let mut git = Command::new("git");
    git.current_dir(workspace.root())
        .args(["rev-parse", "HEAD^{tree}"]);
    // Files that came without their history have one number for all.
    let tree = git.output().map(|output| output.stdout).unwrap_or_default();
    number_of(&tree).unwrap_or_default().to_string()
}

/// The first digits of a tree's name.
fn number_of(tree: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(tree.get(..16)?).ok()?;
    u64::from_str_radix(digits, 16).ok()
}

/// How one check ended.
struct Outcome {
    name: &'static str,
    passed: bool,
    time: Duration,
}

/// Runs the checks of the parts that were named.
pub fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let context = Context {
        workspace,
        browsers: OnceCell::new(),
        cases: cases(workspace),
    };
    let mut summary = Summary::default();
    for check in CHECKS.iter().filter(|check| options.runs(check.part)) {
        let passed = summary.add(check, &context);
        if !passed && !options.keep_going {
            break;
        }
    }
    ui::result(&summary);
    summary.verdict()
}

impl Options {
    fn runs(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }
}

#[derive(Default)]
struct Summary {
    outcomes: Vec<Outcome>,
}

impl Summary {
    /// Runs a check, and whether it passed.
    fn add(&mut self, check: &Check, context: &Context) -> bool {
        let start = Instant::now();
        let result = ui::step(&format!("Checking: {}", check.name), || {
            (check.run)(context)
        });
        if let Err(error) = &result {
            ui::error(error);
        }
        self.outcomes.push(Outcome {
            name: check.name,
            passed: result.is_ok(),
            time: start.elapsed(),
        });
        result.is_ok()
    }

    fn verdict(&self) -> anyhow::Result<()> {
        let failed = self.outcomes.iter().filter(|outcome| !outcome.passed);
        let failed: Vec<_> = failed.map(|outcome| outcome.name).collect();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = CHECKS.iter().map(|check| check.name.len()).max();
        let width = width.unwrap_or(0);
        write!(f, "{:width$}  result     time", "check")?;
        for outcome in &self.outcomes {
            let result = if outcome.passed { "passed" } else { "FAILED" };
            let seconds = outcome.time.as_secs();
            write!(f, "\n{:width$}  {result}  {seconds:>5} s", outcome.name)?;
        }
        Ok(())
    }
}

fn formatting(context: &Context) -> anyhow::Result<()> {
    command::show(&mut context.cargo(&["fmt", "--all", "--check"]))
}

fn clippy(context: &Context) -> anyhow::Result<()> {
    let args = ["clippy", "--workspace", "--all-targets", "--all-features"];
    command::show(context.cargo(&args).args(["--", "-D", "warnings"]))
}

fn clippy_wasm(context: &Context) -> anyhow::Result<()> {
    rust::ensure_wasm_target()?;
    let args = [
        "clippy",
        "--package=groundswell-widget",
        "--package=groundswell-layout",
        "--all-targets",
    ];
    let wasm = ["--target", WASM_TARGET, "--", "-D", "warnings"];
    command::show(context.cargo(&args).args(wasm))
}

fn documentation(context: &Context) -> anyhow::Result<()> {
    let args = ["doc", "--workspace", "--no-deps", "--all-features"];
    command::show(context.cargo(&args).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The tests in `tests` need a built widget and browsers.
fn native_tests(context: &Context) -> anyhow::Result<()> {
    ui::note(format_args!("{CASES}={}", context.cases));
    let args = ["test", "--workspace", "--all-features"];
    let elsewhere = ["groundswell-tests", "xtask"];
    let exclude = elsewhere.map(|package| format!("--exclude={package}"));
    command::show(context.cargo(&args).args(exclude))
}

/// The hub as it is built without its feature: what it says of itself must be true then too.
fn hub_without_login(context: &Context) -> anyhow::Result<()> {
    let args = [
        "test",
        "--package=groundswell-hub",
        "--no-default-features",
        "--lib",
    ];
    command::show(&mut context.cargo(&args))
}

/// Apart from the others, so that xtask's many dependencies serve again as `cargo xtask` built them:
/// beside the other crates, cargo would give them more features and compile them once more.
fn own_tests(context: &Context) -> anyhow::Result<()> {
    command::show(&mut context.cargo(&["test", "--package=xtask"]))
}

fn widget_tests(context: &Context, engine: Engine) -> anyhow::Result<()> {
    rust::ensure_wasm_target()?;
    let browsers = context.browsers()?;
    let browser = match engine {
        Engine::Chromium => &browsers.chromium,
        Engine::Firefox => &browsers.firefox,
    };
    let capabilities = webdriver::write_capabilities(context.workspace, engine, browser)?;
    let args = [
        "test",
        "--package=groundswell-widget",
        "--target",
        WASM_TARGET,
    ];
    let mut cargo = context.cargo(&args);
    // The runner takes the first driver it finds: it must find this one only.
    for other in Engine::ALL {
        cargo.env_remove(other.driver_variable());
    }
    cargo
        .env(engine.driver_variable(), &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TEST_TIMEOUT)
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
    command::show(&mut cargo)
}

fn api(context: &Context) -> anyhow::Result<()> {
    build_hub(context)?;
    api::run(context.workspace, &context.workspace.hub_program(false))
}

fn deploy(context: &Context) -> anyhow::Result<()> {
    build_hub(context)?;
    crate::deploy::run(context.workspace, &context.workspace.hub_program(false))
}

fn build_hub(context: &Context) -> anyhow::Result<()> {
    command::show(&mut context.cargo(&["build", "--package=groundswell-hub", "--bins"]))
}

fn end_to_end(context: &Context) -> anyhow::Result<()> {
    let workspace = context.workspace;
    build::make(workspace, Profile::Widget)?;
    build_hub(context)?;
    let Browsers {
        chromium,
        firefox,
        webkit,
        screen,
    } = context.browsers()?;
    let mut cargo = context.cargo(&["test", "--package=groundswell-tests"]);
    cargo
        .env("GROUNDSWELL_HUB_BIN", workspace.hub_program(false))
        .env("GROUNDSWELL_DIST", workspace.dist())
        .env("GROUNDSWELL_D3_CLOUD", crate::cloud::d3_cloud(workspace)?)
        .env("GROUNDSWELL_DEMO", workspace.demo_pages());
    give_browser(&mut cargo, chromium, "CHROMIUM", "CHROMEDRIVER");
    give_browser(&mut cargo, firefox, "FIREFOX", "GECKODRIVER");
    give_browser(&mut cargo, webkit, "WEBKIT", "WEBKITDRIVER");
    cargo.env("XVFB", screen);
    command::show(&mut cargo)
}

fn give_browser(
    cargo: &mut Command,
    browser: &Browser,
    program_variable: &str,
    driver_variable: &str,
) {
    cargo
        .env(program_variable, &browser.program)
        .env(driver_variable, &browser.driver);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(outcomes: &[(&'static str, bool)]) -> Summary {
        let outcome = |&(name, passed)| Outcome {
            name,
            passed,
            time: Duration::from_secs(61),
        };
        Summary {
            outcomes: outcomes.iter().map(outcome).collect(),
        }
    }

    #[test]
    fn a_failure_is_told_by_name() {
        let summary = summary(&[
            ("formatting", true),
            ("clippy", false),
            ("end to end", false),
        ]);
        let verdict = summary.verdict().unwrap_err().to_string();
        assert_eq!(verdict, "failed: clippy, end to end");
        let table = summary.to_string();
        let words = |line: &str| line.split_whitespace().eq(["clippy", "FAILED", "61", "s"]);
        assert!(table.lines().any(words), "{table}");
    }

    #[test]
    fn trees_have_numbers() {
        let tree = b"00000000000000ff4c1b92f3a8a1d8ba5d1f8d10\n";
        assert_eq!(number_of(tree), Some(255));
        assert_eq!(number_of(b""), None);
    }

    #[test]
    fn all_passed_is_success() {
        assert!(summary(&[("formatting", true)]).verdict().is_ok());
    }

    #[test]
    fn every_part_has_a_check_and_none_named_means_all() {
        let all = Options {
            parts: vec![],
            keep_going: false,
        };
        for part in Part::value_variants() {
            assert!(CHECKS.iter().any(|check| check.part == *part));
            assert!(all.runs(*part));
        }
        let lint = Options {
            parts: vec![Part::Lint],
            ..all
        };
        assert!(lint.runs(Part::Lint) && !lint.runs(Part::Unit));
    }
}
