// Runs in the page where d3-cloud and the script with its interface stand side by side: what a chart that uses either
// gets to see. Each of the functions is asked about both, and what it tells must be the same.

import ours from './d3-cloud.mjs';

const SIZE = [500, 400];
const TEXTS = 'tide harbour lock gate evening barge pilot quay mooring ebb flood channel'.split(' ');

/** Numbers that look like chance, the same each time. */
function chance() {
  let state = 7;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** Words as charts have them: some of the same size, and fields of their own. */
function someWords() {
  return TEXTS.map((text, index) => ({ text, value: (12 + (index >> 1) * 4) ** 2, own: index }));
}

/** What charts ask a new cloud. */
function defaults(cloud) {
  const made = cloud();
  const accessors = ['text', 'font', 'fontStyle', 'fontWeight', 'fontSize', 'rotate', 'padding', 'canvas', 'random'];
  const word = { text: 'lock', value: 81 };
  const angles = [0, 0.2, 0.4, 0.6, 0.8, 0.99].map((number) => cloud().random(() => number).rotate()(word, 0));
  return {
    methods: Object.keys(made).sort(),
    kinds: accessors.map((name) => typeof made[name]()),
    values: ['text', 'font', 'fontStyle', 'fontWeight', 'fontSize', 'padding'].map((name) => made[name]()(word, 0)),
    angles: angles.map((angle) => angle + 0),
    nothing: [made.size(), made.words(), made.timeInterval() === Infinity, made.random() === Math.random],
    canvas: made.canvas()().tagName,
    unheard: [made.on('end'), made.on('word.mine')].map((listener) => listener ?? 'nobody'),
  };
}

/** What becomes of what a chart sets. */
function settings(cloud) {
  const made = cloud();
  const seen = {};
  for (const [name, constant] of Object.entries({ text: 'a', font: 'Impact', fontStyle: 'italic', fontWeight: 700 })) {
    const own = (word, index) => [name, word, index];
    seen[name] = [made[name](constant) === made, made[name]()(), made[name](own) === made, made[name]() === own];
  }
  for (const name of ['fontSize', 'rotate', 'padding', 'canvas']) {
    seen[name] = [made[name](5) === made, made[name]()({}, 0)];
  }
  const words = someWords();
  const random = () => 0.5;
  seen.words = [made.words(words) === made, made.words() === words];
  seen.random = [made.random(random) === made, made.random() === random];
  seen.spiral = ['archimedean', 'rectangular', () => () => [0, 0]].map((spiral) => made.spiral(spiral) === made);
  seen.size = [made.size(['300', 200]) === made, made.size()];
  seen.times = [5, null, 0, undefined].map((time) => [made.timeInterval(time) === made, `${made.timeInterval()}`]);
  return seen;
}

/** How listeners come and go. */
function listeners(cloud) {
  const made = cloud().words(someWords().slice(0, 2)).size(SIZE).rotate(0);
  const told = [];
  const say = (name) => () => told.push(name);
  const [first, second] = [say('first'), say('second')];
  const thrown = (attempt) => {
    try {
      return `${attempt()}`;
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  };
  const seen = [
    made.on('end', first) === made,
    made.on('end') === first,
    made.on('end.other', second) === made,
    made.on('end.other') === second,
    made.on('word.a end.a', say('both')) === made,
    typeof made.on('word.a'),
    thrown(() => made.on('begin', first)),
    thrown(() => made.on('begin')),
    thrown(() => made.on('end', 5)),
  ];
  made.start();
  made.on('end', say('instead')).on('.a', null).on('end.other', null);
  seen.push(typeof made.on('word.a'), typeof made.on('end.a'), typeof made.on('end.other'));
  made.start();
  // Who takes away the next, and lets another come, while it is told.
  made.on('end', () => made.on('end.next', null).on('end.late', say('late')));
  made.on('end.next', say('next'));
  made.start();
  return { seen, told };
}

/** A chart from its start to its end: events, their arguments, and what words are afterwards. */
function chart(cloud, more = {}) {
  const words = someWords();
  const log = [];
  const made = cloud().size(SIZE).words(words).font('serif').random(chance());
  for (const [name, value] of Object.entries(more)) made[name](value);
  let tags, bounds;
  const angles = [];
  made.on('word', function (...given) {
    const [word] = given;
    const fromCorner = word.x + word.x0 >= 0 && word.x + word.x1 <= SIZE[0] && word.y + word.y0 >= 0 && word.y + word.y1 <= SIZE[1];
    log.push(['word', word.text, given.length, words.includes(word), this === made, fromCorner]);
  });
  made.on('end', function (...given) {
    [tags, bounds] = given;
    log.push(['end', given.length, Array.isArray(tags), this === made]);
  });
  const returned = made.start() === made;
  log.push(['started', returned]);
  for (const word of words) angles.push(word.rotate + 0);
  const [left, top] = [SIZE[0] >> 1, SIZE[1] >> 1];
  const edges = tags.map((word) => [word.x + word.x0 + left, word.y + word.y0 + top, word.x + word.x1 + left, word.y + word.y1 + top]);
  const around = [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(...edges.map((edge) => edge[side])));
  const all = { tags, words, made };
  return {
    all,
    log,
    angles,
    order: tags.map(({ text }) => text),
    fields: tags.map((word) => Object.keys(word).sort().join(' ')),
    whole: tags.every((word) => ['x', 'y', 'x0', 'y0', 'x1', 'y1', 'width', 'height'].every((name) => Number.isInteger(word[name]))),
    given: tags.map(({ text, font, style, weight, size, padding, hasText, own }) => [text, font, style, weight, size, padding, hasText, own]),
    box: tags.every(({ x0, y0, x1, y1, width, height }) => x0 < 0 && x1 > 0 && y0 < y1 && width >= x1 - x0 && height >= y1 - y0),
    bounds: JSON.stringify(bounds) === JSON.stringify([{ x: around[0], y: around[1] }, { x: around[2], y: around[3] }]),
    inside: around[0] >= 0 && around[1] >= 0 && around[2] <= SIZE[0] && around[3] <= SIZE[1],
  };
}

/** What charts are compared by. */
function told(cloud, more) {
  const { all, ...seen } = chart(cloud, more);
  return seen;
}

/** How many pixels two words share when each is drawn with its padding around it, and how many stand out of their
 * words' boxes: next to none, as both engines round outwards. */
function drawn(cloud, padding, rotate) {
  const { tags } = chart(cloud, { padding, rotate }).all;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = SIZE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const taken = new Uint8Array(SIZE[0] * SIZE[1]);
  let [shared, outside] = [0, 0];
  for (const { text, x, y, x0, y0, x1, y1, size, font, rotate: degrees } of tags) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, ...SIZE);
    const [left, top] = [x + (SIZE[0] >> 1), y + (SIZE[1] >> 1)];
    context.translate(left, top);
    context.rotate((degrees * Math.PI) / 180);
    context.font = `${size}px ${font}`;
    context.textAlign = 'center';
    context.fillText(text, 0, 0);
    // A pixel less than there must be: what is drawn at the edge of a pixel is not asked of anyone.
    if (padding > 1) {
      // Corners are as far away as all else is.
      context.lineJoin = 'round';
      context.lineWidth = 2 * (padding - 1);
      context.strokeText(text, 0, 0);
    }
    const { data } = context.getImageData(0, 0, ...SIZE);
    for (let i = 0; i < taken.length; i++) {
      if (data[i * 4 + 3] < 128) continue;
      const [u, v] = [(i % SIZE[0]) - left, Math.floor(i / SIZE[0]) - top];
      if (u < x0 - 1 || u > x1 || v < y0 - 1 || v > y1) outside++;
      if (taken[i]) shared++;
      taken[i] = 1;
    }
  }
  return { count: tags.length, shared, outside };
}

