// The module: what the script tag loads, and what bundlers and single-page apps import.

import initialise, { inspect, mount as mountWidget, termsOf } from 'groundswell-widget';
import css from './groundswell.css';
import { loadPack } from './languages.mjs';
import { takeLink } from './link.mjs';
import { hasTexts, loadTexts, readersLanguage, textsOf } from './texts.mjs';

const languages = JSON.parse(LANGUAGE_FILES);

/** Our elements. */
const ELEMENTS = ['groundswell-panel', 'groundswell-rating', 'groundswell-cloud', 'groundswell-debug'];

let ready;
let mounted;
let selection;
let warned;

/**
 * Loads the WebAssembly part once. `wasm` is where it is, beside this file by default. Our own words are loaded along,
 * in the language in which `mount` will speak when it is given this `dataset`.
 * @param {{ wasm?: string | URL, dataset?: Record<string, string> }} [options]
 * @returns {Promise<void>}
 */
export default function init({ wasm, dataset } = {}) {
  ready ??= loadTexts(readersLanguage(dataset?.lang), load(wasm)).catch((error) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

async function load(wasm) {
  const url = new URL(wasm ?? WASM_FILE, import.meta.url);
  const request = wasm ? fetch(url) : fetch(url, { integrity: WASM_INTEGRITY });
  const response = await request;
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  await initialise({ module_or_path: response });
  // To make the module ready is enough for one task.
  await new Promise((resolve) => setTimeout(resolve));
}

/**
 * Shows ratings and cloud on this page. `dataset` holds what the script tag's `data-*` attributes
 * would, without the prefix; `base` is the address of the hub. `token` says who the reader is, where the
 * page's server can: a token for the hub, or a function that gives one whenever it is asked.
 * @param {{ dataset?: Record<string, string>, base?: string, token?: string | (() => string | Promise<string>) }} [options]
 * A page has one widget: mounting again gives the one that is there.
 * @returns {{ destroy(): void }}
 */
export function mount({ dataset = {}, base = new URL('.', import.meta.url).href, token } = {}) {
  if (mounted) return mounted;
  defineElements();
  const language = readersLanguage(dataset.lang);
  const code = takeLink();
  let debug;
  let widget;
  const begin = () => {
    const texts = textsOf(language);
    const select = (asked, section) => showSelection({ asked, section, ...texts, code });
    const start = (name) => startPart(name, texts);
    widget = mountWidget({ dataset, base, css, ...texts, token, pack, part: start, select, linked: !!code });
    debug = isDebugged(dataset) && showDebug(dataset, language.name);
  };
  const handle = {
    destroy() {
      if (mounted === handle) mounted = undefined;
      if (debug) debug.then((view) => view?.close());
      selection = undefined;
      widget?.destroy();
    },
  };
  if (hasTexts(language)) begin();
  else loadTexts(language).then(() => mounted === handle && begin()).catch(tell);
  return (mounted = handle);
}

// Pages hide elements that are not defined until they are; ours have all they need from elsewhere.
function defineElements() {
  for (const name of ELEMENTS) {
    if (!customElements.get(name)) customElements.define(name, class extends HTMLElement {});
  }
}

// Nobody waits for what begins late, and pages hear of rejections that nobody waits for.
function tell(error) {
  console.error('Groundswell is not shown.', error);
}

/**
 * What the scanner finds below `root`: the posts in the order of the document. `dataset` holds what
 * the script tag's `data-posts` and its kin would. The page stays as it is.
 * @param {Document | Element} [root]
 * @param {{ dataset?: Record<string, string> }} [options]
 * @returns {{ kind: 'article' | 'post' | 'comment', text: string, title?: string, author?: string,
 *   time?: string, permalink?: string, likes?: number, replyTo?: string, lang?: string, locator: string,
 *   evidence: string, engine?: string, root: Element, body: Element }[]}
 */
export function scan(root, options) {
  return report(root, options).posts;
}

/**
 * The same with what looked like posts and was left out: the first of `count` elements alike, and why.
 * @param {Document | Element} [root]
 * @param {{ dataset?: Record<string, string> }} [options]
 * @returns {{ posts: object[], leftOut: { root: Element, count: number, reason: string }[] }}
 */
export function report(root = document, { dataset = {} } = {}) {
  return inspect(root.documentElement ?? root, dataset);
}

/**
 * What posts are about, heaviest term first: of those that `scan` gives, or of any objects with a `text` and, as far as
 * known, `lang`, `time` and `author`. `dataset` holds what the script tag's `data-lens`, `data-lang`, `data-stop-words`
 * and its kin would. Loads what is particular to the posts' languages, and works in slices.
 * @param {{ text: string, lang?: string, time?: string, author?: string }[]} posts
 * @param {{ dataset?: Record<string, string>, most?: number }} [options] at most 100 terms, unless said
 * @returns {Promise<{ key: string, label: string, count: number, posts: number, weight: number }[]>}
 */
export async function terms(posts, { dataset = {}, most = 100 } = {}) {
  return termsOf([...posts], dataset, pack, most);
}

// What is particular to a language is a file of its own, which is loaded when a post in it is on the page. The
// promise is never rejected: a page hears of rejections that nobody waits for yet.
async function pack(tag) {
  const [file, integrity] = languages[tag];
  return loadPack(new URL(file, import.meta.url), integrity).catch((error) => error);
}

// What only some readers use is a file of its own, which is loaded when it is first used; asked for once, unless it
// could not be had. Never rejected either.
const parts = new Map();

function part(name) {
  const file = { cloud: CLOUD_FILE, select: SELECT_FILE, 'take-away': TAKE_AWAY_FILE }[name];
  const load = () => import(new URL(file, import.meta.url)).catch((error) => (parts.delete(name), error));
  if (!parts.has(name)) parts.set(name, load());
  return parts.get(name);
}

// What chooses and searches, once; nothing, and another attempt next time, where it cannot be loaded or begun.
function showSelection(given) {
  return (selection ??= part('select').then((module) => {
    try {
      if (module.start) return module.start(given);
      warn(module);
    } catch (error) {
      warn(error);
    }
    selection = undefined;
  }));
}

function warn(error) {
  if (!warned) console.warn('Groundswell: what chooses words could not be loaded.', error);
  warned = true;
}

// Those that speak are given our words.
async function startPart(name, given) {
  const module = await part(name);
  return module.withTexts?.(given) ?? module;
}

function isDebugged(dataset) {
  return 'groundswellDebug' in dataset || 'groundswellDebug' in document.documentElement.dataset;
}

// The owner's view is a file of its own, so that readers do not load it.
async function showDebug(dataset, language) {
  try {
    const { show } = await import(new URL(DEBUG_FILE, import.meta.url));
    return show({ scan: () => report(document, { dataset }), language });
  } catch (error) {
    console.warn('Groundswell: its view for page owners could not be loaded.', error);
  }
}
