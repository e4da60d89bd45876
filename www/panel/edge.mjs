// The inner edge of the side panel, by which readers make the panel wider, or the cloud higher where the panel is as
// wide as the window. How far either goes says the style sheet (`../groundswell.css`): the browser is asked for it. What
// the reader chose is in custom properties of the panel, which `src/widget/panel.rs` keeps.

/** How far an arrow key goes, in CSS px, and what is not worth a handle. */
const STEP = 20;

/** More than any window has, in CSS px: what comes of it is the most. */
const FAR = 100_000;

/** What can be changed. @typedef {{ name: string, size: () => number, least: number, most: number }} Side */

export class Edge {
  /** @param {HTMLElement} section the panel, which gets an event `sized` when the reader is done
   * @param {import('../words.mjs').Words} texts */
  constructor(section, texts) {
    this.section = section;
    this.handle = document.createElement('div');
    Object.assign(this.handle, { className: 'edge', role: 'separator', tabIndex: 0, ariaLabel: texts.text('size') });
    const cloud = section.querySelector('.cloud');
    this.width = { name: '--_wide', size: () => section.offsetWidth };
    this.height = { name: '--_tall', size: () => cloud.offsetHeight };
    this.listen();
    section.append(this.handle);
    this.update();
    this.observer = new ResizeObserver(() => this.update());
    this.observer.observe(section);
  }

  listen() {
    const { handle } = this;
    this.undo = new AbortController();
    const { signal } = this.undo;
    addEventListener('resize', () => this.update(), { signal });
    handle.addEventListener('pointerdown', (event) => this.take(event));
    handle.addEventListener('pointermove', (event) => this.drag(event));
    handle.addEventListener('lostpointercapture', () => this.letGo());
    handle.addEventListener('dblclick', () => this.reset());
    handle.addEventListener('keydown', (event) => this.key(event));
  }

  close() {
    this.undo.abort();
    this.observer.disconnect();
    this.handle.remove();
  }

  /** Says how large it is now; after the window changed, also what can be changed and how far. */
  update() {
    const room = [innerWidth, innerHeight, this.section.offsetWidth > 0].join();
    if (room !== this.room && !this.grip) this.measure();
    this.room = room;
    this.handle.ariaValueNow = this.side.size();
  }

  measure() {
    const { handle, section } = this;
    this.side = this.within(this.width);
    const isSheet = !worthIt(this.side);
    if (isSheet) this.side = this.within(this.height);
    const hidden = !worthIt(this.side);
    if (hidden && section.getRootNode().activeElement === handle) section.querySelector('.close').focus();
    section.toggleAttribute('data-sheet', isSheet && !hidden);
    Object.assign(handle, {
      hidden,
      ariaOrientation: isSheet ? 'horizontal' : 'vertical',
      ariaValueMin: this.side.least,
      ariaValueMax: this.side.most,
    });
  }

  /** @param {Side} side with its limits */
  within(side) {
    const { style } = this.section;
    const before = style.getPropertyValue(side.name);
    const sizeFor = (size) => {
      style.setProperty(side.name, `${size}px`);
      return side.size();
    };
    const [least, most] = [0, FAR].map(sizeFor);
    style.setProperty(side.name, before);
    return { ...side, least, most };
  }

  /** What a way to the right and down adds. */
  along(x, y) {
    if (this.handle.ariaOrientation === 'horizontal') return -y;
    return getComputedStyle(this.section).direction === 'rtl' ? x : -x;
  }

  take(event) {
    if (event.button) return;
    // No text is to be selected on the way.
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    this.handle.setPointerCapture(event.pointerId);
    this.handle.toggleAttribute('data-held', true);
    this.measure();
    this.grip = { x: event.clientX, y: event.clientY, size: this.side.size() };
  }

  drag({ clientX, clientY }) {
    const { grip } = this;
    if (grip) this.set(grip.size + this.along(clientX - grip.x, clientY - grip.y));
  }

  letGo() {
    const { grip } = this;
    this.grip = undefined;
    this.handle.removeAttribute('data-held');
    if (grip && grip.size !== this.side.size()) this.tell();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    const way = this.along(x, y);
    const { least, most, size } = this.side;
    if (event.key === 'Home') this.set(least);
    else if (event.key === 'End') this.set(most);
    else if (way) this.set(size() + way * STEP);
    else return;
    event.preventDefault();
    this.tell();
  }

  /** @param {number} size in CSS px */
  set(size) {
    const { name, least, most } = this.side;
    this.section.style.setProperty(name, `${Math.round(Math.min(Math.max(size, least), most))}px`);
    this.update();
  }

  /** As it is for everybody. */
  reset() {
    for (const { name } of [this.width, this.height]) this.section.style.removeProperty(name);
    this.update();
    this.tell();
  }

  tell() {
    this.section.dispatchEvent(new Event('sized'));
  }
}

/** @param {Side} side */
function worthIt({ least, most }) {
  return most - least >= STEP;
}
