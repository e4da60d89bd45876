// What the measuring program asks a page to do, step by step. One page runs one engine with one lot of words.
//
// An engine is a module of `engines/` that exports
//
//     async load(options)              makes itself ready; measured apart
//     layout(words, options)           the layout, or a promise of it: { placed }
//
//     words    { text, weight, size }, heaviest first; `size` in CSS px is to be used as it is
//     options  { width, height, pixelRatio, font, padding, rotate, previous, related }: CSS px, a CSS list of fonts,
//              the share of words to turn by 90 degrees; `previous` is the layout before a small change, `related`
//              are triples of two texts and how closely they belong together. Both are there when they are measured.
//     placed   { text, x, y, size, rotate, box, align, baseline, rendering }: the pen in CSS px, degrees clockwise
//              around it, the box that takes clicks as left, top, right, bottom, how text stands at the pen ("center"
//              and "alphabetic" unless it says), and the text rendering to draw it by ("auto"). A word that is not
//              there was left out.
import { check } from "./check.mjs";
import { adjacency, quality, same, stability } from "./measure.mjs";
import { canvas, draw } from "./text.mjs";
import { prepare } from "./words.mjs";

let engine, task, first, last, updated, together;

window.bench = {
  check,
  prepare,

  /// Nothing: what asking costs.
  async nothing() {},

  /// Fetches what is to be measured; nothing of it runs yet.
  begin(given) {
    task = given;
  },

  async load() {
    engine = await import(`/engines/${task.engine}.js`);
    await engine.load(task.options);
  },

  async layout() {
    last = await engine.layout(copies(task.words), { ...task.options });
    first ??= last;
  },

  async update() {
    updated = await engine.layout(copies(task.changed), { ...task.options, previous: last });
  },

  /// Lays out the words, then each of the lots that become of them: the clouds, in colours that tell what moved, and how
  /// many words that were.
  async strip(course) {
    let { options } = task;
    const clouds = [];
    const moved = [];
    for (const words of [task.words, ...course]) {
      const cloud = await engine.layout(copies(words), { ...options });
      const placed = coloured(cloud, options.previous);
      moved.push(placed.filter(({ colour }) => colour === MOVED).length);
      const left = words.length - placed.length;
      clouds.push({ title: clouds.length ? `change ${clouds.length}: ${moved.at(-1)} moved, ${left} left out` : "at first", cloud: { placed } });
      options = { ...options, previous: cloud };
    }
    return { clouds, moved: moved.slice(1) };
  },

  /// Whether the last layout is the first.
  repeats: () => same(first, last),

  /// The last layout for others to look at.
  cloud: () => last,

  quality: () => quality(last, task.words, task.options),

  stability() {
    const staying = new Set(task.changed.map(({ text }) => text));
    return stability(last, updated, task.unchanged, staying, task.options);
  },

  /// Lays out with knowledge of which words are related.
  async relate() {
    together = await engine.layout(copies(task.words), { ...task.options, related: task.related });
  },

  relations() {
    const { boxHull } = quality(together, task.words, task.options);
    return { adjacency: adjacency(together, task.related, task.options), relatedHull: boxHull };
  },

  same,
  picture,
};

/// Some engines write into what they are given.
function copies(words) {
  return words.map((word) => ({ ...word }));
}

const STAYED = "#123";
const MOVED = "#d40";
const CAME = "#08a";

/// The words of a cloud, with the colours of what became of them since the one before.
function coloured({ placed }, previous) {
  const places = new Map(previous?.placed.map((word) => [word.text, word]));
  const colour = ({ text, x, y, rotate }) => {
    const old = places.get(text);
    if (!previous) return STAYED;
    if (!old) return CAME;
    return Math.hypot(old.x - x, old.y - y) > 2 || old.rotate !== rotate ? MOVED : STAYED;
  };
  return placed.map((word) => ({ ...word, colour: colour(word) }));
}

const GAP = 12;
const TITLE = 22;

/// Clouds beside each other under their names, as the address of a PNG.
function picture(clouds, { width, height, font }) {
  const across = Math.min(clouds.length, 3);
  const down = Math.ceil(clouds.length / across);
  const context = canvas();
  context.canvas.width = across * (width + GAP) + GAP;
  context.canvas.height = down * (height + TITLE + GAP) + GAP;
  context.fillStyle = "#eee";
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  clouds.forEach(({ title, cloud }, at) => {
    const [x, y] = [GAP + (at % across) * (width + GAP), GAP + Math.floor(at / across) * (height + TITLE + GAP)];
    context.setTransform(1, 0, 0, 1, x, y + TITLE);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.fillStyle = STAYED;
    context.font = `14px ${font}`;
    context.textAlign = "left";
    context.fillText(title, 0, -6);
    for (const word of cloud.placed) {
      context.fillStyle = word.colour ?? STAYED;
      draw(context, word, font);
    }
  });
  return context.canvas.toDataURL("image/png");
}
