// Chromium without a window, spoken to in its DevTools protocol through two pipes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = [
  "--headless=new",
  // Chromium's sandbox does not start for root, nor in most containers.
  "--no-sandbox",
  "--disable-dev-shm-usage",
  // Every machine draws by its CPU alike.
  "--disable-gpu",
  // Nothing from outside.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  "--remote-debugging-pipe",
];

/// Trace events of this kind tell of every task of a main thread.
const TASKS = "disabled-by-default-devtools.timeline";

const GONE = "Chromium has ended";

export class Chromium {
  static async start(program) {
    const browser = new Chromium();
    browser.profile = await mkdtemp(join(tmpdir(), "groundswell-bench-"));
    const args = [...FLAGS, `--user-data-dir=${browser.profile}`];
    browser.process = spawn(program, args, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    browser.ended = once(browser.process, "exit");
    browser.listen();
    return browser;
  }

  constructor() {
    this.waiting = new Map();
    this.lastId = 0;
    this.events = [];
  }

  listen() {
    let rest = Buffer.alloc(0);
    this.process.stdio[4].on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.hear(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
    // Whoever writes to it then is told by what follows.
    this.process.stdio[3].on("error", () => {});
    this.process.on("exit", () => {
      this.gone = true;
      for (const { reject } of this.waiting.values()) reject(new Error(GONE));
    });
  }

  hear({ id, method, params, result, error }) {
    if (id) {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) reject(new Error(error.message));
      else resolve(result);
    } else if (method === "Tracing.dataCollected") {
      this.events.push(...params.value);
    } else if (method === "Tracing.tracingComplete") {
      this.traced();
    }
  }

  call(method, params = {}, sessionId = undefined) {
    if (this.gone) return Promise.reject(new Error(GONE));
    const id = ++this.lastId;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async version() {
    return (await this.call("Browser.getVersion")).product;
  }

  /// A page of a visitor whom the browser does not know, in a process that has run nothing yet.
  async open(url, { width, height, pixelRatio }) {
    const { browserContextId } = await this.call("Target.createBrowserContext");
    const { targetId } = await this.call("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, browserContextId, sessionId);
    const screen = { width, height, deviceScaleFactor: pixelRatio, mobile: false };
    await page.call("Emulation.setDeviceMetricsOverride", screen);
    await page.call("Performance.enable");
    await page.call("Page.navigate", { url });
    await page.value(READY);
    return page;
  }

  /// The most milliseconds of CPU that a task of the page's main thread has during a step.
  async longestTask(page, step) {
    this.events = [];
    await this.call("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: { recordMode: "recordAsMuchAsPossible", includedCategories: [TASKS, "__metadata"] },
    });
    const from = await page.metric("Timestamp");
    await page.step(step);
    const to = await page.metric("Timestamp");
    // A task answers before it ends, and only a task that has ended is told of.
    await page.value(REST);
    const done = new Promise((resolve) => (this.traced = resolve));
    await this.call("Tracing.end");
    await done;
    const thread = ({ pid, tid }) => `${pid} ${tid}`;
    const named = this.events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
    const main = new Set(named.map(thread));
    const tasks = this.events.filter(
      (event) => event.name === "RunTask" && main.has(thread(event)) && event.ts >= from * 1e6 && event.ts < to * 1e6,
    );
    return Math.max(0, ...tasks.map(({ tdur }) => (tdur ?? 0) / 1000));
  }

  async close() {
    await this.call("Browser.close").catch(() => this.process.kill("SIGKILL"));
    await this.ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/// How long a page may take for a step, in ms: the slowest engines take many seconds of CPU, and others may want the
/// machine as well.
const PATIENCE = 600_000;

/// True as soon as the page's own script has run.
const READY = `new Promise((resolve) => {
  const look = () => (window.bench && document.readyState === "complete" ? resolve(true) : setTimeout(look, 5));
  look();
})`;

const REST = "new Promise((resolve) => setTimeout(() => setTimeout(resolve, 50), 50))";

class Page {
  constructor(browser, context, session) {
    Object.assign(this, { browser, context, session });
  }

  call(method, params) {
    return this.browser.call(method, params, this.session);
  }

  /// What an expression is in the page, once it is known.
  async value(expression) {
    const asked = this.call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = await within(PATIENCE, asked);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /// Calls a step of the page.
  step(name, ...args) {
    return this.value(`bench.${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`);
  }

  /// Milliseconds of CPU that the main thread has had so far.
  async cpu() {
    return (await this.metric("ThreadTime")) * 1000;
  }

  /// One of the figures that the page's process keeps, in seconds. `Timestamp` is the clock of traces.
  async metric(wanted) {
    const { metrics } = await this.call("Performance.getMetrics");
    return metrics.find(({ name }) => name === wanted).value;
  }

  /// Milliseconds of the main thread's CPU that a step takes, with what asking costs.
  async cost(name) {
    const before = await this.cpu();
    await this.step(name);
    return (await this.cpu()) - before;
  }

  async close() {
    await this.browser.call("Target.disposeBrowserContext", { browserContextId: this.context });
  }
}

async function within(patience, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`takes longer than ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
