// One pass over the DOM into two flat buffers, so that the scanner reads a whole page without a call
// across the wasm border per node. The layout of the buffers is documented at
// `groundswell_scan::PageSnapshot::from_parts`; the tag and attribute tables come from there too, so
// there is one list of each.

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
  'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr', 'img', 'li', 'p', 'td',
]);

// Of the head only what says something about the page.
const HEAD = new Set(['head', 'meta', 'link', 'title', 'script']);

const OWN = 'groundswell-';
const LINKED_DATA = 'application/ld+json';

// Nodes between two looks at the clock.
const STRIDE = 64;

export class Walk {
  /**
   * @param {Element} root
   * @param {string} tags names of the known tags, joined by ","
   * @param {string} attributes names of the attributes that are taken, joined by ","
   * @param {string[]} selectors what the owner marked, in the order of the mark bits; "" for none
   * @param {number} maxNodes
   */
  constructor(root, tags, attributes, selectors, maxNodes) {
    this.root = root;
    this.node = root;
    this.maxNodes = maxNodes;
    this.tags = new Map(tags.split(',').map((name, i) => [name, i + 1]));
    this.attributes = new Map(attributes.split(',').map((name, i) => [name, i]));
    this.marks = marked(root, selectors);
    this.open = [];
    this.words = [];
    this.texts = [];
    this.elements = [];
  }

  /** Goes on for `budget` milliseconds; whether the walk is at its end. */
  step(budget) {
    const end = performance.now() + budget;
    for (let n = 1; this.node; n++) {
      this.advance();
      if (n % STRIDE === 0 && performance.now() > end) break;
    }
    return !this.node;
  }

  shape() {
    return Uint32Array.from(this.words);
  }

  strings() {
    return this.texts.join('\0');
  }

  element(index) {
    return this.elements[index] ?? undefined;
  }

  advance() {
    const index = this.elements.length;
    if (index >= this.maxNodes) {
      this.node = null;
      return;
    }
    if (this.take(this.node) && this.node.firstChild) {
      this.open.push(index);
      this.node = this.node.firstChild;
    } else {
      this.node = this.following();
    }
  }

  // The page may have changed between two slices: a node that lost its parent ends the walk, and the
  // observer that saw the change asks for another.
  following() {
    let node = this.node;
    while (node && node !== this.root) {
      if (node.nextSibling) return node.nextSibling;
      node = node.parentNode;
      this.open.pop();
    }
    return null;
  }

  take(node) {
    if (node.nodeType === Node.ELEMENT_NODE) return this.takeElement(node);
    if (node.nodeType === Node.TEXT_NODE) this.takeText(node.data);
    return false;
  }

  takeText(text) {
    this.put(null, TEXT, [clean(/\S/.test(text) ? text : ' ')]);
  }

  takeElement(element) {
    const name = element.localName;
    if (name.startsWith(OWN)) return false;
    const head = HEAD.has(name);
    const hidden = !head && !PHRASING.has(name) && !element.checkVisibility({ visibilityProperty: true });
    const tag = this.tags.get(name) ?? 0;
    const names = [];
    const strings = tag ? [] : [name];
    for (const { name, value } of element.attributes) {
      const id = this.attributes.get(name);
      if (id === undefined || names.length === 255) continue;
      names.push(id);
      strings.push(clean(value));
    }
    const bits = (hidden ? HIDDEN : 0) | (this.marks.get(element) ?? 0);
    this.put(element, bits | (names.length << 8) | (tag << 16), strings, names);
    if (name === 'script' && element.type === LINKED_DATA) return true;
    if (this.node.parentNode?.localName === 'head' && !head) return false;
    return !hidden && !OPAQUE.has(name);
  }

  put(element, packed, strings, names = []) {
    this.words.push(this.open.at(-1) ?? ROOT, packed, ...names);
    this.texts.push(...strings);
    this.elements.push(element);
  }
}

// The separator of the strings must not come out of the page.
function clean(text) {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}

function marked(root, selectors) {
  const marks = new Map();
  selectors.forEach((selector, i) => {
    if (!selector) return;
    for (const element of root.querySelectorAll(selector)) {
      marks.set(element, (marks.get(element) ?? 0) | (FIRST_MARK << i));
    }
  });
  return marks;
}
