// What an owner sees of the scanner, with `data-groundswell-debug`: each post outlined and listed with the
// reason why it was taken and what was found of it, and what looked like posts and was left out. The
// posts come from the very scan that the widget works with. Loaded only where it is asked for.

import { Words } from '../words.mjs';
import css from './debug.css';
import ar from './ar.json';
import de from './de.json';
import en from './en.json';
import es from './es.json';
import fr from './fr.json';
import he from './he.json';
import it from './it.json';
import ja from './ja.json';
import nl from './nl.json';
import pl from './pl.json';
import pt from './pt.json';
import tr from './tr.json';
import zh from './zh.json';
import zhHant from './zh-Hant.json';

// Invariant: every language of the interface, by the name of its file in `www/locales`.
const locales = { ar, de, en, es, fr, he, it, ja, nl, pl, pt, tr, zh, 'zh-Hant': zhHant };

const TAG = 'groundswell-debug';

// How long the page must stand still before it is looked at again, milliseconds.
const STILL_MS = 500;

// More entries than this help nobody, and would make the page slow.
const MAX_SHOWN = 500;

// Longest excerpt that names a post without a title, in characters.
const EXCERPT = 80;

/**
 * Shows the view until `close()`, in the `language` that the interface has chosen for the reader.
 * @param {{ scan: () => { posts: object[], leftOut: object[] }, language: string }} given
 * @returns {{ close(): void }}
 */
export function show({ scan, language }) {
  return new View(scan, new Words(locales[language], language));
}

class View {
  constructor(scan, words) {
    this.scan = scan;
    this.words = words;
    this.marks = [];
    this.undo = new AbortController();
    this.build();
    this.watch();
    this.look();
  }

  build() {
    const { words } = this;
    this.host = document.createElement(TAG);
    words.mark(this.host);
    const root = this.host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];

