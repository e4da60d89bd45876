// The words of the cloud as a table, for programs that calculate.

/** Begins what such a program would take for a formula: words of others must not become one. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

/**
 * A line of titles, and one for each word, the heaviest first.
 * @param {import('./picture.mjs').Word[]} words
 * @param {string[]} titles
 * @returns {(string | number)[][]}
 */
export function rows(words, titles) {
  const heaviest = Math.max(...words.map(({ heft }) => heft));
  const sorted = [...words].sort((one, other) => other.heft - one.heft);
  const lines = sorted.map(({ label, count, posts, heft }) => [label, count, posts, share(heft, heaviest)]);
  return [titles, ...lines];
}

/** A weight by the heaviest one, to the thousandth. */
function share(weight, heaviest) {
  return heaviest > 0 ? Math.round((weight / heaviest) * 1000) / 1000 : 0;
}

/** As RFC 4180 has it, with the mark by which programs know UTF-8. */
export function csv(lines) {
  const cell = (value) => (typeof value === 'number' ? value : `"${harmless(value).replaceAll('"', '""')}"`);
  return `\ufeff${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** With tabs between, as it is pasted into tables. */
export function tabbed(lines) {
  const cell = (value) => (typeof value === 'number' ? value : harmless(value).replace(/[\t\r\n]/g, ' '));
  return lines.map((line) => line.map(cell).join('\t')).join('\n');
}

function harmless(text) {
  return FORMULA.test(text) ? `'${text}` : text;
}
