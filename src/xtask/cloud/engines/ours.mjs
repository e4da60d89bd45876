// Groundswell's layout. The ink of all words is read from one picture, drawn at one pixel to a CSS px whatever the
// screen has, as the widget does.
import initialise, { layout as place } from "groundswell-cloud-bench";
import { Random } from "../page/random.mjs";

const ATLAS_WIDTH = 1024;

/// Room around each word for ink beyond its metrics.
const MARGIN = 2;

/// Numbers that tell of a word, and of its place.
const TOLD = 12;
const PLACED = 8;

let context;

export async function load() {
  await initialise({ module_or_path: new URL("ours.wasm", import.meta.url) });
  context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
}

export function layout(words, { width, height, font, rotate, previous, related = [] }) {
  const turns = new Random(2);
  const turned = words.map(() => (turns.next() < rotate ? 90 : 0));
  const spots = arrange(words, font);
  const pixels = draw(words, spots, font);
  const before = new Map(previous?.placed.map(({ text, box }) => [text, box]));
  const told = new Float32Array(words.length * TOLD);
  words.forEach(({ text, size, weight }, at) => {
    const { x, y, wide, high, left, above, scale } = spots[at];
    const box = before.get(text);
    const wish = box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : [NaN, NaN];
    told.set([x, y, wide, high, x + left, y + above, scale, size, weight, turned[at], ...wish], at * TOLD);
  });
  const index = new Map(words.map(({ text }, at) => [text, at]));
  const pairs = Float32Array.from(related.flatMap(([a, b, closeness]) => [index.get(a), index.get(b), closeness]));
  const found = place(pixels, ATLAS_WIDTH, told, pairs, width, height);
  const placed = [];
  for (let at = 0; at < found.length; at += PLACED) {
    const [word, x, y, size, ...box] = found.subarray(at, at + PLACED);
    placed.push({ text: words[word].text, x, y, size, rotate: turned[word], box });
  }
  return { placed };
}

/// A place for each word on shelves.
function arrange(words, font) {
  let [x, y, shelf] = [0, 0, 0];
  context.textAlign = "center";
  return words.map(({ text, size }) => {
    const spot = measure(text, size, font);
    if (x + spot.wide > ATLAS_WIDTH) [x, y, shelf] = [0, y + shelf, 0];
    [spot.x, spot.y] = [x, y];
    x += spot.wide;
    shelf = Math.max(shelf, spot.high);
    return spot;
  });
}

function measure(text, size, font) {
  context.font = `${size}px ${font}`;
  const metrics = context.measureText(text);
  const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = metrics;
  const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = metrics;
  const scale = Math.min(1, (ATLAS_WIDTH - 2 * MARGIN - 1) / Math.max(1, left + right));
  return {
    wide: Math.ceil((left + right) * scale + 2 * MARGIN),
    high: Math.ceil((above + below) * scale + 2 * MARGIN),
    left: Math.round(left * scale) + MARGIN,
    above: Math.round(above * scale) + MARGIN,
    scale,
  };
}

function draw(words, spots, font) {
  const height = Math.max(...spots.map(({ y, high }) => y + high));
  [context.canvas.width, context.canvas.height] = [ATLAS_WIDTH, height];
  context.textAlign = "center";
  words.forEach(({ text, size }, at) => {
    const { x, y, left, above, scale } = spots[at];
    context.font = `${size * scale}px ${font}`;
    context.fillText(text, x + left, y + above);
  });
  return context.getImageData(0, 0, ATLAS_WIDTH, height).data;
}
