// What is chosen, in the page's address and history. The page's own router must never notice:
//
// - The address gets a fragment that reads like an id of the page (`#groundswell-tide_and_gate`), valid as a selector,
//   and gets none where the page seems to use fragments as routes: there a link has a parameter, which is taken out
//   before anybody reads posts.
// - Choosing adds one entry to the history, whose state is the page's own, unchanged; what was chosen stands in the
//   entry's state of the Navigation API. A browser without that gets no entry, and its back button does what it did.
// - Between that entry and the one before it nothing differs for the page, so it does not hear of the way between them.

import { FRAGMENT, PARAMETER, writeHistory } from '../link.mjs';

/** Links looked at to tell whether a page uses fragments as routes. */
const MOST_LINKS = 500;

/** Terms and letters in an address. */
const MOST_TERMS = 8;
const MOST_LETTERS = 1_000;

/**
 * `tide_and_gate`: letters, digits and hyphens as they are, everything else as its number, `_fc_`.
 * @param {string[]} keys
 * @param {boolean} all
 */
export function encode(keys, all) {
  const written = keys.map((key) => key.replace(/[^a-z\d-]/gu, (sign) => `_${sign.codePointAt(0).toString(16)}_`));
  return written.join(all ? '_and_' : '_or_');
}

/**
 * The reverse; nothing where `code` was not made by {@link encode}.
 * @param {string} code
 */
export function decode(code) {
  if (!code || code.length > MOST_LETTERS) return;
  const keys = [''];
  let all = true;
  // What stands at odd places is a number or joins two terms.
  for (const [place, part] of code.split('_').entries()) {
    if (place % 2 === 0) keys[keys.length - 1] += part;
    else if (part === 'and' || part === 'or') {
      all = part === 'and';
      keys.push('');
    } else {
      const number = /^[\da-f]{1,6}$/.test(part) ? parseInt(part, 16) : Infinity;
      if (number > 0x10ffff) return;
      keys[keys.length - 1] += String.fromCodePoint(number);
    }
  }
  return keys.every(Boolean) && keys.length <= MOST_TERMS ? { keys, all } : undefined;
}

export class Address {
  /**
   * @param {string | undefined} code what the address said when the page was opened
   * @param {(code: string) => void} arrived hears what an entry says that the reader went back or forward to
   */
  constructor(code, arrived) {
    this.code = code ?? '';
    this.arrived = arrived;
    this.bare = this.withoutOwn(location.href);
    this.pair = new Set();
    if (code) this.mark();
    const { navigation } = globalThis;
    if (!navigation) return;
    this.ending = new AbortController();
    const options = { capture: true, signal: this.ending.signal };
    navigation.addEventListener('navigate', (event) => this.leave(event), options);
    addEventListener('popstate', (event) => this.arrive(event), options);
    addEventListener('hashchange', (event) => this.isOwn && event.stopImmediatePropagation(), options);
  }

  /** Says in address and history what is chosen; nothing is `''`. */
  write(code) {
    if (code === this.code) return;
    this.code = code;
    const { navigation } = globalThis;
    const own = this.marked() !== undefined;
    if (!own) {
      if (!code) return;
      this.bare = this.withoutOwn(location.href);
      const before = navigation?.currentEntry?.key;
      if (!writeHistory(navigation ? 'pushState' : 'replaceState', this.shown(code))) return;
      if (navigation) this.pair = new Set([before, navigation.currentEntry.key]);
    } else if (location.href !== this.shown(code)) {
      writeHistory('replaceState', this.shown(code));
    }
    this.mark();
  }

  /** An address that leads to what is chosen. */
  link(code) {
    const [page, hash] = this.withoutOwn(location.href).split(/(?=#)/);
    if (!this.isRouted()) return `${page}${FRAGMENT}${code}`;
    return `${page}${page.includes('?') ? '&' : '?'}${PARAMETER}=${code}${hash ?? ''}`;
  }

  end() {
    if (this.code) this.write('');
    this.ending?.abort();
  }

  /** What the address is to be. */
  shown(code) {
    if (this.isRouted()) return location.href;
    return code ? `${this.bare.split('#')[0]}${FRAGMENT}${code}` : this.bare;
  }

  withoutOwn(href) {
    const [page] = href.split('#');
    return href.slice(page.length).startsWith(FRAGMENT) ? page : href;
  }

  marked() {
    return globalThis.navigation?.currentEntry?.getState()?.[PARAMETER];
  }

  mark() {
    const { navigation } = globalThis;
    if (!navigation?.currentEntry) return;
    const state = navigation.currentEntry.getState();
    // Whoever keeps something else there than an object would not find it again.
    if (state !== undefined && Object.getPrototypeOf(state) !== Object.prototype) return;
    navigation.updateCurrentEntry({ state: { ...state, [PARAMETER]: this.code } });
  }

  /** Whether the page uses fragments as routes, or may do. */
  isRouted() {
    const { hash } = location;
    if (!hash.startsWith(FRAGMENT) && !isPlace(hash)) this.routed = true;
    this.routed ??= [...document.links].slice(0, MOST_LINKS).some((link) => {
      return link.origin === location.origin && link.pathname === location.pathname && !isPlace(link.hash);
    });
    return this.routed;
  }

  leave(event) {
    const { navigationType, destination } = event;
    const { currentEntry } = globalThis.navigation;
    this.isTraversal = navigationType === 'traverse';
    const isPair = this.isTraversal && [currentEntry.key, destination.key].every((key) => this.pair.has(key));
    // The page may have changed one of the two meanwhile.
    this.isOwn = isPair && this.withoutOwn(destination.url).split('#')[0] === location.href.split('#')[0];
    this.state = JSON.stringify(history.state);
    if (this.isOwn) event.stopImmediatePropagation();
  }

  arrive(event) {
    if (!this.isTraversal) return;
    this.isOwn &&= JSON.stringify(event.state) === this.state;
    if (this.isOwn) event.stopImmediatePropagation();
    const code = this.marked() ?? '';
    if (code === this.code) return;
    this.code = code;
    this.arrived(code);
  }
}

/** Whether a fragment is a place on the page, or none. */
function isPlace(hash) {
  const name = hash.slice(1);
  if (!name || name === 'top') return true;
  try {
    const id = decodeURIComponent(name);
    return !!document.getElementById(id) || document.getElementsByName(id).length > 0;
  } catch {
    return false;
  }
}
