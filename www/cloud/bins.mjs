// Times in bins of hours, days, weeks, months or years, in the reader's time zone, and how such a bin is called.

/** Most bins: more are too thin to be seen or hit. */
export const MAX_BINS = 40;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** From fine to coarse: about how long a bin is, where the one with a date begins, and how it is written. */
const UNITS = [
  { length: HOUR, start: (y, m, d, h) => [y, m, d, h], step: [0, 0, 0, 1], format: { dateStyle: 'medium', timeStyle: 'short' } },
  { length: DAY, start: (y, m, d) => [y, m, d], step: [0, 0, 1, 0], format: { dateStyle: 'medium' } },
  { length: 7 * DAY, start: (y, m, d) => [y, m, d], step: [0, 0, 7, 0], format: { dateStyle: 'medium' }, week: true },
  { length: 30 * DAY, start: (y, m) => [y, m], step: [0, 1, 0, 0], format: { year: 'numeric', month: 'short' } },
  { length: 365 * DAY, start: (y) => [y, 0], step: [1, 0, 0, 0], format: { year: 'numeric' } },
];

/**
 * @typedef {{ edges: number[], format: Intl.DateTimeFormat }} Scale where bins begin, and where the last one ends
 */

/**
 * The bins of the finest unit of which no more than `MAX_BINS` are needed. Nothing if there are no times.
 * @param {ArrayLike<number>} times milliseconds since 1970; what is no number is left out
 * @param {string} language
 * @returns {Scale | undefined}
 */
export function scaleOf(times, language) {
  let [first, last] = [Infinity, -Infinity];
  for (let i = 0; i < times.length; i++) {
    if (times[i] < first) first = times[i];
    if (times[i] > last) last = times[i];
  }
  if (first > last) return undefined;
  for (const unit of UNITS) {
    // Bins begin before the first time, and some are longer than others.
    if ((last - first) / unit.length > MAX_BINS + 1) continue;
    const edges = edgesOf(unit, 1, first, last, language);
    if (edges.length <= MAX_BINS + 1) return { edges, format: new Intl.DateTimeFormat(language, unit.format) };
  }
  const years = UNITS.at(-1);
  const many = Math.ceil((last - first) / years.length / (MAX_BINS - 2));
  const edges = edgesOf(years, many, first, last, language);
  return { edges, format: new Intl.DateTimeFormat(language, years.format) };
}

function edgesOf({ start, step, week }, many, first, last, language) {
  const date = new Date(first);
  const begin = start(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours());
  if (week) begin[2] -= (date.getDay() - firstDay(language) + 7) % 7;
  const [year, month, day = 1, hour = 0] = begin;
  const edges = [];
  // An hour that the clock is set back by comes twice, and there are times beyond the last date.
  for (let n = 0; n <= (MAX_BINS + 2) * many && !(edges.length > 1 && edges.at(-1) > last); n += many) {
    // Years before 100 would be taken for ones of the last century.
    const edge = new Date(2000, 0, 1);
    edge.setFullYear(year + n * step[0], month + n * step[1], day + n * step[2]);
    edge.setHours(hour + n * step[3]);
    if (edge.getTime() > (edges.at(-1) ?? -Infinity)) edges.push(edge.getTime());
  }
  return edges;
}

/** The first day of the week, 0 being Sunday. */
function firstDay(language) {
  const locale = new Intl.Locale(language);
  return (locale.getWeekInfo?.() ?? locale.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

/** How many of the times are in each bin. @param {ArrayLike<number>} times @param {Scale} scale */
export function countsOf(times, { edges }) {
  const counts = new Array(edges.length - 1).fill(0);
  for (let i = 0; i < times.length; i++) {
    const bin = edges.findIndex((edge) => edge > times[i]) - 1;
    if (bin >= 0) counts[bin] += 1;
  }
  return counts;
}

/** The bins from number `from` up to `to`, in words. @param {Scale} scale */
export function rangeOf({ edges, format }, from, to) {
  return format.formatRange(edges[from], edges[to] - 1);
}

/**
 * A picture of the counts as bars, which fills its box. Bars from number `from` up to `to` are of the class `in`.
 * @param {number[]} counts
 * @returns {SVGSVGElement}
 */
export function barsOf(counts, from = 0, to = counts.length) {
  const svg = make('svg', { class: 'bars', viewBox: `0 0 ${counts.length} 1`, preserveAspectRatio: 'none' });
  const most = Math.max(1, ...counts);
  const path = (bars) => {
    const bar = ([count, at]) => `M${at + 0.08} 1v${-Math.max(count / most, 0.04)}h.84V1z`;
    return bars.filter(([count]) => count > 0).map(bar).join('');
  };
  const bars = counts.map((count, at) => [count, at]);
  const isIn = ([, at]) => from <= at && at < to;
  svg.append(make('path', { class: 'in', d: path(bars.filter(isIn)) }));
  svg.append(make('path', { class: 'out', d: path(bars.filter((bar) => !isIn(bar))) }));
  return svg;
}

function make(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
