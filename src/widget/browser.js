// The few things that are quicker, or only possible, on the browser's side of the wasm border.
//
// One file, because each would be a request of its own in a module that is not bundled. Classes and no
// plain functions, because wasm-bindgen hands functions over in an object that the bundler fills with a
// loop over inherited keys, and some pages add to what all objects inherit.

// --- The snapshot ---
//
// One pass over the DOM into flat buffers, handed over slice by slice, so that the scanner reads a whole
// page without a call across the wasm border per node. The layout of the buffers is documented at
// `groundswell_scan::PageReader::read`; the tag and attribute tables come from there too, so there is one
// list of each.

const TEXT = 1;
const HIDDEN = 2;
const FIRST_MARK = 4;
const ROOT = 0xffffffff;

// Never looked into: not prose, or another document's.
const OPAQUE = new Set([
  'audio', 'canvas', 'datalist', 'embed', 'iframe', 'math', 'noscript', 'object', 'picture', 'script',
  'select', 'style', 'svg', 'template', 'textarea', 'video',
]);

// Asking for the visibility of every emphasised word would cost more than the walk itself; these
// are as visible as the block they stand in.
const PHRASING = new Set([
  'a', 'abbr', 'b', 'bdi', 'bdo', 'br', 'cite', 'code', 'em', 'i', 'kbd', 'mark', 'q', 's', 'small',
  'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr', 'img',
]);

// Of the head only what says something about the page.
const HEAD = new Set(['head', 'meta', 'link', 'title', 'script']);

const OWN = 'groundswell-';
// The attribute by which owners mark the parts of a post, and its words in the order of the mark bits.
const OWNER = 'data-groundswell';
const OWNER_WORDS = ['post', 'text', 'author', 'time', 'permalink', 'skip'];
const LINKED_DATA = 'application/ld+json';

// Nodes between two looks at the clock.
const STRIDE = 64;

// Attributes of one element that are taken at most: their number is written into a byte.
const MOST_ATTRIBUTES = 255;

// Siblings before a part of the page that are taken along: the name of a post may stand before it.
const BEFORE = 3;

const SEEN = { visibilityProperty: true };

// A form's named fields hide its built-in properties, by accident or on purpose; the methods and getters
// of the prototypes cannot be hidden. They are slower, so only forms are asked through them.
const getter = (prototype, name) => {
  const { get } = Object.getOwnPropertyDescriptor(prototype, name);
  return (node) => get.call(node);
};
const firstChild = getter(Node.prototype, 'firstChild');
const nextSibling = getter(Node.prototype, 'nextSibling');
const previousSibling = getter(Node.prototype, 'previousSibling');
const parentNode = getter(Node.prototype, 'parentNode');
const nodeType = getter(Node.prototype, 'nodeType');
const localName = getter(Element.prototype, 'localName');
const isConnected = getter(Node.prototype, 'isConnected');
const { checkVisibility, closest, getAttribute, getAttributeNames, matches } = Element.prototype;
const { contains } = Node.prototype;

const isElement = (node) => nodeType(node) === Node.ELEMENT_NODE;
const isOwn = (node) => isElement(node) && localName(node).startsWith(OWN);

// The element that a reader sees a node in, out of shadow roots too.
const above = (node) => {
  const parent = (isElement(node) && node.assignedSlot) || parentNode(node);
  return parent instanceof ShadowRoot ? parent.host : parent;
};

const encoder = new TextEncoder();

// The name of an element that may be a form.
const nameOf = (element) => {
  const name = element.localName;
  return typeof name === 'string' && name !== 'form' ? name : localName(element);
};

// What every walk needs to know.
let known;
const table = (names, from) => new Map(names.split(',').map((name, i) => [name, i + from]));

export class Walk {
  /**
   * Before the first walk.
   *
   * @param {string} tags names of the known tags, joined by ","
   * @param {string} attributes names of the attributes that are taken, joined by ","
   * @param {string} foldable words in the classes of what may be folded away, joined by "|"
   */
  static know(tags, attributes, foldable) {
    known = {
      tags: table(tags, 1),
      attributes: table(attributes, 0),
      foldable: new RegExp(`(^|[\\s_-])(${foldable})`, 'i'),
    };
  }

