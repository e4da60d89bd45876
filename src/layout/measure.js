// What the browser says of the ink of words, in em. It measures characters, and never reads a picture back: that
// works where a browser blocks or falsifies what a canvas gives back, and does not depend on the screen.
//
// All is measured at one size and scaled, with what is remembered by font. Words whose characters stand one behind
// the other are described character by character; where that does not add up to the word as the browser measures
// it as a whole (ligatures, joined scripts, marks, emoji), the word is the box of its ink.

/** The font size at which everything is measured, in CSS px: large, so that rounding to whole pixels is small, but
 * from 257 on Chromium gives what it has at 64. */
const REFERENCE = 256;

/** Fonts that are remembered; more, and all are forgotten. */
const MAX_FONTS = 32;

/** Words that are remembered of a font, and as many pairs of characters. */
const MAX_WORDS = 10_000;

/** How far the ink of other fonts than the first may reach beyond what browsers say of it, in em. */
const ROUNDED = 1 / REFERENCE;

/** How much the sum of its characters may differ from a word, in em. */
const TOLERANCE = 0.004;

// Scripts whose letters stand apart, in the order of the text (Latin, Greek, Cyrillic, Armenian, Georgian), digits and
// punctuation, without marks and pictures. Chinese, Japanese and Korean characters fill their boxes anyway. Ranges, as
// `\p` takes a browser a millisecond at first.
const APART =
  /^[ -~\xa0-\xa8\xaa-\xac\xaf-\u02ff\u0370-\u0482\u048a-\u058f\u10a0-\u10ff\u1e00-\u1fff\u2010-\u2027\u2030-\u203b\u203d-\u2048\u204a-\u205e\u20a0-\u20c0]+$/;

// What may be drawn as a picture.
const PICTURES = /[\p{Emoji_Presentation}\p{Extended_Pictographic}\u20e3]/u;

/** How far pictures reach at least, as `measured` gives it: to the right as far as the next character. */
const PICTURE = [0, 0, undefined, 0.98, 0.27];

const fonts = new Map();
let context;
/** The font that the context is set to. */
let current;

// Fonts that come late change what their names stand for.
const loaded = globalThis.document?.fonts ?? globalThis.fonts;
loaded?.addEventListener?.('loadingdone', () => {
  fonts.clear();
  // A context need not hear of it by itself.
  context = current = undefined;
});

/**
 * The ink of a text: how many parts it has, then five numbers for each: where its pen is, right of the word's middle,
 * and how far its ink reaches to the left, to the right, up and down of that. No parts are no ink.
 * @param {string} text
 * @param {string} font a CSS font list without a size: `family`, to be used in `style` and `weight`
 * @returns {number[]}
 */
export function inkOf(text, style, weight, family) {
  const name = `${style} ${weight} ${REFERENCE}px ${family}`;
  let font = fonts.get(name);
  if (!font) {
    if (fonts.size >= MAX_FONTS) fonts.clear();
    font = { name, words: new Map(), pieces: new Map() };
    fonts.set(name, font);
  }
  return kept(font.words, text, () => describe(font, text));
}

/** The same of many words, one behind the other, for the module's own use. */
export function inkOfAll(texts, style, weight, family) {
  return Float32Array.from(texts.flatMap((text) => inkOf(text, style, weight, family)));
}

function describe(font, text) {
  const whole = measured(font, text);
  const apart = APART.test(text);
  // Firefox does not tell the ink of pictures.
  const [advance, ...edges] =
    !apart && PICTURES.test(text) ? whole.map((one, i) => Math.max(one, PICTURE[i] ?? whole[0])) : whole;
  const [left, right, ascent, descent] = edges;
  if (left + right <= 0 || ascent + descent <= 0) return [0];
  const parts = apart && partsOf(font, text, whole);
  return parts || [1, -advance / 2, ...edges.map((edge) => edge + ROUNDED)];
}

/** The ink character by character, if that adds up to the whole. Plain loops: this is new to the browser when it
 * runs, and all that a first layout does with each letter. */
function partsOf(font, text, whole) {
  const letters = [...text];
  const pieces = letters.map((letter) => pieceOf(font, letter));
  let advance = 0;
  for (const piece of pieces) advance += piece[0];
  // Pairs are measured only where it matters: most words are not kerned.
  const kerned = differ(advance, whole[0]);
  const parts = [0];
  const start = -whole[0] / 2;
  let pen = start;
  const most = [0, -Infinity, -Infinity, -Infinity, -Infinity];
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i];
    if (kerned && i) pen += pieceOf(font, letters[i - 1] + letters[i])[0] - pieces[i - 1][0] - piece[0];
    if (piece[1] + piece[2] > 0) {
      parts.push(pen);
      parts[0]++;
      for (let edge = 1; edge < 5; edge++) {
        parts.push(piece[edge]);
        // As far as from the start of the word to the left, and from its end to the right.
        const reach = piece[edge] + (edge === 1 ? start - pen : edge === 2 ? pen - start : 0);
        if (reach > most[edge]) most[edge] = reach;
      }
    }
    pen += piece[0];
  }
  most[0] = pen - start;
  return most.every((one, i) => !differ(one, whole[i])) && parts;
}

function differ(one, other) {
  return Math.abs(one - other) > TOLERANCE;
}

function pieceOf(font, piece) {
  return kept(font.pieces, piece, () => measured(font, piece));
}

/** What `make` gives for `key`, remembered. */
function kept(map, key, make) {
  let value = map.get(key);
  if (!value) {
    value = make();
    if (map.size >= MAX_WORDS) map.clear();
    map.set(key, value);
  }
  return value;
}

/** Advance, and how far the ink reaches from the start of the text to the left, to the right, up and down, in em. */
function measured(font, text) {
  context ??= newContext();
  if (current !== font.name) {
    // What is no font leaves the context as it is, whatever that is.
    context.font = `${REFERENCE}px sans-serif`;
    context.font = current = font.name;
  }
  const ink = context.measureText(text);
  return [
    ink.width,
    ink.actualBoundingBoxLeft,
    ink.actualBoundingBoxRight,
    ink.actualBoundingBoxAscent,
    ink.actualBoundingBoxDescent,
  ].map((length) => length / REFERENCE);
}

// Not one of the document where there is the other kind: what Firefox measures on that depends on the screen.
function newContext() {
  const canvas = globalThis.OffscreenCanvas ? new OffscreenCanvas(1, 1) : document.createElement('canvas');
  const made = canvas.getContext('2d');
  // The ink is told from the pen whatever the direction of the text.
  made.textAlign = 'left';
  made.direction = 'ltr';
  made.textRendering = 'geometricPrecision';
  return made;
}
