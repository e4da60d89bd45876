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
    figure.append(this.element);
    this.undo = new AbortController();
    const { signal } = this.undo;
    const escape = (event) => {
      if (event.key !== 'Escape' || this.element.hidden) return;
      event.stopPropagation();
      this.hide();
    };
    // Before anything else that Escape would undo, wherever the focus is.
    addEventListener('keydown', escape, { signal, capture: true });
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
   * @param {Element | undefined} by its button, if that has the focus
   * @param {boolean} tapped whether nothing but the reader's closing ends it
   */
  show(label, lines, times, all, box, by, tapped) {
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
    this.put(box);
    if (by) {
      this.by = by;
      by.setAttribute('aria-describedby', ID);
    }
  }

  /** The pointer left the word, perhaps for the card. */
  leave() {
    clearTimeout(this.timer);
    if (!this.tapped) this.timer = setTimeout(() => this.hide(), LINGER_MS);
  }

  /** The pointer or the focus is elsewhere. */
  quit() {
    if (!this.tapped) this.hide();
  }

  hide() {
    clearTimeout(this.timer);
    this.element.hidden = true;
    this.by?.removeAttribute('aria-describedby');
    this.by = undefined;
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
    button.addEventListener('click', () => this.hide());
    return button;
  }

  /** Below the word, or above it where there is no room; never beyond the figure's sides. */
  put([left, top, right, bottom]) {
    const { element, figure } = this;
    const x = Math.min((left + right - element.offsetWidth) / 2, figure.clientWidth - element.offsetWidth);
    const above = top - element.offsetHeight;
    // Beside it without a gap: the pointer must find over. Below the figure there is more room than above it.
    const y = bottom + element.offsetHeight <= figure.clientHeight || above < 0 ? bottom : above;
    const style = { left: `${Math.round(Math.max(x, 0))}px`, top: `${Math.round(y)}px` };
    for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  }
}

function make(tag, name, text = '') {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}
