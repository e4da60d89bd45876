// Which words at which sizes: the same for every engine, and so are the words of the small change that follows.
import { Random } from "./random.mjs";
import { canvas, inkBox } from "./text.mjs";

/// What fonts are measured at for all sizes.
const REFERENCE = 100;

/// Most of the canvas's width and height that one word may take.
const WIDEST = 0.85;
const HIGHEST = 0.5;

/// The share of words whose weight changes, by how much, and how many leave and come.
const CHANGING = 0.1;
const CHANGE = 0.3;
const LEAVING = 2;

/// Sizes `count` words so that their tight boxes together take the share `demand` of the canvas, by
/// `size = k * sqrt(weight)` in whole CSS px. So many `changes` in a row are the `course` of these words.
export function prepare(list, { count, width, height, demand, font, minSize, changes }) {
  const context = canvas();
  const words = list.slice(0, count);
  const boxes = words.map(([text]) => {
    const [l, t, r, b] = inkBox(context, { text, x: 0, y: 0, size: REFERENCE, rotate: 0 }, font);
    return { wide: (r - l) / REFERENCE, high: (b - t) / REFERENCE };
  });
  const caps = boxes.map(({ wide, high }) => Math.floor(Math.min((WIDEST * width) / wide, (HIGHEST * height) / high)));
  const size = (k, weight, cap) => Math.min(cap, Math.max(minSize, Math.round(k * Math.sqrt(weight))));
  const covers = (k) => {
    const areas = words.map(([, weight], at) => size(k, weight, caps[at]) ** 2 * boxes[at].wide * boxes[at].high);
    return areas.reduce((sum, area) => sum + area, 0) / (width * height);
  };
  const fits = words.map(([, weight], at) => caps[at] / Math.sqrt(weight));
  const k = largest((k) => covers(k) <= demand, Math.min(...fits));
  const sized = words.map(([text, weight], at) => ({ text, weight, size: size(k, weight, caps[at]) }));
  const smallest = Math.min(...sized.map((word) => word.size));
  const changed = (words, at) => change(words, list.slice(count + at * LEAVING), (weight) => size(k, weight, Infinity), at);
  const course = [];
  for (let at = 0; at < changes; at++) course.push(changed(course.at(-1) ?? sized, at).changed);
  return { words: sized, ...changed(sized, 0), course, demand: covers(k), smallest };
}

/// The largest number up to `most` for which `holds` is true.
function largest(holds, most) {
  let [low, high] = [0, most];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/// The words after a small change, heaviest first, and which of those that stay did not change; another one for
/// another number.
function change(words, spare, size, number) {
  const random = new Random(words.length + number);
  const pick = (count) => {
    const picked = new Set();
    while (picked.size < count) picked.add(random.below(words.length));
    return picked;
  };
  const [changing, leaving] = [pick(Math.round(words.length * CHANGING)), pick(LEAVING)];
  const changed = words.flatMap((word, at) => {
    if (leaving.has(at)) return [];
    if (!changing.has(at)) return [word];
    const weight = word.weight * (1 + (random.next() < 0.5 ? CHANGE : -CHANGE));
    return [{ ...word, weight, size: size(weight) }];
  });
  const { weight } = words[words.length >> 1];
  const coming = spare.slice(0, LEAVING).map(([text]) => ({ text, weight, size: size(weight) }));
  const unchanged = words.filter((_, at) => !changing.has(at) && !leaving.has(at));
  return {
    changed: [...changed, ...coming].sort((a, b) => b.weight - a.weight),
    unchanged: unchanged.map(({ text }) => text),
  };
}
