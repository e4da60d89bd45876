// What is chosen, in the page's address and history. The page's own router must never notice:
//
// - Choosing adds an entry to the history, by a step in a frame of ours (`step.mjs`): neither the page's address nor its
//   state differs by it, and going back over it tells the page nothing.
// - The address gets a fragment that reads like an id of the page (`#groundswell-tide_and_gate`), valid as a selector,
//   in place and without an event but the `navigate` of the Navigation API; and none where the page seems to use
//   fragments as routes: there a link has a parameter, which is taken out before anybody reads posts.

import { FRAGMENT, PARAMETER, rewriteAddress } from '../link.mjs';
import { Step } from './step.mjs';

/** Links looked at to tell whether a page uses fragments as routes. */
const MOST_LINKS = 500;

/** Terms chosen at once: more than anyone tells apart, and what an address holds. */
export const MOST_TERMS = 8;

/** Letters that are read from an address, and that a query has. */
export const MOST_LETTERS = 1_000;

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
   * @param {(code: string) => void} arrived hears what is chosen where the reader went in the history
   */
  constructor(code, arrived) {
    this.code = code ?? '';
    this.arrived = arrived;
    this.step = new Step((isForward) => this.go(isForward ? this.undone : ''));
    this.ending = new AbortController();
    const { signal } = this.ending;
    // Links of the page to a selection, and its entries in the history that had one.
    for (const kind of ['hashchange', 'popstate']) addEventListener(kind, () => this.read(), { signal });
  }

  /** Takes steps in this tree from now on. */
  attach(root) {
    this.step.attach(root);
  }

  /** Says in address and history what is chosen; nothing is `''`. `byReader` where the reader undid it. */
  write(code, byReader) {
    if (code && !this.code) this.step.take();
    if (!code && this.code && byReader) {
      this.undone = this.code;
      this.step.giveBack();
    }
    this.code = code;
    this.show();
  }

  go(code) {
    if (code === undefined || code === this.code) return;
    this.undone = this.code;
    this.code = code;
    this.show();
    this.arrived(code);
  }

  read() {
    const { hash } = location;
    if (hash.startsWith(FRAGMENT)) this.go(hash.slice(FRAGMENT.length));
  }

  /** An address that leads to what is chosen. */
  link(code) {
    const [page, hash] = this.withoutOwn(location.href).split(/(?=#)/);
    if (!this.isRouted()) return `${page}${FRAGMENT}${code}`;
    return `${page}${page.includes('?') ? '&' : '?'}${PARAMETER}=${code}${hash ?? ''}`;
  }

  end() {
    this.code = '';
    this.show();
    this.step.end();
    this.ending.abort();
  }

  // The fragment that was there before comes back, where it is the same page still.
  show() {
    const { href } = location;
    const page = this.withoutOwn(href);
    if (page === href) this.bare = href;
    const before = this.bare?.split('#')[0] === page ? this.bare : page;
    const wanted = this.code && !this.isRouted() ? `${page.split('#')[0]}${FRAGMENT}${this.code}` : before;
    if (wanted !== href) rewriteAddress(wanted);
  }

  withoutOwn(href) {
    const [page] = href.split('#');
    return href.slice(page.length).startsWith(FRAGMENT) ? page : href;
  }

  /** Whether the page uses fragments as routes, or may do. */
  isRouted() {
    const { hash } = location;
    if (!hash.startsWith(FRAGMENT) && !isPlace(hash)) this.routed = true;
    this.routed ??= [...document.links].slice(0, MOST_LINKS).some((link) => {
      const isHere = link.origin === location.origin && link.pathname === location.pathname;
      return isHere && !link.hash.startsWith(FRAGMENT) && !isPlace(link.hash);
    });
    return this.routed;
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