  /**
   * @param {Element} root
   * @param {string[]} selectors what the owner marked, in the order of the mark bits; "" for none
   * @param {number} maxNodes
   */
  constructor(root, selectors, maxNodes) {
    Object.assign(this, known);
    this.root = root;
    this.node = root;
    this.parent = ROOT;
    this.maxNodes = maxNodes;
    this.selectors = selectors.some((selector) => selector) ? selectors : [];
    this.open = [];
    this.words = [];
    this.texts = [];
    this.elements = [];
    this.unseen = [];
    this.shadows = [];
  }

  /**
   * Takes of the page only what is from `first` to its sibling `last`, with what is around it and just
   * before it. The number of the first node of the part itself; more than all nodes if it is not seen.
   */
  narrow(first, last) {
    const around = [];
    for (let up = above(first); up; up = up === this.root ? null : above(up)) around.push(up);
    for (const element of around.reverse()) {
      if (!isElement(element)) continue;
      const index = this.elements.length;
      const open = this.takeElement(element, localName(element), this.parent);
      if (!open) return ROOT;
      this.parent = index;
    }
    for (const sibling of siblingsBefore(first)) {
      if (isElement(sibling)) this.takeElement(sibling, localName(sibling), this.parent);
      else this.takeText(sibling.data, this.parent);
    }
    this.node = first;
    this.last = last;
    return this.elements.length;
  }

  /** Goes on for `budget` milliseconds; whether the walk is at its end. */
  step(budget) {
    const end = performance.now() + budget;
    const { elements, open, last } = this;
    let { node, parent, alone } = this;
    for (let n = 1; elements.length < this.maxNodes; n++) {
      // The page may have changed between two slices: a node that lost its parent has no siblings any
      // more, and the observer that saw the change asks for another walk.
      if (!node) {
        if (!open.length) break;
        alone = open.pop();
        parent = open.pop();
        node = open.pop();
        continue;
      }
      const type = node.nodeType;
      if (type === Node.TEXT_NODE) {
        this.takeText(node.data, parent);
        node = alone ? null : node.nextSibling;
      } else if (typeof type === 'number' && type !== Node.ELEMENT_NODE) {
        node = alone ? null : node.nextSibling;
      } else {
        const index = elements.length;
        const name = nameOf(node);
        const looked = this.takeElement(node, name, parent);
        const next = alone || node === last ? null : name === 'form' ? nextSibling(node) : node.nextSibling;
        if (looked) {
          open.push(next, parent, false);
          parent = index;
          alone = false;
          node = this.firstBelow(node, name, index);
        } else {
          node = next;
        }
      }
      if (n % STRIDE === 0 && performance.now() > end) break;
    }
    Object.assign(this, { node, parent, alone });
    return elements.length >= this.maxNodes || (!node && !open.length);
  }

  // As a reader sees it: what an open shadow root shows, and in its slots what was put there.
  firstBelow(element, name, index) {
    if (name === 'form') return firstChild(element);
    const { shadowRoot } = element;
    if (shadowRoot) {
      this.shadows.push(shadowRoot);
      return shadowRoot.firstChild;
    }
    if (name === 'slot') {
      const assigned = element.assignedNodes();
      for (const node of assigned.toReversed?.() ?? [...assigned].reverse()) this.open.push(node, index, true);
      if (assigned.length) return null;
    }
    return element.firstChild;
  }

  /** What was written since this was asked last; the strings that go with it are `strings()`. */
  shape() {
    const words = new Uint32Array(this.words);
    this.words = [];
    return words;
  }

  // As bytes: the glue would look at a string letter by letter, in code that was never run before.
  strings() {
    const bytes = encoder.encode(this.texts.join('\0'));
    this.texts = [];
    return bytes;
  }

  element(index) {
    return this.elements[index] ?? undefined;
  }

  takeText(text, parent) {
    this.words.push(parent, TEXT);
    this.texts.push(clean(text));
    this.elements.push(null);
  }

