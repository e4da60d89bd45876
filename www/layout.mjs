// The layout as a module of its own: words in, places out. `layout.d.mts` says what it offers and what becomes
// of input that makes no sense; here stands how.

import { inkOf } from '../src/layout/measure.js';

/** Milliseconds of work between two chances for the page to react. */
const BUDGET = 8;

/** The longest text that is measured, in UTF-16 units: no canvas is that wide. */
const MAX_TEXT = 1_000;

/** Of this many words one is turned, where the caller leaves it to us which. */
const TURNED = 3;

/** Words that are measured between two looks at the clock. */
const BATCH = 8;

/** Of its group a word is related to so many, the next heavier ones: as good as to all of them, and few. */
const COMPANIONS = 8;

/** The most pixels for which a function is asked about the shape, and the most of a side: what the module tells apart. */
const MAX_PIXELS = 2 ** 21;
const MAX_SIDE = 4096;

/** Options that are numbers, in the order that the module has them. */
const LIMITS = ['width', 'height', 'minSize', 'maxSize', 'padding', 'fill'];

/** Numbers of a placement that the module answers. */
const PLACEMENT = 9;

let loading;
/** What the module exports, as src/layout/module.rs documents it. */
let wasm;

export function init(options = {}) {
  loading ??= load(options.wasm).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(place) {
  const url = new URL(place ?? WASM_FILE, import.meta.url);
  const response = await fetch(url, place ? {} : { integrity: WASM_INTEGRITY });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  // Not while it arrives: that wants a server which knows the file's type, and the file is small.
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer());
  wasm = instance.exports;
}

export function layout(words, options = {}) {
  const work = pieces(words, options);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

export async function layoutInSlices(words, options = {}) {
  const { budget, signal } = options;
  const limit = budget > 0 ? budget : BUDGET;
  signal?.throwIfAborted();
  await init();
  await fontsOf(words, options);
  const work = pieces(words, options);
  // The longest piece so far: a slice that has no room for another such ends.
  let longest = 0;
  try {
    for (;;) {
      await turn();
      signal?.throwIfAborted();
      const end = performance.now() + limit;
      let now;
      do {
        now = performance.now();
        const { done, value } = work.next();
        if (done) return value;
        longest = Math.max(longest, performance.now() - now);
      } while (performance.now() + longest < end);
    }
  } finally {
    work.return();
  }
}

/** Lets the page react. */
function turn() {
  return (
    globalThis.scheduler?.yield?.() ??
    new Promise((resume) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resume(port1.close());
      port2.postMessage(0);
    })
  );
}

/** Waits for the fonts of the page that the words are drawn in, or for their failure. */
async function fontsOf(words, options) {
  const set = globalThis.document?.fonts ?? globalThis.fonts;
  const texts = new Map();
  for (const word of words) {
    const [style, weight, family] = fontOf(word, options);
    const font = `${style} ${weight} 16px ${family}`;
    texts.set(font, (texts.get(font) ?? '') + textOf(word));
  }
  // Rejected for a font that cannot be had or is none; another stands in for it then.
  await Promise.allSettled([...texts].map(([font, text]) => set?.load(font, text)));
}

/** The layout, which rests at each `yield`. */
function* pieces(given, options) {
  if (!wasm) throw new Error('await init() before layout()');
  const words = [...given];
  const wishes = wishesOf(options);
  const ink = [];
  const numbers = [];
  for (const [index, word] of words.entries()) {
    const text = textOf(word);
    const parts = text.length > MAX_TEXT ? [0] : inkOf(text, ...fontOf(word, options));
    const margin = word.margin ?? options.margin;
    // As many arguments as `MAX_TEXT` lets there be are not too many.
    ink.push(...(margin > 0 ? parts.map((one, i) => (i && i % 5 !== 1 ? one + margin : one)) : parts));
    const [x, y, was] = wishes.get(text)?.shift() ?? [];
    numbers.push(word.weight ?? 1, word.size, x, y, was, angleOf(word, index, text, options), word.padding);
    if (index % BATCH === BATCH - 1) yield;
  }
  const limits = LIMITS.map((name) => options[name]).concat(options.previous?.scale);
  const relations = relationsOf(words, options);
  const picture = yield* pictureOf(options);
  const task = begun([limits, numbers, relations, ink], words.length, relations.length / 3, picture);
  try {
    do yield;
    while (!wasm.step(task));
    return answer(wasm.finish(task), words, options);
  } finally {
    wasm.end(task);
  }
}