    this.layer = make('div');
    this.list = make('ol');
    this.rest = make('ul');
    this.summary = make('p', 'sum');
    this.summary.setAttribute('role', 'status');
    this.skip = this.advice('skip', 'data-groundswell="skip"');
    this.remainder = make('p', 'sum');
    const outlines = make('input');
    outlines.type = 'checkbox';
    outlines.checked = true;
    outlines.addEventListener('change', () => (this.layer.hidden = !outlines.checked));
    const label = make('label', '', outlines, words.text('outlines'));
    const again = button('plain', words.text('again'), () => this.look());
    const close = button('plain', words.text('close'), () => this.close());
    const header = make('div', 'head', make('h2', '', words.text('title')), again, close, label);
    const scroll = make('div', 'scroll', this.summary, this.list, this.skip, this.remainder, this.rest);
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'group');
    scroll.setAttribute('aria-label', words.text('title'));
    this.panel = make('aside', 'panel', header, scroll);
    this.panel.setAttribute('aria-label', words.text('title'));
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
    root.append(this.layer, this.panel);
    document.body.append(this.host);
  }

  /** Follows the page: where its posts move to, and what becomes of them. */
  watch() {
    const { signal } = this.undo;
    const move = () => this.moveSoon();
    addEventListener('scroll', move, { signal, capture: true, passive: true });
    addEventListener('resize', move, { signal });
    const sizes = new ResizeObserver(move);
    sizes.observe(document.documentElement);
    const changes = new MutationObserver((records) => {
      if (records.every(isOfOurs)) return;
      clearTimeout(this.still);
      this.still = setTimeout(() => this.look(), STILL_MS);
    });
    changes.observe(document.body, { childList: true, subtree: true, characterData: true });
    signal.addEventListener('abort', () => {
      sizes.disconnect();
      changes.disconnect();
      clearTimeout(this.still);
      cancelAnimationFrame(this.frame);
    });
  }

  look() {
    const { posts, leftOut } = this.scan();
    const { words } = this;
    const focused = this.host.shadowRoot.activeElement;
    const before = this.marks;
    this.marks = [];
    this.layer.replaceChildren();
    this.summary.textContent = posts.length ? words.text('found', { n: posts.length }) : words.text('none');
    this.skip.hidden = posts.length === 0;
    const numbers = new Map(posts.map(({ locator }, i) => [locator, i + 1]));
    this.list.replaceChildren(...posts.slice(0, MAX_SHOWN).map((post, i) => this.entry(post, i + 1, numbers)));
    this.remainder.hidden = leftOut.length === 0;
    this.remainder.textContent = words.text('left', { n: leftOut.length });
    this.rest.replaceChildren(...leftOut.slice(0, MAX_SHOWN).map((left) => this.leftOut(left)));
    this.move();
    this.stay(before, focused);
  }

  /** What was led to, and what had the focus, is so still. */
  stay(before, focused) {
    for (const { element, box, jump } of before) {
      const same = this.marks.find((mark) => mark.element === element);
      if (same && box.classList.contains('now')) this.emphasise(same.box);
      if (same && jump === focused) same.jump.focus({ preventScroll: true });
    }
  }

  entry(post, number, numbers) {
    const { words } = this;
    const title = post.title ?? excerpt(post.text);
    const name = words.text('entry', { number, kind: words.text(post.kind), title });
    const item = make('li', post.kind);
    const jump = this.mark(post.root, post.kind, words.number(number), name, item);
    const why = make('p', 'why', words.text(`why-${post.evidence}`, { engine: post.engine }));
    const parent = numbers.get(post.replyTo);
    const facts = [
      ['author', post.author],
      ['time', post.time],
      ['address', post.permalink],
      ['likes', post.likes],
      ['answers', parent && words.text('number', { n: parent })],
      ['language', post.lang],
      ['words', post.text.split(/\s+/).filter(Boolean).length],
      ['identity', post.locator],
    ];
    const needed = ['author', 'time', 'address'];
    const list = make('dl');
    for (const [key, value] of facts) {
      if (value === undefined && !needed.includes(key)) continue;
      const missing = value === undefined;
      const said = typeof value === 'number' ? words.number(value) : value;
      // Its letters run in their own direction, and yet it begins where the column does.
      const shown = make('bdi', '', missing ? words.text('missing') : said);
      list.append(make('dt', '', words.text(key)), make('dd', missing ? 'missing' : '', shown));
    }
    item.append(jump, why, list);
    return item;
  }

  leftOut({ root, reason, count }) {
    const selector = describe(root);
    const name = this.words.part(count > 1 ? `${count} × ${selector}` : selector);
    const item = make('li', 'left');
    const jump = this.mark(root, 'left', '–', name, item);
    const why = make('p', 'why', this.words.text(`left-${reason}`));
    item.append(jump, why, this.advice('take', `data-posts="${selector.replaceAll('"', '&quot;')}"`));
    return item;
  }

  advice(key, line) {
    const { words } = this;
    const copy = button('plain', words.text('copy'), async () => {
      try {
        await navigator.clipboard.writeText(line);
        copy.textContent = words.text('copied');
      } catch {
        // Not in every context, and never without the reader's leave: the line can be marked by hand.
        getSelection()?.selectAllChildren(code);
      }
    });
    const code = make('code', '', line);
    code.dir = 'ltr';
    return make('div', 'hint', words.text(key), make('div', 'line', code, copy));
  }

  /** Outlines an element; gives the button in the list that leads to it. */
  mark(element, kind, short, name, item) {
    const box = make('div', `box ${kind}`);
    const tab = button('tab', short, () => {
      this.emphasise(box);
      item.scrollIntoView({ block: 'nearest' });
      jump.focus();
    });
    tab.setAttribute('aria-label', name);
    box.append(tab);
    this.layer.append(box);
    const jump = button('name', name, () => {
      this.emphasise(box);
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      element.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    });
    this.marks.push({ element, box, jump });
    return jump;
  }

  emphasise(box) {
    for (const mark of this.marks) mark.box.classList.toggle('now', mark.box === box);
  }

  moveSoon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.move());
  }

  move() {
    const origin = this.layer.getBoundingClientRect();
    const places = this.marks.map(({ element }) => element.getBoundingClientRect());
    this.marks.forEach(({ box }, i) => {
      const { left, top, width, height } = places[i];
      box.hidden = width === 0 || height === 0;
      box.style.left = `${left - origin.left}px`;
      box.style.top = `${top - origin.top}px`;
      box.style.width = `${width}px`;
      box.style.height = `${height}px`;
    });
  }

  close() {
    this.undo.abort();
    this.host.remove();
  }
}

function make(tag, className = '', ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function button(className, text, act) {
  const element = make('button', className, text);
  element.type = 'button';
  element.addEventListener('click', act);
  return element;
}

// Whether a change of the page is in something of ours, or that came or went.
function isOfOurs({ target, addedNodes, removedNodes }) {
  const nodes = [...addedNodes, ...removedNodes];
  return isOurs(target) || (nodes.length > 0 && nodes.every(isOurs));
}

function isOurs(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return !!element?.localName.startsWith('groundswell-');
}

function excerpt(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT).replace(/\s+\S*$/, '')}…` : line;
}

/** A selector that would take an element and its like. */
function describe(element) {
  const name = [...element.classList].find((word) => !/\d/.test(word));
  return element.localName + (name ? `.${CSS.escape(name)}` : '');
}
