// What a layout is worth, by the pixels of its words and not by what its engine says of them.
import { canvas, draw, inkBox } from "./text.mjs";

/// Alpha from which a pixel is ink that must not be covered twice, and from which it counts for the hull.
const SOLID = 128;
const FAINT = 32;

/// Pixels, at one to a CSS px, that two words may share before they overlap.
const TOUCH = 4;

/// A word with foreign ink nearer than this beside it, in em, reads as one with it.
const RUN_ON = 0.15;

/// By how much ink may stand out of its hit box, in CSS px.
const MISS = 1;

/// Words nearer than this share of the canvas's diagonal are neighbours.
const NEAR = 0.01;

/// A word that goes further than this share of the diagonal has moved.
const MOVED = 0.02;

/// The figures of one layout of `words`.
export function quality(cloud, words, options) {
  const { width, height, pixelRatio, font } = options;
  const sizes = new Map(words.map(({ text, size }) => [text, size]));
  const kept = cloud.placed.filter(({ text, size }) => sizes.get(text) === size);
  const board = new Board(width * pixelRatio, height * pixelRatio, pixelRatio);
  const context = canvas();
  cloud.placed.forEach((word, at) => board.add(word, at, inkBox(context, word, font), font));
  const tight = cloud.placed.map((word) => area(inkBox(context, word, font)));
  const boxed = cloud.placed.filter(({ box }) => box);
  const misses = cloud.placed.filter(({ box }, at) => box && board.standsOut(at, box));
  const upright = cloud.placed.flatMap(({ rotate }, at) => (rotate ? [] : [at]));
  const runOn = upright.filter((at) => board.runsOn(at, cloud.placed[at].size));
  return {
    asked: words.length,
    placed: kept.length,
    resized: cloud.placed.length - kept.length,
    boxHull: (sum(tight) * pixelRatio ** 2) / board.hull(),
    runOn: runOn.length / Math.max(1, upright.length),
    overlaps: board.overlaps(),
    clipped: board.clipped,
    misses: boxed.length ? misses.length : null,
    hitTight: boxed.length ? sum(boxed.map(({ box }) => area(box))) / sum(tight) : null,
  };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);

/// Which word has which pixel.
class Board {
  constructor(width, height, scale) {
    Object.assign(this, { width, height, scale, clipped: 0 });
    this.owners = new Int32Array(width * height).fill(-1);
    this.leftmost = new Int32Array(height).fill(width);
    this.rightmost = new Int32Array(height).fill(-1);
    this.shared = new Map();
    this.boxes = [];
    this.context = canvas();
  }

  /// Draws a word alone, with room for ink beyond its metrics and beyond the canvas.
  add(word, at, [left, top, right, bottom], font) {
    const { scale, context } = this;
    const [x, y] = [Math.floor(left * scale) - 3, Math.floor(top * scale) - 3];
    const [wide, high] = [Math.ceil(right * scale) + 3 - x, Math.ceil(bottom * scale) + 3 - y];
    [context.canvas.width, context.canvas.height] = [wide, high];
    context.setTransform(scale, 0, 0, scale, -x, -y);
    draw(context, word, font);
    const { data } = context.getImageData(0, 0, wide, high);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let outside = 0;
    for (let pixel = 0; pixel < wide * high; pixel++) {
      const alpha = data[pixel * 4 + 3];
      if (alpha < FAINT) continue;
      const [u, v] = [x + (pixel % wide), y + Math.floor(pixel / wide)];
      const inside = u >= 0 && v >= 0 && u < this.width && v < this.height;
      if (inside) {
        this.leftmost[v] = Math.min(this.leftmost[v], u);
        this.rightmost[v] = Math.max(this.rightmost[v], u);
      }
      if (alpha < SOLID) continue;
      box[0] = Math.min(box[0], u);
      box[1] = Math.min(box[1], v);
      box[2] = Math.max(box[2], u + 1);
      box[3] = Math.max(box[3], v + 1);
      if (inside) this.take(v * this.width + u, at);
      else outside++;
    }
    if (outside) this.clipped++;
    this.boxes[at] = box;
  }

  take(pixel, at) {
    const other = this.owners[pixel];
    if (other >= 0) {
      const pair = `${other} ${at}`;
      this.shared.set(pair, (this.shared.get(pair) ?? 0) + 1);
    }
    this.owners[pixel] = at;
  }

  overlaps() {
    return [...this.shared.values()].filter((pixels) => pixels > TOUCH * this.scale ** 2).length;
  }

  standsOut(at, box) {
    const [left, top, right, bottom] = this.boxes[at].map((edge) => edge / this.scale);
    return left < box[0] - MISS || top < box[1] - MISS || right > box[2] + MISS || bottom > box[3] + MISS;
  }

