// How words are drawn, and what their fonts say of their ink.

/// A picture to draw in, whose pixels are read.
export function canvas() {
  return document.createElement("canvas").getContext("2d", { willReadFrequently: true });
}

/// Draws a placed word; the context's units are CSS px.
export function draw(context, { text, x, y, size, rotate, align, baseline, rendering }, font) {
  context.save();
  context.translate(x, y);
  context.rotate((rotate * Math.PI) / 180);
  context.font = `${size}px ${font}`;
  context.textAlign = align ?? "center";
  context.textBaseline = baseline ?? "alphabetic";
  context.textRendering = rendering ?? "auto";
  context.fillText(text, 0, 0);
  context.restore();
}

/// The tight box of a placed word's ink by its font's metrics: left, top, right, bottom.
export function inkBox(context, { text, x, y, size, rotate, align, baseline, rendering }, font) {
  context.font = `${size}px ${font}`;
  context.textAlign = align ?? "center";
  context.textBaseline = baseline ?? "alphabetic";
  context.textRendering = rendering ?? "auto";
  const metrics = context.measureText(text);
  const [left, right] = [-metrics.actualBoundingBoxLeft, metrics.actualBoundingBoxRight];
  const [top, bottom] = [-metrics.actualBoundingBoxAscent, metrics.actualBoundingBoxDescent];
  const turn = (rotate * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const corners = [left, right].flatMap((u) => [top, bottom].map((v) => [u * cosine - v * sine, u * sine + v * cosine]));
  const [across, down] = [corners.map(([u]) => x + u), corners.map(([, v]) => y + v)];
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}
