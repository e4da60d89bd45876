// The picture of the cloud: words on a canvas, crisp at any device pixel ratio, that glide to new places, sizes and
// colours. What is to be seen is decided elsewhere; nothing is drawn while nobody can see it.

/** How long words are on their way, in milliseconds. */
const GLIDE_MS = 300;

/** What may be spent in a frame on making ready what will move, in milliseconds. */
const READY_MS = 3;

/** Largest canvas side in device pixels: beyond it browsers draw nothing and say nothing. */
const MAX_DEVICE_SIDE = 8192;

/** Most pixels of the words that are kept to be moved; with more of them they are kept coarser. */
const MAX_KEPT = 4_000_000;

/** Room around a kept word, in its own pixels, so that nothing of its neighbour comes with it. */
const ROOM = 2;

/** How far beyond the viewport the picture counts as seen: it should be there when it comes. */
const NEAR = '100px';

/** Numbers of a word: its pen and baseline, font size, the edges of its ink (left, top, right, bottom), how often and
 * in how many posts it is said, and how much it weighs. */
const NUMBERS = 10;

/**
 * @typedef {{ id: number, label: string, x: number, y: number, size: number, ink: number[], colour: string,
 *   alpha: number, count: number, posts: number, heft: number }} Word where a word is and how it looks; `ink` is how
 *   far its ink reaches from the pen, in em; and its figures
 * @typedef {{ word: Word, from: Word, to: Word, kept?: Kept[] }} Move
 * @typedef {{ x: number, y: number, width: number, height: number, left: number, top: number, scale: number }} Kept
 *   a piece of the store, how far it reaches from the pen, and its pixels per em
 */

