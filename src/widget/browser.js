// The few things that are quicker, or only possible, on the browser's side of the wasm border.
//
// One file, because each would be a request of its own in a module that is not bundled. Classes and no
// plain functions, because wasm-bindgen hands functions over in an object that the bundler fills with a
// loop over inherited keys, and some pages add to what all objects inherit.

// --- The snapshot ---
//
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
  'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr', 'img',
]);

// Of the head only what says something about the page.
const HEAD = new Set(['head', 'meta', 'link', 'title', 'script']);

const OWN = 'groundswell-';
const LINKED_DATA = 'application/ld+json';

// Nodes between two looks at the clock.
const STRIDE = 64;

// A form's named fields hide its built-in properties, by accident or on purpose; the getters of the
// prototypes cannot be hidden.
const getter = (prototype, name) => {
  const { get } = Object.getOwnPropertyDescriptor(prototype, name);
  return (node) => get.call(node);
};
const nodeType = getter(Node.prototype, 'nodeType');
const firstChild = getter(Node.prototype, 'firstChild');
const nextSibling = getter(Node.prototype, 'nextSibling');
const parentNode = getter(Node.prototype, 'parentNode');
const localName = getter(Element.prototype, 'localName');
const attributes = getter(Element.prototype, 'attributes');
const { checkVisibility } = Element.prototype;

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
    const child = this.take(this.node) ? firstChild(this.node) : null;
    if (child) {
      this.open.push(index);
      this.node = child;
    } else {
      this.node = this.following();
    }
  }

  // The page may have changed between two slices: a node that lost its parent ends the walk, and the
  // observer that saw the change asks for another.
  following() {
    let node = this.node;
    while (node && node !== this.root) {
      const next = nextSibling(node);
      if (next) return next;
      node = parentNode(node);
      this.open.pop();
    }
    return null;
  }

  take(node) {
    if (nodeType(node) === Node.ELEMENT_NODE) return this.takeElement(node);
    if (nodeType(node) === Node.TEXT_NODE) this.takeText(node.data);
    return false;
  }

  takeText(text) {
    this.put(null, TEXT, [clean(/\S/.test(text) ? text : ' ')]);
  }

  takeElement(element) {
    const name = localName(element);
    if (name.startsWith(OWN)) return false;
    const head = HEAD.has(name);
    const hidden = !head && !isSeen(element, name);
    const tag = this.tags.get(name) ?? 0;
    const names = [];
    const strings = tag ? [] : [name];
    for (const { name, value } of attributes(element)) {
      const id = this.attributes.get(name);
      if (id === undefined || names.length === 255) continue;
      names.push(id);
      strings.push(clean(value));
    }
    const bits = (hidden ? HIDDEN : 0) | (this.marks.get(element) ?? 0);
    this.put(element, bits | (names.length << 8) | (tag << 16), strings, names);
    if (name === 'script' && element.type === LINKED_DATA) return true;
    const parent = parentNode(element);
    if (parent?.localName === 'head' && !head) return false;
    return !hidden && !OPAQUE.has(name);
  }

  put(element, packed, strings, names = []) {
    this.words.push(this.open.at(-1) ?? ROOT, packed, ...names);
    this.texts.push(...strings);
    this.elements.push(element);
  }
}

function isSeen(element, name) {
  if (PHRASING.has(name)) return !element.hidden;
  return checkVisibility.call(element, { visibilityProperty: true });
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

// --- Highlights ---
//
// Marks where a post says a word through the CSS Custom Highlight API: the page's DOM stays as it is.

const NAME = 'groundswell-term';

/** The text under an element with the nodes it comes from, as far as a reader sees it. */
export class Prose {
  static canHighlight() {
    return typeof Highlight === 'function' && !!globalThis.CSS?.highlights;
  }

  static clear() {
    globalThis.CSS?.highlights?.delete(NAME);
  }

  constructor(root) {
    this.nodes = [];
    this.starts = [];
    this.text = '';
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, {
      acceptNode: (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        return UNREAD.has(node.localName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
      },
    });
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
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

// --- Style sheets ---
//
// Constructed style sheets pass a strict Content-Security-Policy where `<style>` does not.

export class Styles {
  static adopt(root, sheet) {
    if (!root.adoptedStyleSheets.includes(sheet)) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }
  }

  static disown(root, sheet) {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  }

  /** Relative luminance (WCAG 2.2) of a computed colour, 0 for one in a form that is not known. */
  static luminance(colour) {
    const channels = colour.match(/^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)/)?.slice(1).map(Number);
    if (!channels) return lightness(colour);
    const [r, g, b] = channels.map((value) => {
      const c = value / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
}

// Browsers keep `oklch()`, `oklab()` and `color()` as they are in computed values; the first number of
// the former two is a lightness, whose cube is close to luminance.
function lightness(colour) {
  const [, value, percent] = colour.match(/^okl(?:ab|ch)\(\s*([\d.]+)(%?)/) ?? [];
  return value ? (Number(value) / (percent ? 100 : 1)) ** 3 : 0;
}

// --- Slices of work ---
//
// Resolves in a task of its own after the page had a chance to handle input and paint. `setTimeout`
// is held back to 4 ms after a few turns and to a second in hidden tabs; a message is not.

const waiting = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

export class Turn {
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
