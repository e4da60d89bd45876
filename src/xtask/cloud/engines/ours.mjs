// Groundswell's layout as it ships, with the padding that it comes with, drawn as it tells people to draw.
import { init, layout as atOnce } from "./layout.mjs";
import { Random } from "../page/random.mjs";

export async function load() {
  await init();
}

/// A layout by one of the module's functions.
export function by(lay) {
  return async (words, { width, height, font, rotate, previous, related = [] }) => {
    const turns = new Random(2);
    const places = new Map(words.map(({ text }, index) => [text, index]));
    const made = await lay(words, {
      width,
      height,
      fontFamily: font,
      rotate: () => (turns.next() < rotate ? 90 : 0),
      previous: previous?.made,
      relations: related.map(([a, b, strength]) => [places.get(a), places.get(b), strength]),
    });
    return { placed: made.map(placement), made };
  };
}

function placement({ text, size, rotate, x, y, box: { x: left, y: top, width, height } }) {
  const box = [left, top, left + width, top + height];
  return { text, size, rotate, x, y, box, rendering: "geometricPrecision" };
}

export const layout = by(atOnce);