/** A layout of these numbers, in the module. What is missing is no number there. */
function begun(parts, count, related, { pixels, width } = {}) {
  const numbers = parts.flat();
  const place = wasm.room(numbers.length);
  const picture = pixels && wasm.room(Math.ceil(pixels.length / 4));
  const { buffer } = wasm.memory;
  new Float32Array(buffer, place).set(numbers);
  if (pixels) new Uint8Array(buffer, picture).set(pixels);
  return wasm.begin(place, numbers.length, count, related, picture, pixels?.length, width);
}

/** Which words shall be neighbours: two of them and how strongly, one relation behind the other. */
function relationsOf(words, { relations = [] }) {
  const numbers = [...relations].flatMap(([one, other, strength = 1]) => [one, other, strength]);
  const groups = new Map();
  const size = (index) => words[index].size ?? words[index].weight ?? 1;
  for (const index of [...words.keys()].sort((a, b) => size(b) - size(a))) {
    const { group } = words[index];
    if (group == null) continue;
    const before = groups.get(group) ?? [];
    for (const other of before) numbers.push(other, index, 1);
    groups.set(group, [index, ...before].slice(0, COMPANIONS));
  }
  return numbers;
}

/** Where words may go, a byte for each pixel; nothing where that is everywhere. Rests after each row of a function. */
function* pictureOf({ shape, width, height }) {
  if (shape?.data) {
    const { data } = shape;
    return { pixels: new Uint8Array(data.length / 4).map((_, i) => data[i * 4 + 3]), width: shape.width };
  }
  if (typeof shape !== 'function') return undefined;
  const step = Math.max(1, Math.sqrt((width * height) / MAX_PIXELS), width / MAX_SIDE, height / MAX_SIDE);
  const [across, down] = [width, height].map((side) => (side > 0 ? Math.floor(side / step) : 0));
  const pixels = new Uint8Array(across * down);
  for (let i = 0; i < pixels.length; i++) {
    const x = i % across;
    if (!x) yield;
    if (shape((x + 0.5) * step, (Math.floor(i / across) + 0.5) * step)) pixels[i] = 255;
  }
  return { pixels, width: across };
}

function textOf(word) {
  return String(word.text ?? '');
}

function fontOf(word, options) {
  return [
    word.fontStyle ?? options.fontStyle ?? 'normal',
    word.fontWeight ?? options.fontWeight ?? 'normal',
    word.fontFamily ?? options.fontFamily ?? 'sans-serif',
  ];
}

/** By how many degrees a word is turned, clockwise. */
function angleOf(word, index, text, { rotate, seed }) {
  const asked = word.rotate ?? (typeof rotate === 'function' ? rotate(word, index) : undefined);
  // What is no angle is none.
  if (asked !== undefined) return asked % 360 || 0;
  return rotate === true && chance(`${seed ?? 0} ${text}`) % TURNED === 0 ? 90 : 0;
}

/** A number that follows from a text alone, by FNV-1a. */
function chance(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** By text where the words of an earlier layout were, in their order, for a canvas of the new size, and how large. */
function wishesOf({ previous, width, height }) {
  const wishes = new Map();
  if (!previous) return wishes;
  const across = width / previous.width;
  const down = height / previous.height;
  for (const { text, size, box } of [...previous].sort((a, b) => a.word - b.word)) {
    const wish = [(box.x + box.width / 2) * across, (box.y + box.height / 2) * down, size];
    wishes.set(text, [...(wishes.get(text) ?? []), wish]);
  }
  return wishes;
}

/** What the module answered at a place of its memory, as the caller knows it. */
function answer(place, words, { width, height }) {
  const { buffer } = wasm.memory;
  const [scale, count, missing] = new Float32Array(buffer, place, 3);
  const end = 3 + count * PLACEMENT;
  const numbers = new Float32Array(buffer, place, end + missing);
  const placed = [];
  for (let i = 3; i < end; i += PLACEMENT) {
    const [word, x, y, size, rotate, left, top, right, bottom] = numbers.subarray(i, i + PLACEMENT);
    const box = { x: left, y: top, width: right - left, height: bottom - top };
    placed.push({ text: textOf(words[word]), size, rotate, x, y, box, word });
  }
  const leftOut = Array.from(numbers.subarray(end), (word) => words[word]);
  return Object.assign(placed, { leftOut, scale, width, height });
}