export class Picture {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    /** @type {Word[]} What is to be seen. */
    this.words = [];
    /** @type {Move[]} Words on their way; none while all is still. */
    this.moves = [];
    this.seen = true;
    this.due = false;
    this.observer = new IntersectionObserver(
      (entries) => {
        this.seen = entries.at(-1).isIntersecting;
        this.look();
      },
      { rootMargin: NEAR },
    );
    this.observer.observe(canvas);
    // Until it is drawn for another size it is shown as a whole and not distorted.
    this.sizes = new ResizeObserver(() => {
      const isOther = canvas.clientWidth !== this.width || canvas.clientHeight !== this.height;
      canvas.style.objectFit = isOther ? 'contain' : '';
    });
    this.sizes.observe(canvas);
    this.undo = new AbortController();
    const { signal } = this.undo;
    document.addEventListener('visibilitychange', () => this.look(), { signal });
    // On paper it is seen, wherever the reader was.
    addEventListener('beforeprint', () => this.due && this.paint(true), { signal });
  }

  /** Nothing is drawn from now on. */
  close() {
    this.halt();
    this.observer.disconnect();
    this.sizes.disconnect();
    this.undo.abort();
  }

  /**
   * Takes a new layout, without drawing it: how it looks is told by `dress`.
   * @param {Uint32Array} ids the same for a word in every layout
   * @param {string[]} labels
   * @param {Float32Array} places `NUMBERS` for each word
   * @param {string} weight of the font
   * @param {string} family of the font
   */
  lay(ids, labels, places, weight, family, width, height) {
    // Where words are now is where they start from.
    this.before = this.fitted(width, height);
    Object.assign(this, { weight, family, width, height });
    this.words = labels.map((label, i) => {
      const [x, y, size, left, top, right, bottom, count, posts, heft] = places.subarray(i * NUMBERS);
      const ink = [(left - x) / size, (top - y) / size, (right - x) / size, (bottom - y) / size];
      return { id: ids[i], label, x, y, size, ink, colour: '', alpha: 1, count, posts, heft };
    });
  }

  /**
   * Colours the words and shows them: gliding there if `glide`, else at once.
   * @param {string[]} palette CSS colours
   * @param {Uint8Array} shades for each word its colour in the palette
   */
  dress(palette, shades, glide) {
    const before = this.before ?? this.now();
    this.words = this.words.map((word, i) => ({ ...word, colour: palette[shades[i]] }));
    const isNew = this.before !== undefined;
    this.before = undefined;
    if (glide && before.length && this.isSeen() && !isCalm()) return this.glide(before);
    // Words on their way arrive in their new colours.
    if (isNew || !this.moves.length) this.paint();
  }

  /** Draws what is to be seen now, if anybody sees it, else as soon as somebody does. */
  paint(isWanted = this.isSeen()) {
    this.halt();
    this.due = !isWanted;
    if (this.due) return;
    this.clear();
    for (const word of this.words) this.write(this.context, word);
    this.context.globalAlpha = 1;
  }

  /**
   * The words as they will be, on a canvas of its own.
   * @param {number} ratio device pixels for each CSS pixel
   * @param {string} ground CSS colour behind them
   */
  copy(ratio, ground) {
    const { width, height } = this;
    const most = Math.min(ratio, MAX_DEVICE_SIDE / Math.max(width, height, 1));
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: Math.round(width * most), height: Math.round(height * most) });
    const context = canvas.getContext('2d');
    context.scale(most, most);
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
    setUp(context);
    for (const word of this.words) this.write(context, word);
    return canvas;
  }

  isSeen() {
    return this.seen && !document.hidden;
  }

  look() {
    if (!this.isSeen() && this.moves.length) {
      this.halt();
      this.due = true;
    } else if (this.isSeen() && this.due) this.paint();
  }

  /** Empties the canvas, of one pixel for each of the device's. */
  clear() {
    const { canvas, context, width, height } = this;
    canvas.style.objectFit = '';
    this.ratio = Math.min(devicePixelRatio, MAX_DEVICE_SIDE / Math.max(width, height, 1));
    const [columns, rows] = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, columns, rows);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    setUp(context);
  }

  /** @param {CanvasRenderingContext2D} context @param {Word} word */
  write(context, { label, x, y, size, colour, alpha }) {
    context.font = `${this.weight} ${size.toFixed(2)}px ${this.family}`;
    context.fillStyle = colour;
    context.globalAlpha = alpha;
    context.fillText(label, x, y);
  }

  /** Where words are now and how they look, those that go away too. */
  now() {
    if (!this.moves.length) return this.words;
    const share = this.share();
    return this.moves.map(({ from, to }) => between(from, to, share)).filter((word) => word.alpha > 0);
  }

  /** Where words are now in a picture of another size, which shows them all until it is drawn anew. */
  fitted(width, height) {
    const words = this.now();
    if (width === this.width && height === this.height) return words;
    const scale = Math.min(width / this.width, height / this.height);
    const [left, top] = [(width - this.width * scale) / 2, (height - this.height * scale) / 2];
    return words.map((word) => {
      return { ...word, x: left + word.x * scale, y: top + word.y * scale, size: word.size * scale };
    });
  }

  /** How much of their way words have behind them, 0 to 1, eased: fast at first and calm in the end. */
  share() {
    const left = this.begun === undefined ? 1 : Math.max(0, 1 - (performance.now() - this.begun) / GLIDE_MS);
    return 1 - left ** 3;
  }

  /** Ends all movement where it is. */
  halt() {
    cancelAnimationFrame(this.frame);
    this.moves = [];
    this.store = undefined;
  }

  /** Lets words go from where they were to where they should be. @param {Word[]} before */
  glide(before) {
    this.halt();
    const moves = movesBetween(before, this.words);
    if (!moves.some(({ from, to }) => differ(from, to))) return this.paint();
    this.moves = moves;
    this.begun = undefined;
    this.store = newStore(moves, this.width);
    const left = moves.values();
    const ready = () => {
      const end = performance.now() + READY_MS;
      for (const move of left) {
        this.keep(move);
        if (performance.now() > end) return this.next(ready);
      }
      this.begun = performance.now();
      this.next(() => this.step());
    };
    this.next(ready);
  }

  next(run) {
    this.frame = requestAnimationFrame(run);
  }

  step() {
    if (performance.now() - this.begun >= GLIDE_MS) return this.paint();
    this.clear();
    const share = this.share();
    for (const move of this.moves) this.draw(move, share);
    this.context.globalAlpha = 1;
    this.next(() => this.step());
  }

  /** Writes a word into the store, in both of its colours: to move what is drawn costs little, to write at a new size
   * in each frame costs much. @param {Move} move */
  keep({ from, to, kept }) {
    kept.forEach(({ x, y, left, top, scale }, i) => {
      const { colour } = i + 1 < kept.length ? from : to;
      this.write(this.store, { label: to.label, x: x - left, y: y - top, size: scale, colour, alpha: 1 });
    });
  }

  /** @param {Move} move */
  draw({ from, to, kept }, share) {
    const at = between(from, to, share);
    kept.forEach(({ x, y, width, height, left, top, scale }, i) => {
      const z = at.size / scale;
      this.context.globalAlpha = i ? at.alpha * share : at.alpha;
      this.context.drawImage(this.store.canvas, x, y, width, height, at.x + left * z, at.y + top * z, width * z, height * z);
    });
  }
}

