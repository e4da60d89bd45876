// Lets the text of some posts step back, without touching the page's elements: by named highlights over it, one for
// each colour that the text has on each ground. A highlight can only give a colour, and not make one fainter; so each
// has the page's own colour, mixed with what is behind it as far as it stays readable.

import { Slices } from './slices.mjs';

const NAME = 'groundswell-dim';

/** Colours of text that are dimmed, each with a highlight of its own for each ground; text in further ones stays. */
const MOST_COLOURS = 16;

/** Elements around text that are asked for its ground. */
const MOST_AROUND = 500;

/** The background of most elements. */
const CLEAR = 'rgba(0, 0, 0, 0)';

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
    /** The names of the highlights that there are. */
    this.names = [];
    this.looks = ['(forced-colors: active)', '(prefers-color-scheme: dark)'].map((query) => matchMedia(query));
    for (const look of this.looks) look.onchange = () => this.again?.();
  }

  /**
   * @param {import('./facts.mjs').Post[]} posts all of the page
   * @param {Set<number>} bright those that stay as they are
   * @param {() => void} [along] what else is done to the looks of the page, so that it is styled anew once for both
   * @param {Iterable<number>} [only] the posts to look at
   * @param {boolean} [more] beside those that were shown before, and not instead of them
   */
  async show(posts, bright, along = () => {}, only = posts.keys(), more = false) {
    const turn = more ? this.turn : ++this.turn;
    if (!globalThis.CSS?.highlights || typeof Highlight !== 'function') return along();
    this.again = () => this.show(posts, bright);
    // There every highlight looks alike, whatever our rules say, and those of the chosen words are to stand out.
    if (this.looks[0].matches) {
      along();
      return this.clearHighlights();
    }
    // Anew each time: the page may have taken other colours.
    if (!more) this.found = new Colours();
    const { found } = this;
    if (bright.size < posts.length) {
      const roots = new Set(posts.map(({ root }) => root));
      const slices = new Slices();
      for (const at of only) {
        if (!bright.has(at)) this.gather(posts[at], roots, found);
        if (slices.isDue) await slices.rest();
        if (turn !== this.turn) return;
      }
    }
    along();
    const { shades } = found;
    this.style(shades);
    for (const shade of shades) {
      const highlight = (more && CSS.highlights.get(shade.name)) || new Highlight();
      for (const range of shade.ranges) highlight.add(new StaticRange(range));
      shade.ranges = [];
      CSS.highlights.set(shade.name, highlight);
    }
    const names = shades.map(({ name }) => name);
    for (const name of this.names) if (!names.includes(name)) CSS.highlights.delete(name);
    this.names = names;
  }

  clear() {
    this.turn += 1;
    this.again = undefined;
    this.clearHighlights();
  }

  clearHighlights() {
    for (const name of this.names) globalThis.CSS?.highlights?.delete(name);
    this.names = [];
  }

  end() {
    this.clear();
    for (const look of this.looks) look.onchange = null;
    for (const root of this.roots) disown(root, this.sheet);
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
      const shade = found.of(node.parentElement);
      if (!range || shade !== last) {
        last = shade;
        range = { startContainer: node, startOffset: 0 };
        // A static range costs the page nothing when it changes; it is made anew by then.
        shade?.ranges.push(range);
      }
      range.endContainer = node;
      range.endOffset = node.length;
    }
  }

  style(shades) {
    const rules = shades.map(({ name, colour }) => `::highlight(${name}){color:${colour}}`).join('');
    if (this.rules !== rules) this.sheet.replaceSync(`@media screen{${rules}}`);
    this.rules = rules;
    for (const root of this.roots) {
      if (!root.isConnected) {
        disown(root, this.sheet);
        this.roots.delete(root);
      } else if (!root.adoptedStyleSheets.includes(this.sheet)) {
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.sheet];
      }
    }
  }
}

/** Takes a sheet of ours out of a tree. */
export function disown(root, sheet) {
  root.adoptedStyleSheets = root.adoptedStyleSheets.filter((own) => own !== sheet);
}

/** The colours that text has, each with its ground, and where. */
class Colours {
  known = new Map();
  grounds = new WeakMap();
  read = new Map();

  get shades() {
    return [...this.known.values()];
  }

  /** The shade of the text of an element; nothing where there are too many. */
  of(element) {
    const style = getComputedStyle(element);
    const { color } = style;
    const ground = this.behind(element, style);
    const key = `${color} ${ground}`;
    if (!this.known.has(key) && this.known.size < MOST_COLOURS) {
      this.known.set(key, { name: `${NAME}-${this.known.size}`, colour: fainter(color, ground), ranges: [] });
    }
    return this.known.get(key);
  }

  /** The colour that an element's text stands on, as far as that is a colour. Each element is asked once. */
  behind(element, style) {
    const inner = [];
    let ground;
    for (let at = element; at && !ground && inner.length < MOST_AROUND; at = at.parentElement ?? at.getRootNode().host) {
      ground = this.grounds.get(at);
      if (ground) break;
      const { backgroundColor } = at === element ? style : getComputedStyle(at);
      const [r, g, b, a] = backgroundColor === CLEAR ? [0, 0, 0, 0] : this.channels(backgroundColor);
      if (a > 0.5) ground = [r, g, b];
      inner.push(at);
    }
    ground ??= canvas();
    for (const at of inner) this.grounds.set(at, ground);
    return ground;
  }

  channels(colour) {
    if (!this.read.has(colour)) this.read.set(colour, channels(colour));
    return this.read.get(colour);
  }
}

// What is behind a page that says nothing of it.
function canvas() {
  const dark = getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches;
  return dark ? [18, 18, 18] : [255, 255, 255];
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
