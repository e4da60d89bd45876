// echarts-wordcloud as it comes: cells of 8 px, and all in one go.
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import "echarts-wordcloud";

let chart;

export async function load({ width, height, pixelRatio }) {
  echarts.use([CanvasRenderer]);
  const place = document.createElement("div");
  document.body.append(place);
  chart = echarts.init(place, null, { width, height, devicePixelRatio: pixelRatio });
}

export async function layout(words, { font, rotate }) {
  chart.clear();
  const series = {
    type: "wordCloud",
    left: 0,
    top: 0,
    width: "100%",
    height: "100%",
    gridSize: 8,
    rotationRange: rotate ? [0, 90] : [0, 0],
    rotationStep: 90,
    textStyle: { fontFamily: font, fontWeight: "normal", color: "#000" },
    data: words.map(({ text, weight, size }) => ({ name: text, value: weight, textStyle: { fontSize: size } })),
  };
  await stopped(() => chart.setOption({ animation: false, series: [series] }));
  const drawing = chart.getZr();
  drawing.refreshImmediately();
  const texts = drawing.storage.getDisplayList(true).filter((one) => one.type === "tspan");
  return { placed: texts.map(placement) };
}

/// Waits for what `start` starts. Only the canvas that the layout makes for itself tells when it is done.
function stopped(start) {
  const { createElement } = document;
  return new Promise((resolve) => {
    document.createElement = (...args) => {
      const made = createElement.apply(document, args);
      made.addEventListener("wordcloudstop", resolve, { once: true });
      return made;
    };
    try {
      start();
    } finally {
      delete document.createElement;
    }
  });
}

function placement(one) {
  const { text, x, y, font, textAlign, textBaseline } = one.style;
  const [a, b, c, d, e, f] = one.transform ?? [1, 0, 0, 1, 0, 0];
  const box = one.getBoundingRect().clone();
  if (one.transform) box.applyTransform(one.transform);
  return {
    text,
    x: a * x + c * y + e,
    y: b * x + d * y + f,
    size: Math.round(parseFloat(/([\d.]+)px/.exec(font)[1]) * Math.hypot(a, b) * 100) / 100,
    rotate: Math.round((Math.atan2(b, a) * 180) / Math.PI),
    box: [box.x, box.y, box.x + box.width, box.y + box.height],
    align: textAlign,
    baseline: textBaseline,
  };
}
