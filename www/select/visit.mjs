// Brings a post into sight, under nothing that the page keeps at the edge of the window.

/** How much of the window's height a post may have to be shown in its middle. */
const FITS = 0.6;

const OWN = 'groundswell-';

/** The side panel, which floats over the page wherever that is scrolled to. */
const PANEL = 'groundswell-panel';

/** Things of the page, one on another, that may cover the top. */
const MOST_COVERS = 3;

/** How long a browser may take to scroll, where it does not tell when it is there, in milliseconds. */
const SCROLL_MS = 1_500;

/**
 * Scrolls to a post: to the middle, where it is short, and else to its beginning.
 * @param {{ root: Element, body: Element }} post
 * @returns {boolean} whether it is there already, and not on the way
 */
export function bringIntoSight({ root, body }) {
  leave();
  const [whole, end] = [root, body].map((element) => element.getBoundingClientRect());
  const height = Math.max(whole.bottom, end.bottom) - whole.top;
  if (height <= innerHeight * FITS) {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!isCalm) glide(root);
    else root.scrollIntoView({ block: 'center', behavior: 'instant' });
    return isCalm;
  }
  // At once: what covers it shows only then, for headers may stick to the edge on the way there.
  root.scrollIntoView({ block: 'start', behavior: 'instant' });
  for (let n = 0; n < MOST_COVERS; n += 1) {
    const hidden = heightCovered(root);
    if (hidden <= 0) break;
    scrollerOf(root).scrollBy({ top: -hidden, behavior: 'instant' });
  }
  return true;
}

/**
 * Gives the focus to a post itself where what has it now is out of sight: the control at the end of a long post.
 * @param {{ root: HTMLElement }} post
 */
export function keepFocusInSight({ root }) {
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  if (top < innerHeight && bottom > 0) return;
  if (!root.hasAttribute('tabindex')) lend(root);
  root.focus({ preventScroll: true });
}

/** Lets an element have the focus, for as long as it has it. */
function lend(root) {
  root.tabIndex = -1;
  const undo = beginStay();
  undo.signal.addEventListener('abort', () => root.removeAttribute('tabindex'));
  // Where the window loses the focus, the element keeps it.
  root.addEventListener('blur', () => document.activeElement === root || undo.abort(), { signal: undo.signal });
}

/** Scrolls to an element smoothly, unless the focus goes on meanwhile: browsers would scroll away from it. */
function glide(root) {
  const undo = beginStay();
  const { signal } = undo;
  let focused;
  const stay = () => focused?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  const moved = ({ target }) => {
    if (root.contains(target) || target.localName === PANEL) return;
    focused = target;
    // What is under way ends by another way to the same place.
    root.scrollIntoView({ block: 'center', behavior: 'instant' });
    stay();
  };
  const end = () => {
    undo.abort();
    // A frame of the way there may have come after that.
    stay();
  };
  // Not before the visit itself has given the focus to what may stand beside the post.
  queueMicrotask(() => document.addEventListener('focusin', moved, { signal, capture: true }));
  document.addEventListener('scrollend', end, { signal, capture: true });
  const timer = setTimeout(end, SCROLL_MS);
  signal.addEventListener('abort', () => clearTimeout(timer));
  root.scrollIntoView({ block: 'center', behavior: 'smooth' });
}

/** What the visit before left to be done. */
let staying;

function beginStay() {
  staying = new AbortController();
  return staying;
}

/** The last visit is over: nothing of it is left in the page. */
export function leave() {
  staying?.abort();
}

/** How much of the top of an element lies under something that does not scroll with it, in CSS px. */
function heightCovered(root) {
  const { left, top, width } = root.getBoundingClientRect();
  for (const over of document.elementsFromPoint(left + width / 2, Math.max(top, 0) + 1)) {
    if (over.localName.startsWith?.(OWN)) continue;
    for (let at = over; at && !at.contains(root); at = at.parentElement) {
      if (root.contains(at)) return 0;
      const { bottom } = at.getBoundingClientRect();
      if (/fixed|sticky/.test(getComputedStyle(at).position) && bottom < innerHeight / 2) return bottom - top;
    }
  }
  return 0;
}

function scrollerOf(root) {
  for (let at = root.parentElement; at && at !== document.body; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}

/**
 * Whether a panel that floats over the page covers most of a post's width, so that it cannot be read beside it.
 * @param {Element} panel
 * @param {{ root: Element }} post
 */
export function isCovered(panel, { root }) {
  const [over, under] = [panel.getBoundingClientRect(), root.getBoundingClientRect()];
  const shared = Math.min(over.right, under.right) - Math.max(over.left, under.left);
  return shared > under.width / 2;
}