/** What is too large for the canvas, no words at all, and a chart that is asked again. */
function odd(cloud) {
  const ends = [];
  const made = cloud().size(SIZE).rotate(0).on('end', (...given) => ends.push(given));
  made.words([]).start();
  const words = [{ text: 'small', value: 400 }, { text: 'much too large', value: 1e8 }, { text: 'medium', value: 900.5 }];
  made.words(words).start();
  made.start();
  return [
    ends.map(([tags, bounds]) => [tags.map(({ text }) => text), bounds === null]),
    words.map(({ size }) => size),
    words.filter(({ x, y, text }) => text !== 'much too large' && !(Math.abs(x) <= 250 && Math.abs(y) <= 200)).length,
  ];
}

/** A chart that is stopped by its first word, and one in slices that is stopped at once; then a last one in slices. */
async function stopped(cloud) {
  const log = [];
  const first = cloud().size(SIZE).words(someWords());
  first.on('word', () => log.push(['word', first.stop() === first])).on('end', () => log.push('never'));
  first.start();
  const second = cloud().size(SIZE).words(someWords()).timeInterval(1).on('end', () => log.push('never'));
  log.push([second.start() === second, second.stop() === second, second.stop() === second]);
  // Asked for again before it has ended, it ends once.
  const last = cloud().size(SIZE).words(someWords()).timeInterval(1);
  await new Promise((ended) => {
    last.on('end', (tags) => {
      log.push(['end', tags.length]);
      setTimeout(ended, 50);
    });
    last.start().start();
  });
  return log;
}

window.pair = { defaults, settings, listeners, told, drawn, odd, stopped };
window.both = (name, ...given) => [window.d3.layout.cloud, ours].map((cloud) => window.pair[name](cloud, ...given));