  takeElement(element, name, parent) {
    if (name.startsWith(OWN)) return false;
    const head = HEAD.has(name);
    const index = this.elements.push(element) - 1;
    const tag = this.tags.get(name) ?? 0;
    const at = this.words.push(parent, 0) - 1;
    if (!tag) this.texts.push(name);
    this.said = '';
    const count = this.takeAttributes(element);
    const hidden = !head && !this.isShown(element, name);
    if (hidden) this.unseen.push(element);
    this.words[at] = (hidden ? HIDDEN : 0) | this.marksOf(element) | (count << 8) | (tag << 16);
    if (name === 'head') this.head = index;
    if (name === 'script') return element.type === LINKED_DATA;
    return !hidden && !OPAQUE.has(name) && (head || parent !== this.head);
  }

  takeAttributes(element) {
    let count = 0;
    for (const name of getAttributeNames.call(element)) {
      if (name === OWNER) this.said = getAttribute.call(element, name);
      const id = this.attributes.get(name);
      if (id === undefined || count === MOST_ATTRIBUTES) continue;
      count += 1;
      this.words.push(id);
      this.texts.push(clean(getAttribute.call(element, name)));
    }
    return count;
  }

  // What is folded away in a discussion is read as if it were not: it is there for whoever unfolds it.
  isShown(element, name) {
    if (this.folded && contains.call(this.folded, element)) return !element.hidden && element.style?.display !== 'none';
    this.folded = undefined;
    if (isSeen(element, name)) return true;
    if (!this.foldable.test(element.className)) return false;
    this.folded = element;
    return true;
  }

  marksOf(element) {
    let marks = 0;
    if (this.said) {
      for (const word of this.said.split(/\s+/)) {
        const i = OWNER_WORDS.indexOf(word);
        if (i >= 0) marks |= FIRST_MARK << i;
      }
    }
    this.selectors.forEach((selector, i) => {
      if (selector && matches.call(element, selector)) marks |= FIRST_MARK << i;
    });
    return marks;
  }
}

function siblingsBefore(node) {
  const before = [];
  for (let at = previousSibling(node); at && before.length < BEFORE; at = previousSibling(at)) {
    if (isElement(at) ? isOwn(at) : nodeType(at) !== Node.TEXT_NODE) continue;
    before.unshift(at);
  }
  return before;
}

function isSeen(element, name) {
  if (PHRASING.has(name)) return !element.hidden;
  if (checkVisibility.call(element, SEEN)) return true;
  // What has no box of its own counts as invisible, though what is in it is shown.
  return !OPAQUE.has(name) && getComputedStyle(element).display === 'contents';
}

// The separator of the strings must not come out of the page.
function clean(text) {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}

// --- Changes of the page ---
//
// Sorts what a MutationObserver tells into parts of the page that are worth reading again. What is ours is
// left out here, before anything is woken. What the parts mean is decided in `page.rs`.

const WATCHED = {
  subtree: true,
  childList: true,
  characterData: true,
  attributes: true,
  attributeFilter: ['class', 'style', 'hidden', 'aria-hidden', 'open', 'id', 'href', 'datetime', OWNER],
};

// They say what a post is and not whether it is seen.
const NAMING = new Set(['id', 'href', 'datetime', OWNER]);

// Parts that are read one by one; where more changed, the whole page is read.
const MOST_PARTS = 32;

const HEADING = /^h[1-6]$/;

// What was told, as bits.
const CONTENT = 1;
const LOOKS = 2;
const LOST = 4;

export class Changes {
  /** `told(bits)` is called when there may be something to `take()`. */
  constructor(told) {
    this.told = told;
    this.observer = new MutationObserver((records) => this.notice(records));
    this.keys = new WeakMap();
    this.posts = new Map();
    // The elements of posts that are several siblings.
    this.spans = new Map();
    this.unseen = new Set();
    this.shadows = new WeakSet();
    this.lost = [];
    this.forget();
    this.observer.observe(document, WATCHED);
  }

  stop() {
    this.observer.disconnect();
  }

  /** Nothing has changed up to now. */
  forget() {
    this.observer.takeRecords().forEach((record) => record.type === 'childList' && this.sort(record));
    this.added = new Set();
    this.touched = new Set();
    this.thinned = new Set();
    this.restyled = new Set();
    // Whether anything was taken out of the page.
    this.thins = false;
  }

  notice(records) {
    const bits = records.reduce((bits, record) => bits | this.sort(record), 0);
    if (bits) this.told(bits);
  }

