// Lays the same words out by every engine in Chromium, one fresh page each, and measures what they take and make.
// `cargo xtask bench cloud` calls it with the places of what it needs as JSON, then what the user said.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

import { Files } from "./bundle.mjs";
import { Chromium } from "./chromium.mjs";
import { ENGINES, chosen, parse } from "./choice.mjs";
import { table } from "./table.mjs";

const FONT = '"DejaVu Sans", "Noto Sans CJK SC", sans-serif';

/// No word is smaller, in CSS px; what would need smaller ones is not measured.
const MIN_SIZE = 4;

/// d3-cloud's own default, in CSS px.
const PADDING = 1;

/// How often asking for nothing is measured, to be taken off.
const IDLE_RUNS = 9;

/// Small changes in a row whose pictures are drawn.
const CHANGES = 10;

/// The share of words that engines turn when turned words are asked for.
const TURNED = 0.5;

/// An engine that took this many ms is not asked as often again, or no more.
const SLOW = 2_500;
const SLOWEST = 15_000;

const places = JSON.parse(process.argv[2]);
const plan = chosen(parse(process.argv.slice(3)));
const files = new Files(places);
await files.add(plan.engines);
const server = createServer((request, response) => {
  const [body, type] = files.served.get(request.url) ?? [];
  response.writeHead(body ? 200 : 404, { "content-type": type ?? "text/plain", "cache-control": "no-store" });
  response.end(body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const browser = await Chromium.start(places.chromium);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await browser.close();
    process.exit(1);
  });
}
const load = () => loadavg()[0].toFixed(1);
console.log(`${await browser.version()}, ${cpus()[0].model.trim()} x ${cpus().length}, load ${load()} at first`);
try {
  await inPage({ width: 400, height: 200 }, 1, (page) => page.step("check", FONT));
  const rows = [];
  for (const config of plan.configs) rows.push(...(await (plan.strip ? strip(config) : measure(config))));
  if (!plan.strip) console.log(table(rows, { engines: plan.engines, weights: files.weights, names: ENGINES }));
  console.log(`load ${load()} in the end; pictures are in ${places.pictures}`);
  if (places.figures) await writeFile(places.figures, `${JSON.stringify(rows, null, 1)}\n`);
} finally {
  await browser.close();
  server.close();
}

/// What is to be laid out, and how, and the words that are related.
async function prepared(config, changes = 0) {
  const { list, count, width, height, demand, turned } = config;
  const words = await readWords(`${list}.txt`);
  const known = new Set(words.slice(0, count).map(([text]) => text));
  const pairs = list === "en" ? await readWords("en-related.txt") : [];
  const related = pairs.filter(([a, b]) => known.has(a) && known.has(b));
  const lot = await inPage(config, 1, (page) =>
    page.step("prepare", words, { count, width, height, demand: demand / 100, font: FONT, minSize: MIN_SIZE, changes }),
  );
  const options = { width, height, pixelRatio: 1, font: FONT, padding: PADDING, rotate: turned ? TURNED : 0 };
  return { lot, related, options };
}

/// Pictures of a cloud whose words change a little, again and again; the figures are how many moved each time.
async function strip(config) {
  const { lot, options } = await prepared(config, CHANGES);
  const rows = [];
  for (const engine of plan.engines) {
    const task = { engine, words: lot.words, options };
    const { clouds, moved } = await inPage(config, 1, async (page) => {
      await page.step("begin", task);
      await page.step("load");
      return page.step("strip", lot.course);
    });
    console.log(`${title(config)} ${engine}: ${moved.join(", ")} words moved`);
    await draw(config, clouds, ` strip ${engine}`);
    rows.push({ ...config, engine, moved });
  }
  return rows;
}

