/** A datum of a cloud: whatever the accessors read, and what `start()` writes. */
export interface Word {
  text?: string;
  font?: string;
  style?: string;
  weight?: string | number;
  /** Degrees clockwise. */
  rotate?: number;
  /** Font size in px; a fraction is cut off. */
  size?: number;
  /** Room around the word in px. */
  padding?: number;
  /** Where its pen is, in px from the middle of the canvas; during the event `word` from its upper left corner. */
  x?: number;
  /** And its baseline. */
  y?: number;
  /** The box of its ink with the padding around it, relative to `x` and `y`. */
  x0?: number;
  y0?: number;
  x1?: number;
  y1?: number;
  /** Size of that box. */
  width?: number;
  height?: number;
  /** Always 0. */
  xoff?: number;
  yoff?: number;
  /** Whether it has a place. */
  hasText?: boolean;
}

/** The box around all words, its upper left and its lower right corner, in px from the canvas's upper left corner. */
export type Bounds = [{ x: number; y: number }, { x: number; y: number }];

/** Takes a value for all words, or a function that gives one for each; without an argument it gives such a function. */
export interface Accessor<Self, T, V> {
  (value: V | ((datum: T, index: number) => V)): Self;
  (): (datum: T, index: number) => V;
}

/** Takes a value, and gives it without an argument. */
export interface Setting<Self, V> {
  (value: V): Self;
  (): V;
}

/** A cloud to be laid out. What takes something gives the cloud, for the next call. */
export interface Cloud<T extends Word = Word> {
  /**
   * Gives each of the words its fields and its place. All have theirs when it returns, unless there is a
   * `timeInterval`. What is too large for the canvas, or has no size above 0, has no place and is in no event.
   */
  start(): this;
  /** Ends a layout in progress; no event comes after that. */
  stop(): this;
  /** Width and height of the canvas in px, 256 by 256 by default. */
  size: Setting<this, [number, number]>;
  words: Setting<this, T[]>;
  /** Milliseconds of work between two chances for the page to react. Endless by default, and for what is none. */
  timeInterval: { (time: number | null | undefined): Cloud<T>; (): number };
  /** The field `text` by default. */
  text: Accessor<this, T, string>;
  /** `serif` by default. */
  font: Accessor<this, T, string>;
  fontStyle: Accessor<this, T, string>;
  fontWeight: Accessor<this, T, string | number>;
  /** The square root of the field `value` by default. What is no number counts as 0. */
  fontSize: Accessor<this, T, number>;
  /** Degrees clockwise; from -90 to 60 in steps of 30 by chance by default. */
  rotate: Accessor<this, T, number>;
  /** Room around the word in px, 1 by default; beside another one there is that of both. */
  padding: Accessor<this, T, number>;
  /** Chooses the angles that are left to chance; places need none. */
  random: Setting<this, () => number>;
  /** Kept without effect: each word goes to the nearest free place to the middle. */
  spiral: Setting<this, unknown>;
  /** Kept without effect: no pixels are read. */
  canvas: { (make: unknown): Cloud<T>; (): () => unknown };
  /**
   * Calls `listener` for each word that has a place, the largest first, or once with all of them and the box around
   * them, which is `null` where there are none. A name after a dot tells listeners of an event apart; several names
   * are separated by spaces. `null` takes listeners away. Throws for other events, and for what is no function.
   */
  on(names: `word${string}`, listener: ((this: this, word: T) => void) | null): this;
  on(names: `end${string}`, listener: ((this: this, words: T[], bounds: Bounds | null) => void) | null): this;
  on(names: string, listener: ((this: this, ...given: any[]) => void) | null): this;
  /** The listener of that name. */
  on(name: string): ((...given: any[]) => void) | undefined;
}

/** A new cloud. The module is there once the layout has been loaded. */
export default function cloud<T extends Word = Word>(): Cloud<T>;
