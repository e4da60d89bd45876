// The widget's own words: in which language a reader gets them, and the file that they are in. English is within
// the module, for whoever reads it and for when a file does not come.

import en from './locales/en.json';

/** How much longer than everything else a language's file may take, in milliseconds. Controls wait no longer. */
const PATIENCE = 1_000;

const others = LOCALE_NAMES.split(' ');

/** The texts of each language that was asked for; nothing where they did not come. */
const tables = { en };

/**
 * The first of the languages that a reader may want of which there are texts: what the owner `asked` for, what the
 * page says to be in, what the browser is set to. `tag` is how numbers and days are written, `name` whose texts
 * there are: those of a way of writing go before those of a language ("zh-TW" is written as "zh-Hant").
 * @param {string} [asked]
 * @returns {{ name: string, tag: string }}
 */
export function readersLanguage(asked) {
  for (const wanted of [asked, document.documentElement.lang, ...navigator.languages]) {
    const locale = localeOf(wanted);
    if (!locale) continue;
    const written = `${locale.language}-${locale.maximize().script}`;
    const name = [written, locale.language].find((name) => name in tables || others.includes(name));
    if (name) return { name, tag: locale.baseName };
  }
  return { name: 'en', tag: 'en' };
}

function localeOf(tag) {
  try {
    // Many pages write a tag as operating systems do: "de_DE".
    return new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    // There is none, or it is no tag.
  }
}

/** Whether it is known what texts there are in a language. */
export const hasTexts = ({ name }) => name in tables;

/** The texts in a language, English where there are none, and in which language they are. */
export function textsOf({ name, tag }) {
  return tables[name] ? { strings: tables[name], language: tag } : { strings: en, language: 'en' };
}

/**
 * Loads the texts in a language beside the `rest`, which they outlast by little. Rejected only where the rest is.
 * @param {{ name: string }} language
 * @param {Promise<unknown>} [rest]
 */
export async function loadTexts(language, rest) {
  if (hasTexts(language)) return rest;
  const stop = new AbortController();
  const table = fetchTable(language.name, stop.signal);
  await rest;
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  tables[language.name] = await table;
  clearTimeout(timer);
}

async function fetchTable(name, signal) {
  try {
    // One hash for all files: the module, which every reader loads, holds no more.
    const url = new URL(`locales/${name}-${LOCALES_HASH}.json`, import.meta.url);
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return { ...en, ...(await response.json()) };
  } catch (error) {
    console.warn(`Groundswell speaks English here: its words in '${name}' could not be loaded.`, error);
  }
}
