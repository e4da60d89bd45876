// Runs in every document, before its own scripts where the browser can do that: `__test` notes what happens and finds what is ours.

() => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = [];
  const notice = (event) => seen.push({ name: event.type, at: now(), detail: event.detail ?? null });
  for (const name of ['ready', 'select', 'rate', 'error']) {
    addEventListener(`groundswell:${name}`, notice, true);
  }
  addEventListener('click', notice, true);
  addEventListener('securitypolicyviolation', (event) => {
    seen.push({ name: event.type, at: now(), detail: `${event.violatedDirective} ${event.blockedURI}` });
  });

  // What is written to the console, for browsers that do not tell.
  const said = [];
  const say = (level, text) => said.push({ level, text });
  for (const level of ['error', 'warn']) {
    const write = console[level];
    console[level] = (...words) => {
      say(level, words.join(' '));
      write.apply(console, words);
    };
  }
  addEventListener('error', ({ message }) => say('error', message));
  addEventListener('unhandledrejection', ({ reason }) => say('error', String(reason)));

  let before;
  document.addEventListener('DOMContentLoaded', () => (before = document.documentElement.outerHTML), true);
  // Tasks over 50 ms, where the browser tells of them.
  const longTasks = [];
  if (PerformanceObserver.supportedEntryTypes.includes('longtask')) {
    new PerformanceObserver((list) => longTasks.push(...list.getEntries())).observe({ type: 'longtask' });
  }
  // What was laid out anew without the reader having done anything (Layout Instability), and how long what the reader
  // did took to be seen (Event Timing), where the browser tells of them.
  const shifts = [];
  const answered = [];
  // The frames, from and to when, that showed boxes of controls for the first time.
  const boxed = [];
  const isBox = ({ localName }) => localName === 'groundswell-rating';
  new MutationObserver((records) => {
    if (!records.some(({ addedNodes }) => [...addedNodes].some(isBox))) return;
    requestAnimationFrame(() => {
      const begun = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        boxed.push([begun, performance.now()]);
        port1.close();
      };
      port2.postMessage(null);
    });
  }).observe(document, { childList: true, subtree: true });
  if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
    new PerformanceObserver((list) => {
      shifts.push(...list.getEntries().filter(({ hadRecentInput }) => !hadRecentInput));
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) if (interactionId) answered.push(duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  }
  let lastSeen = {};
  const started = () => performance.getEntriesByName('groundswell:start')[0].startTime;

  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const control = (post) => $(`${post} groundswell-rating`).shadowRoot;
  const choice = (post, value) => $(`.choice[data-value="${value}"]`, control(post));
  const panel = () => ($('groundswell-panel') ?? $('groundswell-cloud')).shadowRoot;
  const label = (button) => button.textContent.slice(0, button.textContent.lastIndexOf(', '));
  const words = () => all('.word', panel());
  const highlight = () => [...(CSS.highlights.get('groundswell-term') ?? [])];

  window.__test = {
    seen,
    said,
    all,
    saw: (name) => seen.filter((one) => one.name === name),
    // The document's markup before anything but the page's own parser touched it.
    before: () => before,
    // The longest task since our script began, in ms; tasks under 50 ms are not told of.
    longest: () => Math.max(0, ...longTasks.filter((task) => task.startTime > started()).map((task) => task.duration)),
    // All tasks over 50 ms, the browser's own too.
    longTasks: () => longTasks.map((task) => task.duration),
    // By boxes of controls that came into the page, and by anything else.
    shift: () => {
      const sum = { boxes: 0, other: 0 };
      for (const { value, startTime } of shifts) {
        sum[boxed.some(([from, to]) => from <= startTime && startTime <= to) ? 'boxes' : 'other'] += value;
      }
      return sum;
    },
    // The durations of interactions, in steps of 8 ms; those under 16 are not told of.
    answered: () => answered,
    // Milliseconds from our script's beginning to all controls in place.
    readyAfter: () => seen.find((one) => one.name === 'groundswell:ready').at - performance.timeOrigin - started(),
    controls: () => all('groundswell-rating'),
    boxes: () => all('body, body *').map((element) => ({ ...element.getBoundingClientRect().toJSON() })),
    control,
    choice,
    id: (post) => $(`${post} groundswell-rating`).getAttribute('post'),
    count: (post, value) => $('.count', choice(post, value)).textContent,
    // The count of those whom nobody vouches for, told apart.
    apart: (post, value) => $('.apart', choice(post, value)).textContent,
    pressed: (post, value) => choice(post, value).getAttribute('aria-pressed') === 'true',
    note: (post) => $('.note', control(post)).textContent,
    waiting: (post) => $('.rating', control(post)).hasAttribute('data-waiting'),
    // Notes when a count changes, as its reader sees it.
    watchCount: (post, value) => {
      const count = $('.count', choice(post, value));
      const told = () => seen.push({ name: 'count', at: now(), detail: count.textContent });
      new MutationObserver(told).observe(count, { childList: true, characterData: true, subtree: true });
    },
    panel,
    inPanel: (selector) => $(selector, panel()),
    inDebug: (selector) => all(selector, $('groundswell-debug').shadowRoot),
    allInPanel: (selector) => all(selector, panel()),
    shown: (selector) => $(selector, panel())?.checkVisibility() ?? false,
    words: () => words().map(label),
    word: (wanted) => words().find((button) => label(button) === wanted),
    // Whether a word has been at one place for as long as anything of ours waits: nobody points at what still moves.
    rests: (wanted) => {
      const { x, y } = window.__test.word(wanted).getBoundingClientRect();
      const place = `${wanted} ${x} ${y}`;
      if (lastSeen.place !== place) lastSeen = { place, at: now() };
      return now() - lastSeen.at > 400;
    },
    middle: (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    },
    painted: () => performance.getEntriesByName('groundswell:painted').length,
    // Whether the picture has ink.
    drawn: () => {
      const { width, height } = $('canvas', panel());
      const { data } = $('canvas', panel()).getContext('2d').getImageData(0, 0, width, height);
      return data.some((byte) => byte !== 0);
    },
    crisp: () => {
      const canvas = $('canvas', panel());
      const box = canvas.getBoundingClientRect();
      return canvas.width === Math.round(box.width * devicePixelRatio)
        && canvas.height === Math.round(box.height * devicePixelRatio);
    },
    marked: () => highlight().map(String),
    // The comments of which any text is dimmed.
    dimmed: () => {
      const dims = [...CSS.highlights].filter(([name]) => name.startsWith('groundswell-dim'));
      const posts = dims.flatMap(([, ranges]) => [...ranges].map((range) => range.startContainer.parentElement.closest('.comment').id));
      return [...new Set(posts)];
    },
    // What is chosen, in the order of its chips.
    chosen: () => all('.chip', panel()).map((chip) => chip.firstChild.data).join(),
    status: () => $('.status', panel()).textContent,
    // What has the focus in the panel.
    active: () => panel().activeElement,
  };
}