/** Words on their way: first those that go away, which the others pass over. */
function movesBetween(before, after) {
  const old = new Map(before.map((word) => [word.id, word]));
  const come = after.map((to) => {
    const from = old.get(to.id) ?? { ...to, alpha: 0 };
    old.delete(to.id);
    return { from, to };
  });
  const go = [...old.values()].map((from) => ({ from, to: { ...from, alpha: 0 } }));
  return [...go, ...come];
}

function differ(from, to) {
  return ['x', 'y', 'size', 'colour', 'alpha'].some((name) => from[name] !== to[name]);
}

function between(from, to, share) {
  const at = { ...to, colour: mixed(from.colour, to.colour, share) };
  for (const name of ['x', 'y', 'size', 'alpha']) at[name] = from[name] + (to[name] - from[name]) * share;
  return at;
}

/** A canvas with room for all words that will be moved, in rows; what room each has is noted with it. */
function newStore(moves, width) {
  const copies = ({ from, to }) => (from.colour === to.colour ? 1 : 2);
  const area = (move) => {
    const size = Math.max(move.from.size, move.to.size);
    const [left, top, right, bottom] = move.to.ink;
    return (right - left) * (bottom - top) * size * size * copies(move);
  };
  const all = moves.reduce((sum, move) => sum + area(move), 1);
  const scale = Math.min(devicePixelRatio, Math.sqrt(MAX_KEPT / all));
  const columns = Math.min(Math.ceil(width * scale) + 2 * ROOM + 2, MAX_DEVICE_SIDE);
  let [x, y, row] = [0, 0, 0];
  const room = ({ from, to }) => {
    const pixels = Math.max(from.size, to.size) * scale;
    const [left, top] = to.ink.slice(0, 2).map((edge) => Math.floor(edge * pixels) - ROOM);
    const [right, bottom] = to.ink.slice(2).map((edge) => Math.ceil(edge * pixels) + ROOM);
    if (x + right - left > columns) [x, y, row] = [0, y + row, 0];
    const kept = { x, y, width: right - left, height: bottom - top, left, top, scale: pixels };
    x += kept.width;
    row = Math.max(row, kept.height);
    return kept;
  };
  for (const move of moves) move.kept = Array.from({ length: copies(move) }, () => room(move));
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: columns, height: Math.min(y + row, MAX_DEVICE_SIDE) });
  const context = canvas.getContext('2d');
  setUp(context);
  return context;
}

/** All that words have in common, once: each of it makes a browser look its font up again. */
function setUp(context) {
  context.textAlign = 'center';
  // As it was measured, whatever the direction of what is around.
  context.direction = 'ltr';
  // Hinted text is wider at some sizes, and other on other screens.
  context.textRendering = 'geometricPrecision';
}

/** A colour on the way from one to another, where both are in OKLCH or OKLab; else the latter. */
function mixed(from, to, share) {
  if (from === to) return to;
  const [a, b] = [oklab(from), oklab(to)];
  if (!a || !b) return to;
  return `oklab(${a.map((value, i) => (value + (b[i] - value) * share).toFixed(4)).join(' ')})`;
}

function oklab(colour) {
  const [, kind, ...numbers] = /^okl(ch|ab)\((\S+) (\S+) (\S+)\)$/.exec(colour) ?? [];
  const [lightness, a, b] = numbers.map(Number);
  if (kind !== 'ch') return kind && [lightness, a, b];
  const hue = (b * Math.PI) / 180;
  return [lightness, a * Math.cos(hue), a * Math.sin(hue)];
}

function isCalm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
