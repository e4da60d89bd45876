// The module: what the script tag loads, and what bundlers and single-page apps import.

import initialise, { mount as mountWidget } from 'groundswell-widget';
import css from './groundswell.css';
import de from './locales/de.json';
import en from './locales/en.json';

const locales = { de, en };

let ready;
let mounted;

/**
 * Loads the WebAssembly part once. `wasm` is where it is, beside this file by default.
 * @param {{ wasm?: string | URL }} [options]
 * @returns {Promise<void>}
 */
export default function init(options = {}) {
  ready ??= load(options.wasm).catch((error) => {
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
  const language = readersLanguage(dataset.lang);
  const strings = locales[language];
  const widget = mountWidget({ dataset, base, css, strings, language, token });
  const destroy = () => {
    mounted = undefined;
    widget.destroy();
  };
  return (mounted = { destroy });
}

// The page speaks to its readers in its own language; the browser's comes second.
function readersLanguage(asked) {
  const wanted = [document.documentElement.lang, asked, ...navigator.languages];
  const known = wanted.map((tag) => tag?.split('-')[0].toLowerCase()).find((tag) => Object.hasOwn(locales, tag));
  return known ?? 'en';
}
