import type { Layout, Options, SliceOptions, Word } from './layout.mjs';

/** What the script tag's `data-*` attributes would be, without the prefix, as in `{ space: 'forum', stopWords: 'hello' }`. */
export type Dataset = Record<string, string>;

export interface InitOptions {
  /** Where the WebAssembly is, beside the module unless said. */
  wasm?: string | URL;
  /** With `true`, or the address of its WebAssembly, the layout is loaded too. */
  layout?: boolean | string | URL;
  /** Given here as to `mount`, the texts of the reader's language come along. */
  dataset?: Dataset;
}

export interface MountOptions {
  dataset?: Dataset;
  /** The address of the hub; where the module is, unless said. */
  base?: string;
  /** Who the reader is, where the page's server can say: a token for the hub, or what gives one when it is asked. */
  token?: string | (() => string | Promise<string>);
}

export interface Widget {
  /** Takes everything out of the page again. */
  destroy(): void;
}

/** A post of the page. */
export interface Post {
  kind: 'article' | 'post' | 'comment';
  /** What its author wrote, without quotes, signatures and buttons. */
  text: string;
  title?: string;
  author?: string;
  /** ISO 8601. */
  time?: string;
  permalink?: string;
  /** The likes that the page shows. */
  likes?: number;
  /** The locator of the post that it answers. */
  replyTo?: string;
  /** BCP 47. */
  lang?: string;
  /** The address that stays, of which its identity is made. */
  locator: string;
  /** What it was found by. */
  evidence: string;
  /** The software that made the page, where its markup is known. */
  engine?: string;
  /** The element that holds all of it. */
  root: Element;
  /** The element with its text. */
  body: Element;
}

/** What looked like posts and was left out. */
export interface LeftOut {
  /** The first of them. */
  root: Element;
  /** How many are alike. */
  count: number;
  reason: string;
}

/** What `terms` takes of a post. */
export type Said = Pick<Post, 'text'> & Partial<Pick<Post, 'lang' | 'time' | 'author'>>;

/** A word, or several that belong together, in all its inflections. */
export interface Term {
  /** The same for all inflections. */
  key: string;
  /** The form that people use most. */
  label: string;
  /** How often it is said. */
  count: number;
  /** How many posts say it. */
  posts: number;
  /** Under the lens, compared with the others. */
  weight: number;
}

/** Loads the WebAssembly once. Rejected where it cannot be had; another call tries again. */
export default function init(options?: InitOptions): Promise<void>;

/** Shows ratings and cloud on this page, as the script tag does. A page has one widget: another call gives the same. */
export function mount(options?: MountOptions): Widget;

/** The posts below `root`, in the order of the document. The page stays as it is. */
export function scan(root?: Document | Element, options?: { dataset?: Dataset }): Post[];

/** The same, with what was left out and why. */
export function report(root?: Document | Element, options?: { dataset?: Dataset }): { posts: Post[]; leftOut: LeftOut[] };

/**
 * What posts are about, heaviest term first, at most 100 unless `most` says otherwise. The rules, the lens and the language
 * of `dataset` count; valued and divided are no word's lens where nobody rates. Loads what is particular to the posts'
 * languages, and works in slices.
 */
export function terms(posts: Iterable<Said>, options?: { dataset?: Dataset; most?: number }): Promise<Term[]>;

/** As in `layout.mjs`, once `init({ layout: true })` is through. */
export function layout<W extends Word>(words: Iterable<W>, options: Options<W>): Layout<W>;

/** As in `layout.mjs`. */
export function layoutInSlices<W extends Word>(words: Iterable<W>, options: SliceOptions<W>): Promise<Layout<W>>;