  sort({ type, target, addedNodes, removedNodes, attributeName }) {
    if (removedNodes.length) this.thins = true;
    const element = isElement(target) ? target : (parentNode(target) ?? target.host);
    if (!element || isOwn(element)) return 0;
    if (type === 'attributes') {
      (NAMING.has(attributeName) ? this.thinned : this.restyled).add(element);
      return LOOKS;
    }
    if (type === 'characterData') {
      this.touched.add(element);
      return CONTENT;
    }
    let bits = 0;
    for (const node of addedNodes) bits |= this.sortChild(node, element, true);
    for (const node of removedNodes) bits |= this.sortChild(node, element, false);
    return bits;
  }

  sortChild(node, element, came) {
    if (!isElement(node)) {
      if (nodeType(node) !== Node.TEXT_NODE || !/\S/.test(node.data)) return 0;
      (came ? this.touched : this.thinned).add(element);
    } else if (!isOwn(node)) {
      if (came) this.added.add(node);
      else this.thinned.add(element);
    } else if (came) {
      return 0;
    } else {
      this.lost.push(node);
      return LOST;
    }
    return CONTENT;
  }

  /** What a walk saw is watched from now on: shadow roots, and what may be shown later. */
  saw(walk) {
    for (const element of walk.unseen) this.unseen.add(element);
    for (const root of walk.shadows) {
      if (this.shadows.has(root)) continue;
      this.shadows.add(root);
      this.observer.observe(root, WATCHED);
    }
  }

  /** The posts of the page are from element to element of the walk by these pairs of numbers, by key. */
  learn(walk, spans) {
    this.keys = new WeakMap();
    this.posts.clear();
    this.spans.clear();
    this.unseen.clear();
    this.saw(walk);
    for (let i = 0; i < spans.length; i += 2) this.add(walk, spans[i], spans[i + 1], i / 2);
  }

  add(walk, first, last, key) {
    const element = walk.element(first);
    this.keys.set(element, key);
    this.posts.set(key, element);
    if (first === last) return;
    const run = [element];
    const end = walk.element(last);
    for (let at = element; at && at !== end; ) {
      at = neighbour(at, nextSibling);
      if (!at) break;
      this.keys.set(at, key);
      run.push(at);
    }
    this.spans.set(key, run);
  }

  drop(keys) {
    for (const key of keys) {
      this.posts.delete(key);
      this.spans.delete(key);
    }
  }

  /** Elements of ours that the page took out since this was asked last. */
  takeLost() {
    const lost = this.lost;
    this.lost = [];
    return lost;
  }

  /** Gathers what changed; whether it can be read in parts. */
  take() {
    // What changed in this very task was not told yet.
    this.notice(this.observer.takeRecords());
    const seeds = new Set();
    const isThere = (element) => isConnected(element);
    this.gone = this.thins ? [...this.posts].filter(([, element]) => !isThere(element)).map(([key]) => key) : [];
    const isTorn = (run) => run.some(isThere) && !run.every(isThere);
    const torn = this.thins && [...this.spans.values()].some(isTorn);
    for (const element of this.added) if (isThere(element)) seeds.add(element);
    for (const element of this.touched) if (isThere(element)) this.sow(seeds, element);
    for (const element of this.thinned) if (isThere(element) && this.postAt(element)) this.sow(seeds, element);
    if (this.restyled.size) this.takeLooks(seeds);
    this.forget();
    this.parts = this.runs(seeds);
    return !torn && this.parts.length <= MOST_PARTS;
  }

  // What is to be read where an element says something else: the post that it is in.
  sow(seeds, element) {
    const post = this.postAt(element);
    for (const one of post ? this.all(post) : [element]) seeds.add(one);
  }

  // The elements of the post that this element is of.
  all(element) {
    return this.spans.get(this.keyOf(element)) ?? [element];
  }

  // A class may show or hide what is anywhere below, so whatever was not seen is looked at again.
  takeLooks(seeds) {
    for (const element of this.unseen) {
      const connected = isConnected(element);
      if (connected && !isSeen(element, localName(element))) continue;
      this.unseen.delete(element);
      if (connected) this.sow(seeds, element);
    }
    for (const element of this.restyled) {
      if (!isConnected(element) || this.unseen.has(element) || isSeen(element, localName(element))) continue;
      this.unseen.add(element);
      const post = this.postAt(element);
      if (post && (post !== element || this.spans.has(this.keyOf(post)))) this.sow(seeds, post);
    }
    for (const [key, element] of this.posts) {
      if (!isConnected(element) || isSeen(element, localName(element))) continue;
      this.unseen.add(element);
      this.gone.push(key);
    }
  }

