/** A word to be placed. Words may come in any order; equal ones are words of their own. */
export interface Word {
  /**
   * What is drawn. A text without ink (empty, spaces) or longer than 1,000 UTF-16 units is left out. Any script will
   * do, right-to-left ones and combined characters too; line breaks count as spaces, as a canvas draws them.
   */
  text: string;
  /** Relative weight: the ink grows in proportion to it. 1 by default; what is no number, or negative, counts as 0. */
  weight?: number;
  /** A font size in CSS px that is used as it is. What is not finite and positive counts as none. */
  size?: number;
  /** Degrees clockwise by which it is turned; before the option of that name. What is not finite counts as 0. */
  rotate?: number;
  /**
   * Words with the same one belong together: they become neighbours, as by `relations` of strength 1. Any value will
   * do, compared as a `Map` does; `undefined` and `null` are none.
   */
  group?: unknown;
  /** Its own padding and margin, before the options of these names. */
  padding?: number;
  margin?: number;
  /** Its own font, where it differs from that of the options. */
  fontFamily?: string;
  fontWeight?: string | number;
  fontStyle?: string;
}

export interface Options<W extends Word = Word> {
  /** Size of the canvas in CSS px. Where a side is 0, negative or no number, all words are left out. */
  width: number;
  height: number;
  /** Without effect: the same words come to the same places on every screen. */
  devicePixelRatio?: number;
  /** CSS `font-family`, `sans-serif` by default; what is no font counts as that. */
  fontFamily?: string;
  /** CSS `font-weight`, `normal` by default. */
  fontWeight?: string | number;
  /** CSS `font-style`, `normal` by default. */
  fontStyle?: string;
  /**
   * Whether words are turned. None by default, for turned words are read slower. `true` turns about a third of them by
   * 90 degrees, always the same for the same text and seed; a function gives degrees clockwise.
   */
  rotate?: boolean | ((word: W, index: number) => number);
  /** Room that each word keeps free on both sides, in em of that word, from 0 to 2; 0.16 by default. */
  padding?: number;
  /**
   * Room in em of a word all around it that counts as its ink: it is part of the box, neither other words nor their
   * margins come there, and it is within the canvas. None by default; what is not positive is none.
   */
  margin?: number;
  /** Chooses which words `rotate: true` turns. Places need no chance, and do not change with it. */
  seed?: number | string;
  /** An earlier layout: words keep their places, and their sizes where that goes, also when the canvas changed. */
  previous?: Layout<W>;
  /** No word without a size of its own is smaller than this, in CSS px; 10 by default, at least 1. */
  minSize?: number;
  /** Nor larger than this; by default as large as the canvas allows. */
  maxSize?: number;
  /** Share of the canvas, or of the shape, that the boxes of the words shall cover, 0 to 1; 0.6 by default. */
  fill?: number;
  /**
   * Words that become neighbours: which of the words (numbered from 0), which other, and how strongly compared to
   * the other relations, 1 by default. What names no word, or the same one twice, or has a strength that is not finite
   * and positive, is none; of more than 100,000, those of groups coming last, the rest has no effect. Words that
   * have a place in `previous` keep it.
   */
  relations?: Iterable<readonly [number, number, number?]>;
  /**
   * Where words may go: a picture, as `getImageData` gives it, of whose pixels those count that are opaque by more
   * than an eighth, stretched over the canvas; or a function that is asked about points of the canvas in CSS px, for
   * example `(x, y) => context.isPointInPath(path, x, y)`, which also works where browsers do not let pictures be read.
   * Everywhere by default, and where it is neither; a shape without room leaves all words out. A row of pixels that
   * is not whole is ignored.
   */
  shape?: Picture | ((x: number, y: number) => boolean);
}

/** A picture of four bytes for each pixel, from left to right and top to bottom; the last of them is the opacity. */
export interface Picture {
  data: ArrayLike<number>;
  /** Pixels in a row. */
  width: number;
}

export interface SliceOptions<W extends Word = Word> extends Options<W> {
  /** Milliseconds of work between two chances for the page to react; 8 by default. */
  budget?: number;
  /** Ends the layout: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Where a word goes, in CSS px from the upper left corner of the canvas. With `textAlign = 'center'`,
 * `textBaseline = 'alphabetic'` and `textRendering = 'geometricPrecision'` it is drawn by `translate(x, y)`,
 * `rotate(rotate * Math.PI / 180)` and `fillText(text, 0, 0)`.
 */
export interface Placement {
  text: string;
  /** Font size. */
  size: number;
  /** Degrees clockwise. */
  rotate: number;
  /** The pen. */
  x: number;
  /** The baseline. */
  y: number;
  /** The box around the ink, which lies within the canvas. */
  box: { x: number; y: number; width: number; height: number };
  /** Which of the words that were given. */
  word: number;
}

/** The placements, the heaviest word first. */
export interface Layout<W extends Word = Word> extends Array<Placement> {
  /**
   * The words without a place, the lightest first: those without ink, those too large for the canvas, those for which
   * there was no room at the smallest size, and all beyond the 10,000 heaviest.
   */
  leftOut: W[];
  /** The `k` of `size = k * sqrt(weight)`, before the limits of size. */
  scale: number;
  /** The canvas. */
  width: number;
  height: number;
}

/** Loads the WebAssembly part once, from beside this module or from `wasm`. Rejected where it cannot be had. */
export function init(options?: { wasm?: string | URL }): Promise<void>;

/**
 * Finds a size and a place for every word, none on another. The same words, options and fonts give the same layout;
 * no word is dropped in silence. Fonts of the page must be loaded. Throws before `init` is through, and where `words`
 * are none.
 */
export function layout<W extends Word>(words: Iterable<W>, options: Options<W>): Layout<W>;

/**
 * The same layout, in slices between which the page reacts, once the module and the page's fonts are there that the
 * words need. A single slice is longer only where a single call of the caller's functions is.
 */
export function layoutInSlices<W extends Word>(words: Iterable<W>, options: SliceOptions<W>): Promise<Layout<W>>;
