// Marks where a post says a word through the CSS Custom Highlight API: the page's DOM stays as it is.

const NAME = 'groundswell-term';

/** The text under an element with the nodes it comes from, as far as a reader sees it. */
export class Prose {
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

export function canHighlight() {
  return typeof Highlight === 'function' && !!globalThis.CSS?.highlights;
}

export function clearHighlight() {
  globalThis.CSS?.highlights?.delete(NAME);
}