  /// Whether other ink is right before or behind the middle half of a word's height.
  runsOn(at, size) {
    const [left, top, right, bottom] = this.boxes[at];
    const reach = Math.max(1, Math.round(RUN_ON * size * this.scale));
    const quarter = (bottom - top) / 4;
    for (let v = Math.max(0, Math.round(top + quarter)); v < Math.min(this.height, Math.round(bottom - quarter)); v++) {
      for (let step = 1; step <= reach; step++) {
        for (const u of [left - step, right - 1 + step]) {
          const owner = u >= 0 && u < this.width ? this.owners[v * this.width + u] : -1;
          if (owner >= 0 && owner !== at) return true;
        }
      }
    }
    return false;
  }

  /// The area of the convex hull of all ink, in pixels.
  hull() {
    const corners = [];
    for (let v = 0; v < this.height; v++) {
      if (this.rightmost[v] < 0) continue;
      const [left, right] = [this.leftmost[v], this.rightmost[v] + 1];
      corners.push([left, v], [left, v + 1], [right, v], [right, v + 1]);
    }
    const hull = convex(corners);
    return sum(hull.map(([x, y], at) => {
      const [u, v] = hull[(at + 1) % hull.length];
      return (x * v - u * y) / 2;
    }));
  }
}

/// The convex hull: A. Andrew, "Another efficient algorithm for convex hulls in two dimensions" (1979).
function convex(points) {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turnsLeft = ([x, y], [u, v], [p, q]) => (u - x) * (q - y) - (v - y) * (p - x) > 0;
  const chain = (points) => {
    const found = [];
    for (const point of points) {
      while (found.length > 1 && !turnsLeft(found.at(-2), found.at(-1), point)) found.pop();
      found.push(point);
    }
    return found.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

/// The middle of each word's ink.
function centres(cloud, font) {
  const context = canvas();
  return new Map(cloud.placed.map((word) => {
    const [left, top, right, bottom] = inkBox(context, word, font);
    return [word.text, [(left + right) / 2, (top + bottom) / 2]];
  }));
}

/// How much of `before` can be found again in `after`; `unchanged` are the words that had no reason to move.
export function stability(before, after, unchanged, staying, { width, height, font }) {
  const diagonal = Math.hypot(width, height);
  const [old, now] = [centres(before, font), centres(after, font)];
  const survivors = [...old.keys()].filter((text) => staying.has(text));
  const found = survivors.filter((text) => now.has(text));
  const moves = found.map((text) => distance(old.get(text), now.get(text)) / diagonal);
  const still = new Set(unchanged);
  const calm = moves.filter((_, at) => still.has(found[at]));
  return {
    move: mean(moves),
    unchangedMove: mean(calm),
    moved: mean(moves.map((move) => Number(move > MOVED))),
    order: order(found.map((text) => [old.get(text), now.get(text)])),
    lost: survivors.length - found.length,
  };
}

const distance = ([x, y], [u, v]) => Math.hypot(x - u, y - v);
const mean = (values) => (values.length ? sum(values) / values.length : 0);

/// The share of pairs of words that are left and right of each other, or above and below, as they were.
function order(places) {
  let [kept, pairs] = [0, 0];
  for (let one = 0; one < places.length; one++) {
    const [a, b] = places[one];
    for (let other = 0; other < one; other++) {
      const [c, d] = places[other];
      kept += Number(a[0] < c[0] === b[0] < d[0]) + Number(a[1] < c[1] === b[1] < d[1]);
      pairs += 2;
    }
  }
  return pairs ? kept / pairs : 1;
}

/// The share of related pairs, by how closely they are related, that are neighbours.
export function adjacency(cloud, related, { width, height, font }) {
  const context = canvas();
  const boxes = new Map(cloud.placed.map((word) => [word.text, inkBox(context, word, font)]));
  const near = NEAR * Math.hypot(width, height);
  const close = related.filter(([a, b]) => {
    const [one, other] = [boxes.get(a), boxes.get(b)];
    return one && other && gap(one, other) <= near;
  });
  const all = sum(related.map(([, , closeness]) => closeness));
  return sum(close.map(([, , closeness]) => closeness)) / all;
}

function gap([l, t, r, b], [left, top, right, bottom]) {
  return Math.hypot(Math.max(l - right, left - r, 0), Math.max(t - bottom, top - b, 0));
}

/// Whether two layouts are the same, to a hundredth of a CSS px.
export function same(one, other) {
  const key = ({ text, x, y, size, rotate }) => [text, x.toFixed(2), y.toFixed(2), size, rotate].join(" ");
  const keys = new Set(one.placed.map(key));
  return one.placed.length === other.placed.length && other.placed.every((word) => keys.has(key(word)));
}