/// The rows of all engines for one lot of words.
async function measure(config) {
  const { pixelRatios } = config;
  const { lot, related, options } = await prepared(config);
  const [rows, shown] = [[], []];
  for (const engine of plan.engines) {
    const clouds = [];
    for (const pixelRatio of pixelRatios) {
      const { words, changed, unchanged } = lot;
      const task = { engine, words, changed, unchanged, related, options: { ...options, pixelRatio } };
      const row = { ...config, engine, pixelRatio, demanded: lot.demand, smallest: lot.smallest };
      delete row.pixelRatios;
      try {
        const { figures, cloud } = await measureEngine(config, task);
        Object.assign(row, figures);
        clouds.push(cloud);
        if (pixelRatio === 1) shown.push({ title: ENGINES[engine], cloud });
      } catch (error) {
        row.failed = error.message.split("\n")[0];
      }
      rows.push(row);
      console.error(`${title(config)} @${pixelRatio} ${engine}: ${row.failed ?? `${row.warm.toFixed(1)} ms`}, load ${load()}`);
    }
    if (clouds.length === 2) {
      const alike = await inPage(config, 1, (page) => page.step("same", ...clouds));
      for (const row of rows.slice(-2)) row.anyRatio = alike;
    }
  }
  if (shown.length) await draw(config, shown);
  return rows;
}

async function measureEngine(config, task) {
  const { pixelRatio } = task.options;
  const figures = {};
  const cloud = await inPage(config, pixelRatio, async (page) => {
    const idle = [];
    await page.step("begin", task);
    for (let run = 0; run < IDLE_RUNS; run++) idle.push(await page.cost("nothing"));
    const base = median(idle);
    const cost = async (step) => Math.max(0, (await page.cost(step)) - base);
    figures.load = await cost("load");
    figures.cold = await cost("layout");
    const runs = figures.cold > SLOWEST ? 0 : figures.cold > SLOW ? 1 : plan.runs;
    const warm = [];
    for (let run = 0; run < runs; run++) warm.push(await cost("layout"));
    figures.warm = Math.min(...warm, figures.cold);
    figures.repeats = runs ? await page.step("repeats") : null;
    Object.assign(figures, await page.step("quality"));
    if (runs) {
      const updates = [];
      for (let run = 0; run < Math.min(runs, 3); run++) updates.push(await cost("update"));
      figures.update = Math.min(...updates);
      Object.assign(figures, await page.step("stability"));
    }
    const cloud = await page.step("cloud");
    if (task.related.length && figures.cold <= SLOW) {
      figures.relate = Math.min(await cost("relate"), await cost("relate"));
      Object.assign(figures, await page.step("relations"));
    }
    return cloud;
  });
  if (figures.cold <= SLOWEST) Object.assign(figures, await longestTasks(config, task, figures.cold > SLOW));
  return { figures, cloud };
}

/// In a page of its own: a trace costs time itself.
function longestTasks(config, task, slow) {
  return inPage(config, task.options.pixelRatio, async (page) => {
    await page.step("begin", task);
    await page.step("load");
    const longest = () => browser.longestTask(page, "layout");
    const coldTask = await longest();
    if (slow) return { coldTask, warmTask: await longest() };
    await page.step("layout");
    return { coldTask, warmTask: Math.min(await longest(), await longest()) };
  });
}

async function inPage({ width, height }, pixelRatio, work) {
  const page = await browser.open(url, { width, height, pixelRatio });
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

async function readWords(name) {
  const text = await readFile(new URL(`words/${name}`, import.meta.url), "utf8");
  const lines = text.trimEnd().split("\n").map((line) => line.split(" "));
  return lines.map((words) => [...words.slice(0, -1), Number(words.at(-1))]);
}

async function draw(config, clouds, more = "") {
  const address = await inPage(config, 1, (page) => page.step("picture", clouds, { ...config, font: FONT }));
  await mkdir(places.pictures, { recursive: true });
  await writeFile(join(places.pictures, `${title(config)}${more}.png`.replaceAll(" ", "-")), Buffer.from(address.split(",")[1], "base64"));
}

function title({ list, count, width, height, demand, turned }) {
  return `${list} ${count} ${width}x${height} ${demand}${turned ? " turned" : ""}`;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
