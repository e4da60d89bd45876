//! One reader: a browser with a profile of its own, looking at one page.

use std::path::Path;
use std::sync::{Arc, Mutex as StdMutex};
use std::time::Duration;

use fantoccini::actions::{
    InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
    TouchActions,
};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::{CmdError, ErrorStatus, WebDriver};
use fantoccini::key::Key;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};
use tokio::time::Instant;

use crate::bidi::Bidi;
use crate::engine::{Engine, Setup};
use crate::http;
use crate::messages::Message;
use crate::program::Program;
use crate::stage::note;

/// How long a condition may take to come true. Far beyond what it should take: a slow machine is no
/// failure, and what must be fast is measured by its own test.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How often a browser is started that does not come up.
const MOST_TRIES: usize = 3;

/// How often a condition is looked at.
pub const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The name that WebDriver gives the key under which an element's reference stands.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

const IN_PAGE: &str = include_str!("in_page.js");

/// A reader. Clones are the same reader.
#[derive(Clone)]
pub struct Reader(Arc<Inner>);

struct Inner {
    engine: Engine,
    tabs: StdMutex<Vec<WindowHandle>>,
    client: Client,
    driver: String,
    program: Mutex<Option<Program>>,
    /// None where the browser has no BiDi.
    bidi: Mutex<Option<Bidi>>,
    messages: StdMutex<Vec<Message>>,
    expected: StdMutex<Vec<String>>,
    offline: StdMutex<bool>,
    gone: StdMutex<bool>,
}

impl Reader {
    /// Starts a browser, with its profile in `folder`.
    pub async fn start(engine: Engine, setup: Setup, folder: &Path) -> Self {
        let (program, driver, client) = start_browser(engine, setup, folder).await;
        let capabilities = client.capabilities().unwrap();
        let bidi = if engine.has_bidi() {
            let channel = capabilities["webSocketUrl"].as_str().unwrap();
            Some(Bidi::open(channel, IN_PAGE).await)
        } else {
            None
        };
        let tab = client.window().await.unwrap();
        Self(Arc::new(Inner {
            engine,
            tabs: StdMutex::new(vec![tab]),
            client,
            driver,
            program: Mutex::new(Some(program)),
            bidi: Mutex::new(bidi),
            messages: StdMutex::default(),
            expected: StdMutex::default(),
            offline: StdMutex::default(),
            gone: StdMutex::default(),
        }))
    }

    /// The browser this reader uses.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Goes to `url`.
    pub async fn open(&self, url: &str) {
        self.keep_log().await;
        self.0.client.goto(url).await.unwrap();
        self.begin().await;
    }

    /// Loads the page anew.
    pub async fn reload(&self) {
        self.keep_log().await;
        self.0.client.refresh().await.unwrap();
        self.begin().await;
    }

    /// Keeps what the page has said before it goes, where nobody else does.
    async fn keep_log(&self) {
        if !self.0.engine.has_bidi() {
            self.messages().await;
        }
    }

    /// Brings the helper into a page as soon as there is one, where the browser does not.
    async fn begin(&self) {
        if !self.0.engine.has_bidi() {
            self.run("").await;
        }
    }

    /// Opens another tab and looks at it.
    pub async fn open_tab(&self) {
        let tab = self.0.client.new_window(true).await.unwrap().handle;
        self.0.tabs.lock().unwrap().push(tab.clone());
        self.0.client.switch_to_window(tab).await.unwrap();
    }

    /// Opens a tab of a visitor whom the browser does not know, and looks at it: nothing is in its cache, and
    /// its process has run nothing yet. The name is for [`Self::forget_visitor`].
    pub async fn open_visitor(&self) -> String {
        let mut bidi = self.bidi().await;
        let visitor = bidi.call("browser.createUserContext", json!({})).await;
        let visitor = visitor["userContext"].as_str().unwrap().to_owned();
        let wanted = json!({ "type": "tab", "userContext": visitor });
        let tab = bidi.call("browsingContext.create", wanted).await;
        drop(bidi);
        let tab = WindowHandle::try_from(tab["context"].as_str().unwrap().to_owned()).unwrap();
        self.0.client.switch_to_window(tab).await.unwrap();
        visitor
    }

    /// Closes the tabs of a visitor, and looks at the first one of the others.
    pub async fn forget_visitor(&self, visitor: &str) {
        let known = json!({ "userContext": visitor });
        let mut bidi = self.bidi().await;
        bidi.call("browser.removeUserContext", known).await;
        drop(bidi);
        self.look_at_tab(0).await;
    }

