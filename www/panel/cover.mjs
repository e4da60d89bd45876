// The side panel gives way to what has the focus in the page, where it would cover most of it.

/** How much of it may be covered, of 1. */
const MOST_COVERED = 0.5;

/** How long what has the focus is looked at, in frames: pages are scrolled to it, which may begin late. */
const MOST_FRAMES = 150;

/** How long it must stand still before anything is done, in frames. */
const STILL_FRAMES = 3;

export class Cover {
  /** @param {HTMLElement} section the panel, which gets an event `fold` when it is in the way */
  constructor(section) {
    this.section = section;
    this.host = section.getRootNode().host;
    this.undo = new AbortController();
    document.addEventListener('focusin', () => this.look(), { signal: this.undo.signal });
  }

  close() {
    this.undo.abort();
    cancelAnimationFrame(this.frame);
  }

  look() {
    cancelAnimationFrame(this.frame);
    const focused = deepest(document.activeElement);
    if (this.section.hidden || this.host.contains(document.activeElement)) return;
    let [before, still] = ['', 0];
    const step = (left) => {
      const box = focused.getBoundingClientRect();
      const now = `${box.x} ${box.y}`;
      still = now === before ? still + 1 : 0;
      before = now;
      const isCovered = share(box, this.section.getBoundingClientRect()) > MOST_COVERED;
      if (isCovered && still >= STILL_FRAMES) this.section.dispatchEvent(new Event('fold'));
      else if (left) this.next(() => step(left - 1));
    };
    step(MOST_FRAMES);
  }

  next(run) {
    this.frame = requestAnimationFrame(run);
  }
}

/** What has the focus within the shadow roots of ours and of others. @param {Element} element */
function deepest(element) {
  const inner = element.shadowRoot?.activeElement;
  return inner ? deepest(inner) : element;
}

/** How much of a box another one covers, 0 to 1; 0 of one without size. */
function share(box, other) {
  const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
  const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
  return (Math.max(width, 0) * Math.max(height, 0)) / (box.width * box.height || 1);
}
