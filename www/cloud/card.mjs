// The figures of a word, beside it while the pointer is on it or it has the focus, or from a tap until it is closed.
// It can be pointed at, stays until pointer or focus leave, and Escape takes it away (WCAG 2.2, 1.4.13).

import { barsOf, countsOf, rangeOf, scaleOf } from './bins.mjs';

/** How long the pointer may take from the word to the card, in milliseconds. */
const LINGER_MS = 200;

const ID = 'groundswell-card';

export class Card {
  /** @param {HTMLElement} figure in which the card is shown @param {Words} texts */
  constructor(figure, texts) {
    this.figure = figure;
    this.texts = texts;
    this.element = make('div', 'card');
    this.element.hidden = true;
    this.element.id = ID;
    /** Whether the focus goes back to the word because the card is closed. */
    this.closing = false;
    figure.append(this.element);
    this.undo = new AbortController();
    const { signal } = this.undo;
    const escape = (event) => {
      // An input method's own Escape ends what is being composed.
      if (event.key !== 'Escape' || event.isComposing || this.element.hidden) return;
      event.stopPropagation();
      this.hide();
    };
    // Before anything else that Escape would undo, wherever the focus is.
    addEventListener('keydown', escape, { signal, capture: true });
    // A tapped card goes when the reader goes elsewhere in the page: to a post of the list, for one.
    const left = (event) => {
      if (this.tapped && !event.composedPath().includes(figure.getRootNode())) this.hide();
    };
    addEventListener('focusin', left, { signal, capture: true });
    this.element.addEventListener('pointerenter', () => clearTimeout(this.timer), { signal });
    this.element.addEventListener('pointerleave', () => this.leave(), { signal });
  }

  /** No card from now on. */
  close() {
    clearTimeout(this.timer);
    this.undo.abort();
    this.element.remove();
  }

  /**
   * Shows the figures of a word.
   * @param {string} label
   * @param {string[]} lines
   * @param {Float64Array} times when its posts were written, as `scaleOf` takes them
   * @param {Float64Array} all the same of all posts
   * @param {Float32Array} box of its ink in the figure (left, top, right, bottom)
   * @param {HTMLElement | undefined} by its button, if that has the focus or the card was tapped
   * @param {boolean} tapped whether nothing but the reader's closing ends it
   * @param {boolean} asked whether the reader called it up just now, so that it may be scrolled to
   */
  show(label, lines, times, all, box, by, tapped, asked) {
    this.hide();
    const { element } = this;
    const trend = this.trend(times, all);
    element.replaceChildren(
      make('p', 'card-term', label),
      ...lines.map((line) => make('p', 'card-line', line)),
      ...(trend ? [trend] : []),
    );
    this.tapped = tapped;
    if (tapped) element.append(this.closer());
    element.hidden = false;
    const isSeen = this.put(box);
    // A pointer would be on another word then.
    if (!isSeen && asked && by) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (by) {
      this.by = by;
      by.setAttribute('aria-describedby', ID);
    }
  }

  /** The pointer left the word, perhaps for the card. One that is there for the focus stays. */
  leave() {
    clearTimeout(this.timer);
    if (!this.by) this.timer = setTimeout(() => this.hide(), LINGER_MS);
  }

  /** The pointer or the focus is elsewhere. */
  quit() {
    if (!this.tapped) this.hide();
  }

  /** Whether there was one to be seen. */
  hide() {
    clearTimeout(this.timer);
    const was = !this.element.hidden;
    this.element.hidden = true;
    this.by?.removeAttribute('aria-describedby');
    this.by = undefined;
    return was;
  }

  /** @param {EventTarget} target */
  holds(target) {
    return this.element.contains(target);
  }

  /** When its posts were written, as a picture and in words; nothing where that tells nothing. */
  trend(times, all) {
    const scale = scaleOf(all, this.texts.language);
    if (!scale || scale.edges.length < 3) return undefined;
    const counts = countsOf(times, scale);
    const most = Math.max(...counts);
    if (!most) return undefined;
    const bars = barsOf(counts);
    const peak = counts.indexOf(most);
    const words = {
      range: rangeOf(scale, counts.findIndex(Boolean), counts.findLastIndex(Boolean) + 1),
      peak: rangeOf(scale, peak, peak + 1),
    };
    bars.setAttribute('role', 'img');
    bars.setAttribute('aria-label', this.texts.text('trend', words));
    const trend = make('div', 'trend');
    const ends = make('p', 'card-ends');
    ends.setAttribute('aria-hidden', 'true');
    const { length } = counts;
    ends.append(
      make('span', '', rangeOf(scale, 0, 1)),
      make('span', '', rangeOf(scale, length - 1, length)),
    );
    trend.append(bars, ends);
    return trend;
  }

  closer() {
    const button = make('button', 'card-close', '×');
    button.type = 'button';
    button.setAttribute('aria-label', this.texts.text('close'));
    button.addEventListener('click', () => {
      // The button goes away, and the focus must not go with it; nor does a card come for that.
      this.closing = true;
      this.by?.focus({ preventScroll: true });
      this.closing = false;
      this.hide();
    });
    return button;
  }

  /** Below the word, or above it where there is no room or it would not be seen; never beyond the figure's sides.
   * Whether it is seen. */
  put([left, top, right, bottom]) {
    const { element, figure } = this;
    const x = Math.min((left + right - element.offsetWidth) / 2, figure.clientWidth - element.offsetWidth);
    const above = top - element.offsetHeight;
    // Beside it without a gap: the pointer must find over. Below the figure there is more room than above it.
    const isBelow = bottom + element.offsetHeight <= figure.clientHeight || above < 0;
    const places = isBelow ? [bottom, above] : [above, bottom];
    const [least, most] = this.seen();
    const seen = places.find((place) => place >= least && place + element.offsetHeight <= most);
    const y = seen ?? places[0];
    const style = { left: `${Math.round(Math.max(x, 0))}px`, top: `${Math.round(y)}px` };
    for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
    return seen !== undefined;
  }

  /** From where to where the figure and what is around it are seen, down from the figure's top. */
  seen() {
    const own = this.figure.getBoundingClientRect().top;
    const { top, bottom } = this.figure.closest('.inside')?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    return [Math.max(top, 0) - own, Math.min(bottom, innerHeight) - own];
  }
}

function make(tag, name, text = '') {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
