// Lets the text of some posts step back, without touching the page's elements: by named highlights over it, one for
// each colour that the text has. A highlight can only give a colour, and not make one fainter; so each has the page's
// own colour, mixed with what is behind it as far as it stays readable.

import { Slices } from './slices.mjs';

const NAME = 'groundswell-dim';

/** Colours of text that are dimmed, each with a highlight of its own; text in further ones stays. */
const MOST_COLOURS = 8;

/** Elements that a post of several siblings may be. */
const MOST_SIBLINGS = 50;

/** WCAG 2.2, 1.4.3: dimmed text is read too. */
const CONTRAST = 4.5;

/** How much of its colour text keeps at least. */
const LEAST = 0.5;

// A form's fields may have the names of its methods.
const { matches } = Element.prototype;

const UNREAD = 'groundswell-rating, groundswell-panel, groundswell-cloud, script, style, noscript, template, textarea, select, svg';

export class Dim {
  constructor() {
    this.turn = 0;
    this.sheet = new CSSStyleSheet();
    this.roots = new Set();
    this.colours = new Map();
    this.forced = matchMedia('(forced-colors: active)');
    this.forced.onchange = () => this.again?.();
  }

  /**
   * @param {import('./facts.mjs').Post[]} posts all of the page
   * @param {Set<number>} bright those that stay as they are
   */
  async show(posts, bright) {
    const turn = ++this.turn;
    if (!globalThis.CSS?.highlights || typeof Highlight !== 'function') return;
    this.again = () => this.show(posts, bright);
    // There every highlight looks alike, whatever our rules say, and those of the chosen words are to stand out.
    if (this.forced.matches) return this.clearHighlights();
    const found = new Map();
    if (bright.size < posts.length) {
      const roots = new Set(posts.map(({ root }) => root));
      const slices = new Slices();
      for (const [at, post] of posts.entries()) {
        if (!bright.has(at)) this.gather(post, roots, found);
        if (slices.isDue) await slices.rest();
        if (turn !== this.turn) return;
      }
    }
    this.style();
    for (const [colour, { name }] of this.colours) {
      const ranges = found.get(colour);
      const highlight = new Highlight();
      for (const range of ranges ?? []) highlight.add(new StaticRange(range));
      if (ranges) CSS.highlights.set(name, highlight);
      else CSS.highlights.delete(name);
    }
  }

  clear() {
    this.turn += 1;
    this.again = undefined;
    this.clearHighlights();
  }

  clearHighlights() {
    for (const { name } of this.colours.values()) globalThis.CSS?.highlights?.delete(name);
  }

  end() {
    this.clear();
    this.forced.onchange = null;
    for (const root of this.roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((own) => own !== this.sheet);
  }

  // The text of a post by its colour, without that of posts within it.
  gather({ root, body }, roots, found) {
    let n = 0;
    for (let part = root; part && n < MOST_SIBLINGS; part = part.nextElementSibling, n += 1) {
      if (n && roots.has(part)) return;
      this.gatherIn(part, roots, found);
      if (part.contains(body)) return;
    }
  }

  gatherIn(part, roots, found) {
    this.roots.add(part.getRootNode());
    let range;
    let last;
    const acceptNode = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      if (!roots.has(node) && !matches.call(node, UNREAD)) {
        return NodeFilter.FILTER_SKIP;
      }
      range = undefined;
      return NodeFilter.FILTER_REJECT;
    };
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, { acceptNode });
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!/\S/.test(node.data)) continue;
      const colour = this.colourOf(node.parentElement);
      if (!range || colour !== last) {
        last = colour;
        range = { startContainer: node, startOffset: 0 };
        const ranges = found.get(colour) ?? [];
        found.set(colour, ranges);
        // A static range costs the page nothing when it changes; it is made anew by then.
        ranges.push(range);
      }
      range.endContainer = node;
      range.endOffset = node.length;
    }
  }

  colourOf(element) {
    const { color } = getComputedStyle(element);
    if (!this.colours.has(color) && this.colours.size < MOST_COLOURS) {
      const rule = `color:${fainter(color, behind(element))}`;
      this.colours.set(color, { name: `${NAME}-${this.colours.size}`, rule });
    }
    return color;
  }

  style() {
    const rules = [...this.colours.values()].map(({ name, rule }) => `::highlight(${name}){${rule}}`).join('');
    if (this.rules !== rules) this.sheet.replaceSync(`@media screen{${rules}}`);
    this.rules = rules;
    for (const root of this.roots) {
      if (!root.adoptedStyleSheets.includes(this.sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.sheet];
    }
  }
}

let context;

// The red, green, blue and opacity of any colour that CSS can write.
function channels(colour) {
  context ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

// The colour that an element's text stands on, as far as that is a colour.
function behind(element) {
  for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
    const [r, g, b, a] = channels(getComputedStyle(at).backgroundColor);
    if (a > 0.5) return [r, g, b];
  }
  const dark = getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches;
  return dark ? [18, 18, 18] : [255, 255, 255];
}

function luminance([r, g, b]) {
  const [x, y, z] = [r, g, b].map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

// The colour mixed with its ground as much as the contrast allows; as it is where that is low already.
function fainter(colour, ground) {
  const [r, g, b, a] = channels(colour);
  const mixed = (share) => [r, g, b].map((value, i) => Math.round(value * share + ground[i] * (1 - share)));
  let share = LEAST * a;
  while (share < a && contrast(mixed(share), ground) < CONTRAST) share += 0.05;
  return `rgb(${mixed(Math.min(share, a)).join(' ')})`;
}