  // Neighbours are read together, and nothing twice.
  runs(seeds) {
    const isInside = (element) => {
      for (let up = above(element); up; up = above(up)) if (seeds.has(up)) return true;
      return false;
    };
    const outer = new Set([...seeds].filter((element) => !isInside(element)));
    const runs = [];
    for (const first of outer) {
      if (outer.has(neighbour(first, previousSibling))) continue;
      let last = first;
      for (let next = first; outer.has(next); next = neighbour(next, nextSibling)) last = next;
      runs.push({ first, last });
    }
    return runs;
  }

  count() {
    return this.parts.length;
  }

  narrow(walk, part) {
    const { first, last } = this.parts[part];
    return walk.narrow(first, last);
  }

  /** The innermost post around a part. */
  around(part) {
    const outside = above(this.parts[part].first);
    const post = outside && this.postAt(outside);
    return post ? this.keys.get(post) : undefined;
  }

  /** The post around a part is to be read instead of it. */
  widen(part) {
    const all = this.all(this.postAt(above(this.parts[part].first)));
    this.parts[part] = { first: all[0], last: all[all.length - 1] };
  }

  /** Whether nothing stands before a part, or a post or a heading that ends there. */
  follows(part) {
    let before = neighbour(this.parts[part].first, previousSibling);
    if (!before || HEADING.test(localName(before))) return true;
    for (; before; before = before.lastElementChild) {
      if (this.keyOf(before) !== undefined) return this.all(before).at(-1) === before;
    }
    return false;
  }

  /** The posts that were known in what a walk took from number `from` on. */
  inside(walk, from) {
    const inside = new Set();
    for (let i = from; i < walk.elements.length; i++) {
      const element = walk.elements[i];
      const key = element ? this.keyOf(element) : undefined;
      if (key !== undefined) inside.add(key);
    }
    // What is not seen is not walked through.
    for (const hidden of walk.unseen) {
      for (const [key, element] of this.posts) if (contains.call(hidden, element)) inside.add(key);
    }
    return Uint32Array.from(inside);
  }

  keysGone() {
    return Uint32Array.from(this.gone);
  }

  keyOf(element) {
    const key = this.keys.get(element);
    return this.posts.has(key) ? key : undefined;
  }

  postAt(element) {
    for (let up = element; up; up = above(up)) if (this.keyOf(up) !== undefined) return up;
    return undefined;
  }
}

// The next element on one side that is not ours.
function neighbour(element, step) {
  let at = step(element);
  while (at && (!isElement(at) || isOwn(at))) at = step(at);
  return at;
}

// --- The place of a control ---

// Rows in rows that are gone into.
const DEEPEST_ROW = 3;

export class Seat {
  static isSeen(post) {
    const { top, bottom } = post.getBoundingClientRect();
    return bottom >= 0 && top <= innerHeight;
  }

  /**
   * Where in `body` the box goes: in a row of boxes it would be one more box beside the text, and goes into the box
   * with the text. Asks for styles: to be called for all posts before the first box is put anywhere.
   */
  static find(body) {
    let place = body;
    for (let depth = 0; depth < DEEPEST_ROW && isRow(place); depth++) {
      const boxes = [...place.children].filter((child) => !isOwn(child));
      const most = Math.max(...boxes.map((box) => box.textContent.length));
      place = boxes.find((box) => box.textContent.length === most) ?? place;
    }
    return place;
  }

  /** Puts `host` at the end of `place`, or before the child of `body` in which other posts begin. */
  static take(host, place, body, before) {
    if (place === body && before && parentNode(before) === body) body.insertBefore(host, before);
    else place.appendChild(host);
  }
}

function isRow(element) {
  const { display, flexDirection } = getComputedStyle(element);
  return display.endsWith('flex') && flexDirection.startsWith('row') && element.childElementCount > 0;
}

// --- Highlights ---
//
// Marks where a post says a word through the CSS Custom Highlight API: the page's DOM stays as it is.

const NAME = 'groundswell-term';

