// A small histogram of the page's posts over time, with which the reader narrows the posts that count: by two
// sliders, which are the browser's own for the sake of keyboard and screen reader, or by drawing across the bars.

import { barsOf, countsOf, rangeOf, scaleOf } from './bins.mjs';

/** With fewer posts there is little to choose from. */
const MIN_POSTS = 12;

/** How long the sliders must rest before posts are counted anew, in milliseconds. */
const REST_MS = 120;

export class Timeline {
  /** @param {HTMLElement} figure after which it stands, and that gets an event `span` when others count
   * @param {Words} texts */
  constructor(figure, texts) {
    this.figure = figure;
    this.texts = texts;
    this.times = new Float64Array();
    this.element = make('div', 'timeline', { role: 'group', 'aria-label': texts.text('timeline') });
    this.element.hidden = true;
    this.brush = make('div', 'brush');
    this.picture = make('div', 'picture-of-times', { 'aria-hidden': 'true' });
    this.sliders = ['from', 'to'].map((end) => this.newSlider(end));
    this.brush.append(this.picture, ...this.sliders);
    this.range = make('span', 'range', { role: 'status' });
    this.clear = make('button', 'clear-times', { type: 'button' });
    this.clear.textContent = texts.text('all-times');
    this.clear.addEventListener('click', () => this.open());
    const line = make('div', 'timeline-line');
    line.append(this.range, this.clear);
    this.element.append(this.brush, line);
    this.listen();
    figure.after(this.element);
  }

  newSlider(end) {
    const slider = make('input', `slider ${end}`, { type: 'range', 'aria-label': this.texts.text(end) });
    slider.addEventListener('input', () => this.slid(slider));
    return slider;
  }

  listen() {
    const { brush } = this;
    brush.addEventListener('pointerdown', (event) => {
      if (event.button || event.target.type === 'range') return;
      event.preventDefault();
      brush.setPointerCapture(event.pointerId);
      this.anchor = this.binAt(event);
      this.choose(this.anchor, this.anchor + 1);
    });
    brush.addEventListener('pointermove', (event) => {
      if (this.anchor === undefined) return;
      const bin = this.binAt(event);
      this.choose(Math.min(bin, this.anchor), Math.max(bin, this.anchor) + 1);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      brush.addEventListener(end, () => (this.anchor = undefined));
    }
  }

  close() {
    clearTimeout(this.timer);
    this.element.remove();
  }

  /** The first moment that counts, and the first after it that does not; nothing where all do. */
  span() {
    if (!this.scale || this.element.hidden || this.isOpen()) return undefined;
    const { edges } = this.scale;
    const [from, to] = this.chosen;
    // What is older or newer than all that was known counts with the first or last of it.
    return Float64Array.of(from ? edges[from] : -Infinity, to < edges.length - 1 ? edges[to] : Infinity);
  }

  /** Takes the times of all posts of the page, in milliseconds since 1970. @param {Float64Array} times */
  set(times) {
    if (times.length === this.times.length && times.every((time, i) => Object.is(time, this.times[i]))) return;
    const span = this.span();
    this.times = times;
    this.anchor = undefined;
    this.scale = scaleOf(times, this.texts.language);
    this.counts = this.scale ? countsOf(times, this.scale) : [];
    const known = this.counts.reduce((sum, count) => sum + count, 0);
    const bins = this.counts.filter(Boolean).length;
    this.element.hidden = known < MIN_POSTS || bins < 2;
    if (this.element.hidden) {
      this.chosen = undefined;
      this.range.textContent = '';
    } else {
      this.stretch(span);
      this.draw();
      this.say();
    }
    // Whoever gives the times is still at it.
    if (!isSame(this.told, this.span())) this.tellIn(0);
  }

  /** Chooses what is nearest to a span. @param {Float64Array | undefined} span */
  stretch(span) {
    const last = this.counts.length;
    for (const slider of this.sliders) Object.assign(slider, { min: 0, max: last, step: 1 });
    const { edges } = this.scale;
    const from = span ? Math.max(0, edges.findLastIndex((edge) => edge <= span[0])) : 0;
    const to = span && span[1] < edges[last] ? edges.findIndex((edge) => edge >= span[1]) : last;
    this.chosen = [Math.min(from, last - 1), Math.max(to, Math.min(from, last - 1) + 1)];
  }

  isOpen() {
    return this.chosen[0] === 0 && this.chosen[1] === this.counts.length;
  }

  /** All posts count again. */
  open() {
    // The button goes away, and the focus must not go with it.
    this.sliders[0].focus();
    this.choose(0, this.counts.length);
  }

  slid(slider) {
    let [from, to] = this.sliders.map((each) => Number(each.value));
    // They do not pass each other.
    if (slider === this.sliders[0]) from = Math.min(from, this.chosen[1] - 1);
    else to = Math.max(to, this.chosen[0] + 1);
    this.choose(from, to);
  }

  choose(from, to) {
    const isNew = from !== this.chosen[0] || to !== this.chosen[1];
    this.chosen = [from, to];
    this.draw();
    if (isNew) this.tellIn(REST_MS);
  }

  tellIn(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), wait);
  }

  tell() {
    this.told = this.span();
    if (this.chosen) this.say();
    this.figure.dispatchEvent(new Event('span'));
  }

  draw() {
    const [from, to] = this.chosen;
    this.picture.replaceChildren(barsOf(this.counts, from, to));
    const ends = [rangeOf(this.scale, from, from + 1), rangeOf(this.scale, to - 1, to)];
    this.sliders.forEach((slider, i) => {
      slider.value = this.chosen[i];
      slider.setAttribute('aria-valuetext', ends[i]);
    });
    this.clear.hidden = this.isOpen();
  }

  /** Says which posts count: once the sliders rest, for it is announced. */
  say() {
    const [from, to] = this.chosen;
    const posts = this.counts.slice(from, to).reduce((sum, count) => sum + count, 0);
    const range = rangeOf(this.scale, from, to);
    const text = this.texts.text('span', { posts: this.texts.count('of-posts', posts), range });
    if (this.range.textContent !== text) this.range.textContent = text;
  }

  /** The bin under the pointer, or the nearest. */
  binAt(event) {
    const { left, width } = this.picture.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    const isLeftward = getComputedStyle(this.element).direction === 'rtl';
    const bin = Math.floor((isLeftward ? 1 - share : share) * this.counts.length);
    return Math.min(Math.max(bin, 0), this.counts.length - 1);
  }
}

function isSame(one, other) {
  return one === other || (one?.[0] === other?.[0] && one?.[1] === other?.[1]);
}

function make(tag, name, attributes = {}) {
  const element = document.createElement(tag);
  element.className = name;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
