// Runs in the page of the layout's scenarios: words to lay out, and what is seen when they are drawn.

import { init, layout, layoutInSlices } from './layout.mjs';

const SYLLABLES = 'ka lo mi ver tun gra phi st ing af jo que wy ble od zur ly ap ty fj'.split(' ');

const OTHERS = [
  'Überblick', 'Straße', 'Ångström', 'Łódź', 'naïve', 'Ελλάδα', 'Ωμέγα', 'Привет', 'Цифра', 'fjord', 'AVATAR', 'Type',
  'سلام', 'مرحبا بالعالم', 'שלום', 'नमस्ते', 'ภาษาไทย', '日本語', '東京都', '한국어', '中文', 'C++', '.NET', 'R&D',
  '👩‍👩‍👧‍👦', '🇩🇪', '👍🏽', 'e\u0301te\u0301', 'Z\u0351\u036b\u0343a\u0363lgo', 'x', 'iii', 'WWW', '"quoted"', '_under_', '1,234.5', 'open source',
];

/** Words of several scripts, each another, with falling weights. */
function someWords(count) {
  const syllable = (n) => SYLLABLES[n % SYLLABLES.length];
  const text = (i) => OTHERS[i] ?? [7, 3, 11].slice(0, 1 + (i % 3)).map((step) => syllable(i * step + i)).join('') + i;
  return Array.from({ length: count }, (_, i) => ({ text: text(i), weight: 1000 / (i + 3) }));
}

/** How many of the pairs of words are nearer than 1 % of the diagonal of a canvas of 600 by 400. */
function neighbours(placed, pairs) {
  const boxes = new Map(placed.map(({ word, box }) => [word, box]));
  const gap = (a, b, side, length) => Math.max(0, a[side] - b[side] - b[length], b[side] - a[side] - a[length]);
  const near = ([a, b]) => Math.hypot(gap(a, b, 'x', 'width'), gap(a, b, 'y', 'height')) <= 7.2;
  return pairs.map((pair) => pair.map((word) => boxes.get(word))).filter(([a, b]) => a && b && near([a, b])).length;
}

/** How many pixels of the drawn words are more than a pixel outside of a shape. */
function outsideOf(placed, { width, height }, isInside) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  draw(context, placed, 'normal', 'sans-serif');
  const { data } = context.getImageData(0, 0, width, height);
  let count = 0;
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    const near = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]];
    if (data[i * 4 + 3] >= 128 && !near.some(([dx, dy]) => isInside(x + dx, y + dy))) count++;
  }
  return count;
}

/** Draws words as the placements are documented, without clearing anything. */
function draw(context, placed, fontWeight, fontFamily) {
  context.textAlign = 'center';
  context.textRendering = 'geometricPrecision';
  for (const { text, size, rotate, x, y } of placed) {
    context.save();
    context.translate(x, y);
    context.rotate((rotate * Math.PI) / 180);
    context.font = `${fontWeight} ${size}px ${fontFamily}`;
    context.fillText(text, 0, 0);
    context.restore();
  }
}

/**
 * Draws the words one by one: how many pixels two words share, how many lie beyond the edge, and how many farther than
 * `grown` px outside of their word's box.
 */
function drawn(placed, { width, height, fontFamily = 'sans-serif', fontWeight = 'normal' }, grown, ratio = 1) {
  const margin = 40;
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * margin) * ratio;
  canvas.height = (height + 2 * margin) * ratio;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const taken = new Uint8Array(canvas.width * canvas.height);
  const seen = { shared: 0, beyond: 0, blank: 0, outOfBox: 0 };
  for (const place of placed) {
    const { box } = place;
    context.resetTransform();
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, margin * ratio, margin * ratio);
    draw(context, [place], fontWeight, fontFamily);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let i = 0; i < taken.length; i++) {
      if (data[i * 4 + 3] < 128) continue;
      ink++;
      seen.shared += taken[i];
      taken[i] = 1;
      const across = ((i % canvas.width) + 0.5) / ratio - margin;
      const down = (Math.floor(i / canvas.width) + 0.5) / ratio - margin;
      if (across < 0 || down < 0 || across > width || down > height) seen.beyond++;
      const inside =
        across > box.x - grown && across < box.x + box.width + grown &&
        down > box.y - grown && down < box.y + box.height + grown;
      if (!inside) seen.outOfBox++;
    }
    if (!ink) seen.blank++;
  }
  return seen;
}

/**
 * How the drawn ink of words lies in what is measured of them: pixels farther than `grown` px outside, the words that
 * have such, and how much of the measured area is within the outermost ink of its row.
 */
function inkOutside(inkOf, words, sizes, family, grown) {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const seen = { outside: 0, words: [] };
  let [ink, area] = [0, 0];
  for (const text of words) {
    const [count, ...parts] = inkOf(text, 'normal', '400', family);
    for (const size of sizes) {
      const boxes = Array.from({ length: count }, (_, i) => {
        const [pen, left, right, ascent, descent] = parts.slice(i * 5, i * 5 + 5).map((number) => number * size);
        return { left: pen - left, right: pen + right, top: -ascent, bottom: descent };
      });
      const half = Math.ceil(Math.max(...boxes.map(({ left, right }) => Math.max(-left, right)))) + 8;
      canvas.width = 2 * half;
      canvas.height = 4 * size;
      context.textAlign = 'center';
      context.textRendering = 'geometricPrecision';
      context.font = `400 ${size}px ${family}`;
      context.fillText(text, half, 2 * size);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const before = seen.outside;
      for (let row = 0; row < canvas.height; row++) {
        const y = row + 0.5 - 2 * size;
        const there = boxes.filter(({ top, bottom }) => y > top - grown && y < bottom + grown);
        const left = Math.min(...there.map((box) => box.left)) - grown;
        const right = Math.max(...there.map((box) => box.right)) + grown;
        const line = [];
        for (let column = 0; column < canvas.width; column++) {
          if (data[(row * canvas.width + column) * 4 + 3] > 32) line.push(column + 0.5 - half);
        }
        seen.outside += line.filter((x) => x < left || x > right).length;
        if (there.length) area += right - left - 2 * grown;
        if (line.length) ink += line.at(-1) - line[0] + 1;
      }
      if (seen.outside > before) seen.words.push(`${text} ${size} ${seen.outside - before}`);
    }
  }
  return { ...seen, filled: ink / area };
}

/** What the words of a layout are, the heaviest first. */
const texts = (placed) => placed.map(({ text }) => text);

/** Counts in `rests` how often a layout rests, and calls `atRest` each time. */
function watchRests() {
  window.rests = 0;
  const note = () => {
    window.rests++;
    window.atRest?.();
  };
  if (window.scheduler?.yield) {
    const original = scheduler.yield.bind(scheduler);
    scheduler.yield = () => (note(), original());
    return;
  }
  const Original = MessageChannel;
  window.MessageChannel = function () {
    note();
    return new Original();
  };
}

/** A layout in slices of 1 ms that is ended at its third rest; what it is rejected with. */
async function ended(words, options) {
  const ending = new AbortController();
  const start = window.rests;
  window.atRest = () => window.rests > start + 2 && ending.abort('enough');
  return layoutInSlices(words, { ...options, budget: 1, signal: ending.signal }).catch((reason) => reason);
}

window.lay = { init, layout, layoutInSlices, someWords, neighbours, outsideOf, drawn, inkOutside, texts, watchRests, ended };
window.ready = init().then(() => (window.lay.is = 'ready'));
