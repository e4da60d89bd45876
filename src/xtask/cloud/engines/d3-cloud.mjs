// d3-cloud as its documentation has it: all in one go, and with a random source that begins anew at each layout, or
// no two layouts would be alike.
import cloud from "d3-cloud";
import { Random } from "../page/random.mjs";

export async function load() {}

export function layout(words, { width, height, font, padding, rotate }) {
  const [places, turns] = [new Random(1), new Random(2)];
  const middle = [width >> 1, height >> 1];
  return new Promise((resolve) => {
    cloud()
      .size([width, height])
      .words(words.map(({ text, size }) => ({ text, size })))
      .font(font)
      .fontSize((word) => word.size)
      .padding(padding)
      .rotate(() => (turns.next() < rotate ? 90 : 0))
      .random(() => places.next())
      .on("end", (placed) => resolve({ placed: placed.map((word) => placement(word, middle)) }))
      .start();
  });
}

function placement({ text, size, rotate, x, y, x0, y0, x1, y1 }, [left, top]) {
  const pen = [x + left, y + top];
  return { text, size, rotate, x: pen[0], y: pen[1], box: [pen[0] + x0, pen[1] + y0, pen[0] + x1, pen[1] + y1] };
}