    /// Lets the page's process do its work this many times slower from now on. Chromium can.
    pub async fn slow_down(&self, times: u32) {
        let rate = json!({ "rate": times });
        self.devtools("Emulation.setCPUThrottlingRate", rate).await;
    }

    /// Milliseconds of CPU that the main thread of the page's process has had so far. Chromium tells.
    pub async fn cpu(&self) -> f64 {
        self.devtools("Performance.enable", json!({})).await;
        let answer = self.devtools("Performance.getMetrics", json!({})).await;
        let metrics = answer["metrics"].as_array().unwrap();
        let time = metrics.iter().find(|one| one["name"] == "ThreadTime");
        time.unwrap()["value"].as_f64().unwrap() * 1_000.0
    }

    /// Shows the page as it would be printed. Chromium can.
    pub async fn show_print(&self) {
        let media = json!({ "media": "print" });
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    async fn devtools(&self, command: &str, params: Value) -> Value {
        let session = self.0.client.session_id().await.unwrap().unwrap();
        let url = format!("{}/session/{session}/goog/cdp/execute", self.0.driver);
        let answer = http::post(&url, &json!({ "cmd": command, "params": params })).await;
        answer["value"].clone()
    }

    /// Opens another window beside this one, and looks at it.
    pub async fn open_window(&self) {
        let window = self.0.client.new_window(false).await.unwrap().handle;
        self.0.tabs.lock().unwrap().push(window.clone());
        self.0.client.switch_to_window(window).await.unwrap();
    }

    /// Brings the tab that was opened as number `index` before the others of its window, and looks at it.
    pub async fn bring_up_tab(&self, index: usize) {
        let tab = self.0.tabs.lock().unwrap()[index].clone();
        let context = json!({ "context": String::from(tab) });
        let mut bidi = self.bidi().await;
        bidi.call("browsingContext.activate", context).await;
        drop(bidi);
        self.look_at_tab(index).await;
    }

    /// Looks at the tab that was opened as number `index`, from 0.
    pub async fn look_at_tab(&self, index: usize) {
        let tab = self.0.tabs.lock().unwrap()[index].clone();
        self.0.client.switch_to_window(tab).await.unwrap();
    }

    /// Closes the tab that is looked at, and looks at the first one.
    pub async fn close_tab(&self) {
        let tab = self.0.client.window().await.unwrap();
        self.0.client.close_window().await.unwrap();
        self.0.tabs.lock().unwrap().retain(|other| *other != tab);
        self.look_at_tab(0).await;
    }

    /// Closes the browser as a reader does at the end of the day; its profile stays.
    pub async fn quit(&self) {
        self.messages().await;
        *self.0.gone.lock().unwrap() = true;
        self.close().await;
    }

    /// Gives the page this much room, in CSS px of the window.
    pub async fn resize(&self, width: u32, height: u32) {
        self.0.client.set_window_size(width, height).await.unwrap();
    }

    /// Gives the page exactly this much room, also less than a window has.
    pub async fn view(&self, width: u32, height: u32) {
        let tab = String::from(self.0.client.window().await.unwrap());
        let view = json!({ "context": tab, "viewport": { "width": width, "height": height } });
        let mut bidi = self.bidi().await;
        bidi.call("browsingContext.setViewport", view).await;
    }

    /// What the JavaScript expression `expression` is in the page. `t` is the helper of `in_page.js`.
    pub async fn value(&self, expression: &str) -> Value {
        let script = self.script(&format!("return ({expression});"));
        let answer = self.0.client.execute(&script, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// Runs JavaScript statements in the page.
    pub async fn run(&self, statements: &str) {
        let script = self.script(statements);
        let answer = self.0.client.execute(&script, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{statements}: {error}"));
    }

    /// What JavaScript statements give to the last of their arguments.
    pub(crate) async fn execute_async(&self, statements: &str, given: Vec<Value>) -> Value {
        let answer = self.0.client.execute_async(statements, given).await;
        answer.unwrap_or_else(|error| panic!("{statements}: {error}"))
    }

    /// Where the driver has the element that a JavaScript expression is.
    pub(crate) async fn address_of(&self, expression: &str) -> String {
        let id = self.element(expression).await.element_id();
        let session = self.0.client.session_id().await.unwrap().unwrap();
        let id = String::from(id);
        format!("{}/session/{session}/element/{id}", self.0.driver)
    }

    /// Waits until the JavaScript expression `condition` holds in the page; one that throws does not.
    pub async fn wait_until(&self, condition: &str) {
        let script = self.script(&format!(
            "try {{ return {{ is: ({condition}) }}; }} catch (error) {{ return {{ error: String(error) }}; }}"
        ));
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.0.client.execute(&script, Vec::new()).await;
            let answer = answer.unwrap_or_else(|error| panic!("{condition}: {error}"));
            if is_truthy(&answer["is"]) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "still not so: {condition}: {answer}"
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Clicks the element that the JavaScript expression `element` is, as soon as there is one that can be clicked.
    pub async fn click(&self, element: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.element(element).await.click().await {
                Ok(()) => return,
                // It was just made anew, moved or covered.
                Err(CmdError::Standard(error)) if may_pass(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                Err(error) => panic!("{element} cannot be clicked: {error}"),
            }
        }
    }

    /// `statements` with the helper `t`, which is brought along where the browser does not put it into every page.
    fn script(&self, statements: &str) -> String {
        if self.0.engine.has_bidi() {
            format!("const t = window.__test; {statements}")
        } else {
            format!("if (!window.__test) ({IN_PAGE})(); const t = window.__test; {statements}")
        }
    }

    async fn bidi(&self) -> MappedMutexGuard<'_, Bidi> {
        let bidi = self.0.bidi.lock().await;
        MutexGuard::map(bidi, |bidi| bidi.as_mut().expect("a browser with BiDi"))
    }

    /// The element that a JavaScript expression is, as soon as there is one.
    async fn element(&self, expression: &str) -> Element {
        self.wait_until(expression).await;
        let found = self.value(expression).await;
        let id = found[ELEMENT_KEY].as_str();
        let id = id.unwrap_or_else(|| panic!("{expression} is no element: {found}"));
        Element::from_element_id(self.0.client.clone(), ElementRef::from(id.to_owned()))
    }

    /// Moves the pointer onto the middle of the element that a JavaScript expression is.
    pub async fn point_at(&self, element: &str) {
        let (x, y) = self.middle(element).await;
        let actions = MouseActions::new("mouse".into()).then(move_to(x, y));
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Clicks the place where the element that a JavaScript expression is has its middle, whatever
    /// lies on top there.
    pub async fn click_place_of(&self, element: &str) {
        let (x, y) = self.middle(element).await;
        let button = MOUSE_BUTTON_LEFT;
        let actions = MouseActions::new("mouse".into())
            .then(move_to(x, y))
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Clicks twice, quickly, where an element has its middle.
    pub async fn double_click_place_of(&self, element: &str) {
        let (x, y) = self.middle(element).await;
        let button = MOUSE_BUTTON_LEFT;
        let mut actions = MouseActions::new("mouse".into()).then(move_to(x, y));
        for _ in 0..2 {
            actions = actions
                .then(PointerAction::Down { button })
                .then(PointerAction::Up { button });
        }
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Drags an element by its middle, this far to the right and down, by the mouse.
    pub async fn drag(&self, element: &str, x: f64, y: f64) {
        let way = self.way(element, x, y).await;
        let actions = way
            .into_iter()
            .fold(MouseActions::new("mouse".into()), MouseActions::then);
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// The same by a finger.
    pub async fn swipe(&self, element: &str, x: f64, y: f64) {
        let way = self.way(element, x, y).await;
        let actions = way
            .into_iter()
            .fold(TouchActions::new("finger".into()), TouchActions::then);
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Down at the middle of an element, in steps to a place this far to the right and down, and up.
    async fn way(&self, element: &str, x: f64, y: f64) -> Vec<PointerAction> {
        const STEPS: u32 = 4;
        let button = MOUSE_BUTTON_LEFT;
        let from = self.middle(element).await;
        let mut way = vec![move_to(from.0, from.1), PointerAction::Down { button }];
        way.extend((1..=STEPS).map(|step| {
            let share = f64::from(step) / f64::from(STEPS);
            move_to(from.0 + x * share, from.1 + y * share)
        }));
        way.push(PointerAction::Up { button });
        way
    }

    async fn middle(&self, element: &str) -> (f64, f64) {
        self.wait_until(element).await;
        let middle = self.value(&format!("t.middle({element})")).await;
        (middle[0].as_f64().unwrap(), middle[1].as_f64().unwrap())
    }

    /// Presses and releases a key.
    pub async fn press(&self, key: Key) {
        let value = char::from(key);
        let actions = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Presses a key and keeps it pressed.
    pub async fn hold(&self, key: Key) {
        let down = KeyAction::Down { value: key.into() };
        let actions = KeyActions::new("keyboard".into()).then(down);
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Releases a key that was kept pressed.
    pub async fn release(&self, key: Key) {
        let up = KeyAction::Up { value: key.into() };
        let actions = KeyActions::new("keyboard".into()).then(up);
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Types a text where the focus is.
    pub async fn type_text(&self, text: &str) {
        let mut actions = KeyActions::new("keyboard".into());
        for value in text.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.0.client.perform_actions(actions).await.unwrap();
    }

    /// Goes back in the history of the tab. Not by the driver: Firefox's waits for the page to go.
    pub async fn go_back(&self) {
        self.run("history.back()").await;
    }

    /// Goes forward in the history of the tab.
    pub async fn go_forward(&self) {
        self.run("history.forward()").await;
    }

    /// From now on pages may say that the network fails: the test has the hub away.
    pub fn expect_network_failures(&self) {
        *self.0.offline.lock().unwrap() = true;
    }

    /// A message that contains `text` is no failure of this test.
    pub fn expect(&self, text: &str) {
        self.0.expected.lock().unwrap().push(text.to_owned());
    }

    /// All messages of this reader's pages so far.
    pub async fn messages(&self) -> Vec<Message> {
        if *self.0.gone.lock().unwrap() {
            return self.0.messages.lock().unwrap().clone();
        }
        let entries = match &mut *self.0.bidi.lock().await {
            Some(bidi) => bidi.entries().await,
            None => self.own_log().await,
        };
        let mut news: Vec<Message> = entries.iter().map(Message::from_entry).collect();
        if self.0.engine == Engine::Chromium {
            news.extend(self.chromium_log().await);
        }
        let mut messages = self.0.messages.lock().unwrap();
        messages.extend(news);
        messages.clone()
    }

    /// What this page wrote to its console since it was loaded or last asked, where the browser does not tell.
    async fn own_log(&self) -> Vec<Value> {
        let said = self.value("t.said.splice(0)").await;
        said.as_array().cloned().unwrap_or_default()
    }

    /// What the browser itself has to say; only chromedriver tells.
    async fn chromium_log(&self) -> Vec<Message> {
        let session = self.0.client.session_id().await.unwrap().unwrap();
        let url = format!("{}/session/{session}/se/log", self.0.driver);
        let answer = http::post(&url, &json!({ "type": "browser" })).await;
        let entries = answer["value"].as_array().cloned().unwrap_or_default();
        let messages = entries.iter().filter_map(Message::from_chromium_log);
        messages.collect()
    }

    /// The messages that fail the test.
    pub async fn complaints(&self) -> Vec<String> {
        let messages = self.messages().await;
        let expected = self.0.expected.lock().unwrap();
        let offline = *self.0.offline.lock().unwrap();
        let is_expected = |message: &Message| {
            (message.network && offline) || expected.iter().any(|e| message.text.contains(e))
        };
        let complaints = messages
            .iter()
            .filter(|message| message.is_complaint() && !is_expected(message));
        complaints.map(|message| message.text.clone()).collect()
    }

    /// Keeps a picture of the page as PNG.
    pub async fn picture(&self, file: &Path) {
        if let Ok(picture) = self.0.client.screenshot().await {
            std::fs::write(file, picture).unwrap();
        }
    }

    /// Ends the browser, then its driver.
    pub async fn close(&self) {
        // A browser that is gone already cannot be closed.
        self.0.client.clone().close().await.ok();
        if let Some(program) = self.0.program.lock().await.take() {
            program.kill().await;
        }
    }
}

/// Starts a driver and its browser. On a busy machine either may die at birth, which says nothing of
/// what is tested: it is tried again then.
async fn start_browser(engine: Engine, setup: Setup, folder: &Path) -> (Program, String, Client) {
    let mut tries = 0;
    loop {
        let (program, driver) = engine.start_driver(folder).await;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(engine.capabilities(setup, folder))
            .connect(&driver)
            .await;
        tries += 1;
        match client {
            Ok(client) => return (program, driver, client),
            Err(error) if tries < MOST_TRIES => {
                note(&format!("{engine:?} does not start: {error}"));
            }
            Err(error) => panic!("{engine:?} does not start: {error}"),
        }
    }
}

fn move_to(x: f64, y: f64) -> PointerAction {
    PointerAction::MoveTo {
        duration: None,
        x,
        y,
    }
}

/// Whether a browser may do what it refused once the page stands still.
fn may_pass(error: &WebDriver) -> bool {
    matches!(
        error.error,
        ErrorStatus::ElementNotInteractable
            | ErrorStatus::ElementClickIntercepted
            | ErrorStatus::StaleElementReference
    )
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(bool) => *bool,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(string) => !string.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