/**
 * The text under an element with the nodes it comes from, as far as a reader sees it. `lines` is the selector of
 * what begins a line: pages need no space between two paragraphs, and their words are still two.
 */
export class Prose {
  static canHighlight() {
    return typeof Highlight === 'function' && !!globalThis.CSS?.highlights;
  }

  static clear() {
    globalThis.CSS?.highlights?.delete(NAME);
  }

  constructor(root, lines) {
    this.nodes = [];
    this.starts = [];
    this.text = '';
    let line;
    let begins = false;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, {
      acceptNode: (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        if (UNREAD.has(localName(node))) return NodeFilter.FILTER_REJECT;
        begins ||= matches.call(node, lines);
        return NodeFilter.FILTER_SKIP;
      },
    });
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const own = closest.call(parentNode(node), lines);
      if (begins || own !== line) this.text += '\n';
      begins = false;
      line = own;
      this.nodes.push(node);
      this.starts.push(this.text.length);
      this.text += node.data;
    }
  }

  /** Adds the ranges between pairs of UTF-16 offsets into `text` to the highlight. */
  highlight(offsets) {
    const registered = CSS.highlights.get(NAME) ?? new Highlight();
    let at = 0;
    for (let i = 0; i + 1 < offsets.length; i += 2) {
      while (this.starts[at + 1] <= offsets[i]) at += 1;
      const range = document.createRange();
      range.setStart(this.nodes[at], offsets[i] - this.starts[at]);
      let last = at;
      while (this.starts[last + 1] < offsets[i + 1]) last += 1;
      range.setEnd(this.nodes[last], offsets[i + 1] - this.starts[last]);
      registered.add(range);
    }
    CSS.highlights.set(NAME, registered);
  }
}

const UNREAD = new Set(['script', 'style', 'noscript', 'template', 'textarea', 'select', 'svg']);

// --- Words without spaces between them ---

// One for each language: making one loads dictionaries.
const segmenters = new Map();

export class Words {
  /** Where words end in `runs`, in UTF-16 units; nothing where the browser does not know. */
  static ends(runs, language) {
    if (!Intl.Segmenter) return undefined;
    let segmenter = segmenters.get(language);
    if (!segmenter) segmenters.set(language, (segmenter = new Intl.Segmenter(language, { granularity: 'word' })));
    return Uint32Array.from(segmenter.segment(runs), ({ index, segment }) => index + segment.length);
  }
}

// --- What is in sight ---

export class Sight {
  /** `told` hears of what comes in sight, and of that what leaves it: not of all else on a long page. */
  constructor(told, options) {
    this.seen = new WeakSet();
    this.observer = new IntersectionObserver((entries) => {
      const news = entries.filter(({ isIntersecting, target }) => isIntersecting || this.seen.has(target));
      for (const { isIntersecting, target } of news) this.seen[isIntersecting ? 'add' : 'delete'](target);
      if (news.length) told(news);
    }, options);
  }

  observe(element) {
    this.observer.observe(element);
  }

  unobserve(element) {
    this.observer.unobserve(element);
  }

  disconnect() {
    this.observer.disconnect();
  }
}

// --- Style sheets ---
//
// Constructed style sheets pass a strict Content-Security-Policy where `<style>` does not.

// In the source, what follows the first line is for the document and not for shadow roots, what follows the second is
// for marked words.
const PARTS = /\/\*! (?:document|marks) \*\//;

