// Whether the measures tell what is there: a stick that is bent measures nothing.
import { adjacency, quality, stability } from "./measure.mjs";

const SIZE = 40;

/// Throws unless layouts made by hand get the figures that they must get.
export function check(font) {
  const options = { width: 400, height: 200, pixelRatio: 2, font };
  const word = (text, x, y, more) => ({ text, x, y, size: SIZE, rotate: 0, ...more });
  const asked = ["mine", "else"].map((text) => ({ text, size: SIZE }));
  const judged = (...placed) => quality({ placed }, asked, options);

  const apart = judged(word("mine", 100, 60), word("else", 300, 150));
  expect(apart, { asked: 2, placed: 2, resized: 0, overlaps: 0, clipped: 0, runOn: 0, misses: null });
  expect(judged(word("mine", 100, 60), word("else", 110, 62)), { overlaps: 1 });
  expect(judged(word("mine", 10, 60), word("else", 300, 150)), { clipped: 1 });
  expect(judged(word("mine", 100, 60, { rotate: 90 }), word("else", 300, 195, { rotate: 90 })), { clipped: 1 });
  expect(judged(word("mine", 100, 60), word("else", 189, 60)), { runOn: 1, overlaps: 0 });
  expect(judged(word("mine", 100, 60), word("else", 230, 60)), { runOn: 0 });
  expect(judged(word("mine", 100, 60, { size: 30 })), { placed: 0, resized: 1 });
  expect(judged(word("mine", 100, 60, { box: [0, 0, 400, 200] })), { misses: 0 });
  expect(judged(word("mine", 100, 60, { box: [90, 0, 400, 200] })), { misses: 1 });
  // A word alone is all of its hull but for what its letters leave free at the corners.
  const { boxHull } = judged(word("else", 200, 100));
  expect({ full: boxHull > 0.95 && boxHull < 1.4 }, { full: true });

  const before = { placed: [word("mine", 100, 60), word("else", 300, 150)] };
  const after = { placed: [word("mine", 300, 60), word("else", 100, 150)] };
  const staying = new Set(["mine", "else"]);
  expect(stability(before, before, ["mine"], staying, options), { move: 0, moved: 0, order: 1, lost: 0 });
  expect(stability(before, after, ["mine"], staying, options), { moved: 1, order: 0.5, lost: 0 });
  expect(stability(before, { placed: [] }, [], staying, options), { lost: 2 });

  expect({ near: adjacency(before, [["mine", "else", 1]], options) }, { near: 0 });
  const beside = { placed: [word("mine", 100, 60), word("else", 189, 60)] };
  expect({ near: adjacency(beside, [["mine", "else", 1]], options) }, { near: 1 });
}

function expect(found, wanted) {
  for (const [name, value] of Object.entries(wanted)) {
    if (found[name] !== value) throw new Error(`the measures are wrong: ${name} is ${found[name]}, not ${value}`);
  }
}
