// wordcloud2.js at the grid it comes with. On screens with more pixels its own demo scales canvas, sizes and grid.
import WordCloud from "wordcloud";

/// It draws while it lays out and tells nobody where: the pen is read when it draws.
class Watched {
  constructor(canvas, scale) {
    this.placed = [];
    this.scale = scale;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const fillText = context.fillText;
    context.fillText = (text, x, y) => {
      this.last = this.read(context, text, x, y);
      fillText.call(context, text, x, y);
    };
    canvas.addEventListener("wordclouddrawn", ({ detail }) => detail.drawn && this.placed.push(this.last));
  }

  read(context, text, x, y) {
    const pen = context.getTransform().transformPoint({ x, y });
    const { a, b } = context.getTransform();
    const size = (parseFloat(/([\d.]+)px/.exec(context.font)[1]) * Math.hypot(a, b)) / this.scale;
    const rotate = Math.round((Math.atan2(b, a) * 180) / Math.PI);
    const [left, top] = [pen.x / this.scale, pen.y / this.scale];
    return { text, x: left, y: top, size: Math.round(size * 100) / 100, rotate, align: "left", baseline: "middle" };
  }
}

/// A layout with cells of `grid` CSS px.
export function withGrid(grid) {
  return (words, { width, height, pixelRatio, font, rotate }) =>
    new Promise((resolve) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width * pixelRatio, height * pixelRatio];
      const watched = new Watched(canvas, pixelRatio);
      canvas.addEventListener("wordcloudstop", () => resolve({ placed: watched.placed }));
      WordCloud(canvas, {
        list: words.map(({ text, size }) => [text, size * pixelRatio]),
        fontFamily: font,
        gridSize: grid * pixelRatio,
        ellipticity: height / width,
        rotateRatio: rotate,
        minRotation: Math.PI / 2,
        maxRotation: Math.PI / 2,
        color: "#000",
        backgroundColor: "transparent",
        wait: 0,
      });
    });
}

export async function load() {}
export const layout = withGrid(8);