export class Styles {
  /** The sheets that `css` has parts for. */
  static read(css) {
    return css.split(PARTS).map((part) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(part);
      return sheet;
    });
  }

  static adopt(root, sheet) {
    if (!root.adoptedStyleSheets.includes(sheet)) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }
  }

  static disown(root, sheet) {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  }

  /** Relative luminance (WCAG 2.2) of a computed colour, not a number for one in a form that is not known. */
  static luminance(colour) {
    const [, kind, ...channels] =
      colour.match(/^(rgba?\(|color\(srgb)\s*([\d.e-]+)[,\s]+([\d.e-]+)[,\s]+([\d.e-]+)/) ?? [];
    if (!kind) return lightness(colour);
    const [r, g, b] = channels.map((value) => {
      const c = value / (kind[0] === 'r' ? 255 : 1);
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
}

// Browsers keep `oklch()`, `oklab()` and `color()` as they are in computed values; the first number of
// the former two is a lightness, whose cube is close to luminance.
function lightness(colour) {
  const [, value, percent] = colour.match(/^okl(?:ab|ch)\(\s*([\d.]+)(%?)/) ?? [];
  return (Number(value) / (percent ? 100 : 1)) ** 3;
}

// --- Slices of work ---
//
// Resolves in a task of its own after the page had a chance to handle input and paint. `setTimeout`
// is held back to 4 ms after a few turns and to a second in hidden tabs; a message is not.

const waiting = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

// How long the page's own load is waited for.
const LOADED_MS = 3_000;

// From when on a frame does not come: browsers make none for what is out of sight.
const UNSEEN_MS = 300;

export class Turn {
  /**
   * When the page's own start is over: its scripts may take over the markup that the server wrote, and must
   * find it as it was written.
   */
  static async settled() {
    if (document.readyState !== 'complete') {
      await new Promise((resolve) => {
        addEventListener('load', resolve, { once: true });
        setTimeout(resolve, LOADED_MS);
      });
    }
    if (!globalThis.requestIdleCallback) return Turn.breathe();
    return new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }));
  }

  /** An entry for developer tools and benchmarks: what was done for how many milliseconds, rests left out. */
  static note(name, duration) {
    performance.measure(name, { start: Math.max(0, performance.now() - duration), duration });
  }

  /**
   * After the next frame was made: how many milliseconds that took, style and layout with it. Where no frame comes
   * soon, because nobody sees the page, nothing is waited for.
   */
  static frame() {
    if (document.hidden) return Turn.breathe().then(() => 0);
    return new Promise((resolve) => {
      const unseen = setTimeout(resolve, UNSEEN_MS, 0);
      requestAnimationFrame(() => {
        const begun = performance.now();
        clearTimeout(unseen);
        waiting.push(() => resolve(performance.now() - begun));
        channel.port2.postMessage(null);
      });
    });
  }

  static breathe() {
    if (globalThis.scheduler?.yield) return globalThis.scheduler.yield();
    return new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    });
  }
}

// --- The one tab that holds the stream ---
//
// By a Web Lock, where there are any: the browser gives it on when its tab is gone, however that went.

export class Claim {
  static possible() {
    return !!navigator.locks;
  }

  /** `told(true)`: the lock is ours. `told(false)`: another tab took it, or the browser gives none. */
  constructor(name, steal, told) {
    this.told = told;
    this.waiting = new AbortController();
    const options = steal ? { steal } : { signal: this.waiting.signal };
    const hold = () => {
      this.told?.(true);
      return new Promise((release) => (this.release = release));
    };
    navigator.locks.request(name, options, hold).catch(() => this.told?.(false));
  }

  drop() {
    this.told = undefined;
    this.waiting.abort();
    this.release?.();
  }
}

// --- What waits for the hub ---
//
// A set of lines in IndexedDB. What they say, and which of them stay, is decided in `outbox.rs`.

const LINES = 'lines';
const LEASES = 'leases';

// A database that has not opened by then may never do so: browsers have been seen to leave it at that.
const OPEN_MS = 3_000;

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

export class Vault {
  constructor(scope) {
    this.scope = scope;
  }

  /** The database, if there is one or one is to be made. Fails where the browser has none for us. */
  open(make) {
    if (this.db) return this.db;
    if (this.hangs) throw this.hangs;
    return new Promise((resolve, reject) => {
      const request = indexedDB.open('groundswell', 1);
      request.onupgradeneeded = () => {
        // Looking whether anything waits leaves no trace with readers who never rate.
        if (!make) return request.transaction.abort();
        request.result.createObjectStore(LINES);
        request.result.createObjectStore(LEASES);
      };
      request.onsuccess = () => {
        const db = request.result;
        const forget = () => {
          db.close();
          this.db = undefined;
        };
        db.onclose = forget;
        db.onversionchange = forget;
        resolve((this.db = db));
      };
      request.onerror = (event) => {
        // Else Firefox reports it as an error of the page.
        event.preventDefault();
        reject(request.error);
      };
      setTimeout(() => {
        this.hangs = request.readyState === 'pending';
        reject();
      }, OPEN_MS);
    });
  }

