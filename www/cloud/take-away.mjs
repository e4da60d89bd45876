// What readers take along: the cloud as a picture or a drawing, its words as a table.

import { csv, rows, tabbed } from './table.mjs';
import { svg } from './drawing.mjs';

/** Device pixels of a picture for each CSS pixel, at least: it will be looked at larger than it is here. */
const LEAST_RATIO = 2;

/** Most letters of the page's title in the name of a file. */
const MAX_NAME = 60;

/** How long a file is kept for the browser to save it, in milliseconds: WebKit reads it only after it has asked the
 * reader (WebKit bug 211234). */
const KEPT_MS = 40_000;

/**
 * Opens or closes the ways to take the cloud along, which stand behind `button`.
 * @param {HTMLElement} button
 * @param {import('./picture.mjs').Picture} picture
 * @param {Record<string, string>} texts of the interface
 */
export function toggle(button, picture, texts) {
  const open = button.nextElementSibling?.classList.contains('ways');
  if (open) return close(button);
  const said = make('span', { className: 'said', role: 'status' });
  const word = (name) => texts[`take-${name}`];
  const table = () => rows(picture.words, ['term', 'times', 'posts', 'weight'].map(word));
  const ways = {
    png: async () => save(await png(picture, button), 'png'),
    svg: () => save(new Blob([svg(picture, { ...look(button), title: document.title })], { type: 'image/svg+xml' }), 'svg'),
    csv: () => save(new Blob([csv(table())], { type: 'text/csv;charset=utf-8' }), 'csv'),
  };
  // Only where a page came over a secure connection.
  if (navigator.clipboard?.writeText) {
    // The browser is asked at once, while it knows that the reader wants it, and given the picture later.
    if (window.ClipboardItem) ways.picture = () => copy({ 'image/png': png(picture, button) });
    ways.table = () => navigator.clipboard.writeText(tabbed(table()));
  }
  const run = async (name) => {
    said.textContent = '';
    try {
      await ways[name]();
      said.textContent = word(['picture', 'table'].includes(name) ? 'copied' : 'saved');
    } catch (error) {
      said.textContent = word('failed');
      console.warn('Groundswell: the cloud could not be taken along.', error);
    }
  };
  const buttons = Object.keys(ways).map((name) => {
    const way = make('button', { className: 'way', type: 'button', textContent: word(name) });
    way.addEventListener('click', () => run(name));
    return way;
  });
  const group = make('div', { className: 'ways', role: 'group', ariaLabel: button.textContent });
  group.append(...buttons, said);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close(button);
    button.focus();
  });
  button.after(group);
  button.ariaExpanded = 'true';
  buttons[0].focus();
}

/** @param {HTMLElement} button */
function close(button) {
  button.nextElementSibling.remove();
  button.ariaExpanded = 'false';
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function copy(data) {
  return navigator.clipboard.write([new ClipboardItem(data)]);
}

/** How the cloud looks where it stands. */
function look(element) {
  const frame = element.parentElement;
  const style = getComputedStyle(frame);
  const known = new Map();
  const colour = (name) => {
    if (!known.has(name)) known.set(name, inNumbers(name));
    return known.get(name);
  };
  const inNumbers = (name) => {
    // As numbers of sRGB, which every program that shows a drawing knows.
    const probe = frame.appendChild(make('span', { hidden: true }));
    probe.style.color = `color-mix(in srgb, ${name} 100%, ${name})`;
    const computed = getComputedStyle(probe).color;
    probe.remove();
    return hex(computed) ?? name;
  };
  return { ground: colour(style.getPropertyValue('--_ground').trim() || 'Canvas'), colour };
}

/** `#rrggbb` of `color(srgb r g b)` or `rgb(r, g, b)`. */
function hex(computed) {
  const [, kind, ...parts] = /^(color\(srgb|rgb\()\s*([\d.e-]+)[ ,]+([\d.e-]+)[ ,]+([\d.e-]+)/.exec(computed) ?? [];
  if (!kind) return undefined;
  const most = kind === 'rgb(' ? 1 : 255;
  const digits = (part) => Math.round(Math.min(Math.max(part * most, 0), 255)).toString(16).padStart(2, '0');
  return `#${parts.map(digits).join('')}`;
}

/** @returns {Promise<Blob>} */
async function png(picture, element) {
  const canvas = picture.copy(Math.max(devicePixelRatio, LEAST_RATIO), look(element).ground);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('the browser makes no picture of this size');
  return blob;
}

/** @param {Blob} blob @param {string} ending */
function save(blob, ending) {
  const href = URL.createObjectURL(blob);
  // In no document: the page hears nothing of the click.
  make('a', { href, download: `${fileName(document.title)}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}

function fileName(title) {
  const name = title.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  return [...name].slice(0, MAX_NAME).join('').replace(/^-+|-+$/g, '') || 'cloud';
}
