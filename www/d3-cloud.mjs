// The interface of d3-cloud 1.2 over our layout: charts written for that need another import and nothing else.
//
// The same are methods, accessors, events and their order, the fields that words are given, coordinates (from the
// middle of the canvas, but from its corner during the event `word`), and that all words are placed when `start()`
// returns unless there is a `timeInterval`. What differs: each word goes to the nearest free place to the middle, so
// that more of them fit and the same words give the same cloud; with a `timeInterval` the events of all words come
// when the last is placed; boxes are as tight as the padding allows; what has no ink, or no size above 0, is left out;
// `spiral` and `canvas` are kept as they are given but have nothing to do, and `random` chooses angles only.

import { init, layout, layoutInSlices } from './layout.mjs';

// As `start()` answers at once, the layout must be there before this module is.
await init();

const constant = (value) => (typeof value === 'function' ? value : () => value);

export default function cloud() {
  const listeners = new Listeners('word', 'end');
  let running;
  const settings = {
    size: [256, 256],
    words: [],
    timeInterval: Infinity,
    spiral: 'archimedean',
    random: Math.random,
    canvas: () => document.createElement('canvas'),
    text: (word) => word.text,
    font: () => 'serif',
    fontStyle: () => 'normal',
    fontWeight: () => 'normal',
    fontSize: (word) => Math.sqrt(word.value),
    rotate: () => (Math.trunc(settings.random() * 6) - 3) * 30,
    padding: () => 1,
  };

  const self = {
    start() {
      self.stop();
      const { timeInterval, words, size } = settings;
      const data = words.map((word, index) => prepared(word, index, settings));
      data.sort((a, b) => b.size - a.size);
      const mine = (running = new AbortController());
      const tell = (placed) => announce(placed, data);
      const options = { width: size[0], height: size[1], padding: 0 };
      if (timeInterval === Infinity) {
        tell(layout(data.map(asked), options));
      } else {
        const sliced = { ...options, budget: timeInterval, signal: mine.signal };
        layoutInSlices(data.map(asked), sliced).then(tell, (error) => {
          if (!mine.signal.aborted) throw error;
        });
      }
      return self;

      function announce(placed, all) {
        const tags = [];
        const bounds = [];
        for (const place of placed) {
          // Whoever hears of a word may stop it all.
          if (mine.signal.aborted) return;
          const word = moved(all[place.word], place);
          tags.push(word);
          listeners.call('word', self, word);
          grow(bounds, word);
          word.x -= size[0] >> 1;
          word.y -= size[1] >> 1;
        }
        if (mine.signal.aborted) return;
        running = undefined;
        listeners.call('end', self, tags, bounds.length ? bounds : null);
      }
    },
    stop() {
      running?.abort();
      running = undefined;
      return self;
    },
    on(...args) {
      const answer = listeners.on(...args);
      return answer === listeners ? self : answer;
    },
  };
  // What the caller gives becomes what is kept.
  const kept = {
    size: ([width, height]) => [+width, +height],
    timeInterval: (time) => time ?? Infinity,
  };
  for (const name of Object.keys(settings)) {
    const plain = ['words', 'spiral', 'random'].includes(name) ? (value) => value : constant;
    self[name] = (...given) => {
      if (!given.length) return settings[name];
      settings[name] = (kept[name] ?? plain)(given[0]);
      return self;
    };
  }
  return self;
}

/** Gives a word of the caller's the fields that the accessors say. */
function prepared(word, index, { text, font, fontStyle, fontWeight, rotate, fontSize, padding }) {
  word.text = text(word, index);
  word.font = font(word, index);
  word.style = fontStyle(word, index);
  word.weight = fontWeight(word, index);
  word.rotate = rotate(word, index);
  word.size = Math.trunc(fontSize(word, index)) || 0;
  word.padding = padding(word, index);
  return word;
}

/** The same word as the layout is asked for it. What has no size has no ink. */
function asked({ text, font, style, weight, rotate, size, padding }) {
  return {
    text: size > 0 ? text : '',
    size,
    rotate,
    // Room on all sides, which counts as ink.
    margin: padding / size,
    fontFamily: font,
    fontStyle: style,
    fontWeight: weight,
  };
}

/** The word at its place, in px from the canvas's corner; its box, padding included, is relative to that. */
function moved(word, { x, y, box }) {
  const [x0, y0] = [Math.floor(box.x - x), Math.floor(box.y - y)];
  const [x1, y1] = [Math.ceil(box.x + box.width - x), Math.ceil(box.y + box.height - y)];
  const [width, height] = [x1 - x0, y1 - y0];
  return Object.assign(word, { x, y, x0, y0, x1, y1, width, height, xoff: 0, yoff: 0, hasText: true });
}

/** Makes room for a word in the bounds of all. */
function grow(bounds, { x, y, x0, y0, x1, y1 }) {
  if (!bounds.length) {
    bounds.push({ x: x + x0, y: y + y0 }, { x: x + x1, y: y + y1 });
    return;
  }
  const [least, most] = bounds;
  least.x = Math.min(least.x, x + x0);
  least.y = Math.min(least.y, y + y0);
  most.x = Math.max(most.x, x + x1);
  most.y = Math.max(most.y, y + y1);
}

/** Who hears of what, by names as d3-dispatch has them: `end`, or `end.mine` beside others. */
class Listeners {
  constructor(...types) {
    this.types = types;
    this.all = [];
  }

  on(names, ...given) {
    const found = `${names}`.trim().split(/\s+/).map((one) => this.parsed(one));
    if (!given.length) {
      const same = ({ type, name }) => this.all.find((one) => one.type === type && one.name === name);
      return found.map(same).find(Boolean)?.listener;
    }
    const [listener] = given;
    if (listener != null && typeof listener !== 'function') throw new Error(`invalid callback: ${listener}`);
    for (const { type, name } of found) {
      if (!type && listener) continue;
      this.all = this.all.filter((one) => one.name !== name || (type && one.type !== type));
      if (listener) this.all.push({ type, name, listener });
    }
    return this;
  }

  call(type, self, ...args) {
    for (const one of this.all.filter((other) => other.type === type)) {
      // Whoever hears of it may take away others who would.
      if (this.all.includes(one)) one.listener.apply(self, args);
    }
  }

  parsed(typename) {
    const dot = typename.indexOf('.');
    const [type, name] = dot < 0 ? [typename, ''] : [typename.slice(0, dot), typename.slice(dot + 1)];
    if (type && !this.types.includes(type)) throw new Error(`unknown type: ${type}`);
    return { type, name };
  }
}