  /** Runs `work` on a store; resolves to whether what it did is on disk. */
  async run(name, write, make, work) {
    try {
      const db = await this.open(make);
      const durability = name === LINES ? 'strict' : 'relaxed';
      const transaction = db.transaction(name, write ? 'readwrite' : 'readonly', { durability });
      work(transaction.objectStore(name), transaction);
      return await new Promise((resolve) => {
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
      });
    } catch {
      return false;
    }
  }

  exchange(decide, write, most) {
    const range = IDBKeyRange.bound([this.scope, ''], [this.scope, '\uffff']);
    return this.run(LINES, write, write, (store) => {
      store.getAllKeys(range, most).onsuccess = ({ target }) => {
        const changes = decide(target.result.map(([, line]) => line).join('\n'));
        for (const change of write ? changes.split('\n') : []) {
          const key = [this.scope, change.slice(1)];
          if (change.startsWith('+')) store.put(0, key);
          else if (change) store.delete(key);
        }
      };
    });
  }

  /** Whether the lease is that of `pass` from now on. */
  async claim(pass) {
    let free = true;
    const lease = { owner: pass.owner, until: Date.now() + LEASE_MS };
    const stored = await this.run(LEASES, true, true, (store) => {
      store.get(this.scope).onsuccess = ({ target }) => {
        free = pass.mayTake(target.result);
        if (free) store.put(lease, this.scope);
      };
    });
    return stored ? free : this.claimWithout(pass, lease);
  }

  // Local storage cannot compare and set. Whoever wrote last has it, once all have seen who that was.
  async claimWithout(pass, lease) {
    const key = this.leaseKey();
    const held = () => JSON.parse(localStorage.getItem(key));
    try {
      if (!pass.mayTake(held())) return false;
      localStorage.setItem(key, JSON.stringify(lease));
      await sleep(SEEN_MS);
      return held()?.owner === lease.owner;
    } catch {
      // Where nothing can be shared, nobody else sends what is ours.
      return true;
    }
  }

  disclaim() {
    this.run(LEASES, true, false, (store, transaction) => {
      store.delete(this.scope);
      // The page may be on its way out: what is not committed now never will be.
      transaction.commit();
    });
    try {
      localStorage.removeItem(this.leaseKey());
    } catch {
      // There was none.
    }
  }

  leaseKey() {
    return `groundswell:lease:${this.scope}`;
  }
}

// --- Turns ---
//
// One tab of a browser sends at a time. Web Locks are for secure contexts only, and intranets often are
// none: there it is by a lease, which ends by itself where its tab died.

// Longer than everything that is asked of the hub for one rating may take.
const LEASE_MS = 65_000;

// How often a lease that somebody else has is looked at.
const LOOK_MS = 250;

// How long a tab may take to see what another one wrote into local storage.
const SEEN_MS = 100;

export class Pass {
  /** Waits for the turn of those that share `vault`. */
  static async take(vault, locks) {
    const pass = new Pass();
    if (locks && navigator.locks) {
      await pass.lock(`groundswell:${vault.scope}`);
    } else {
      await pass.lease(vault);
    }
    return pass;
  }

  lock(name) {
    return new Promise((resolve) => {
      const hold = () => {
        resolve();
        return new Promise((unlock) => (this.release = unlock));
      };
      // Refused to documents that share nothing with others: they need none.
      navigator.locks.request(name, hold).catch(resolve);
    });
  }

  async lease(vault) {
    this.owner = String(Math.random());
    let end = 0;
    this.extend = () => {
      end = performance.now() + LEASE_MS;
      return vault.claim(this);
    };
    while (!(await this.extend())) await sleep(LOOK_MS);
    this.release = () => {
      removeEventListener('pagehide', this.release);
      if (performance.now() < end) vault.disclaim();
    };
    addEventListener('pagehide', this.release);
  }

  mayTake(lease) {
    const left = lease?.until - Date.now();
    if (lease?.owner === this.owner || !(left > 0)) return true;
    if (left <= LEASE_MS) return false;
    // It was made before the clock was set back: its time is taken by a clock that cannot be.
    if (this.seen !== lease.until) {
      this.seen = lease.until;
      this.seenAt = performance.now();
    }
    return performance.now() - this.seenAt > LEASE_MS;
  }

  async extend() {
    return true;
  }

  release() {}
}
