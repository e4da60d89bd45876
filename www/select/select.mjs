// Choosing terms and searching, in the panel and in the page. Loaded when the reader first comes to the panel. The
// module's WebAssembly tells what posts say and how they are rated, marks words and lays them out (`choice.rs`).

import css from './select.css';
import { Address, MOST_LETTERS, MOST_TERMS, decode, encode } from './address.mjs';
import { Dim, disown } from './dim.mjs';
import { Facts, MOST_LISTED } from './facts.mjs';
import { Near } from './near.mjs';
import { quote, unturned } from './quote.mjs';
import { Search, matchIn } from './search.mjs';
import { Slices, painted } from './slices.mjs';
import { View } from './view.mjs';
import { bringIntoSight, isCovered, keepFocusInSight, leave } from './visit.mjs';
import { Words } from '../words.mjs';

/** Posts up to which all are marked and dimmed at once, seen or not. */
const MOST_AT_ONCE = 100;

/** Terms offered for what is typed. */
const MOST_OFFERED = 6;

/** Any day: the first one that is written makes the browser read how days are written. */
const DAY = '2000-01-01';

/** How long typing must rest before it is said what was found, in milliseconds. */
const CALM_MS = 400;

/** How long it is said that a link was copied, in milliseconds. */
const COPIED_MS = 4_000;

/** The code of keys that go to an input method. */
const COMPOSING = 229;

/** What a page would take for its own shortcuts. */
const KEYS = ['keydown', 'keypress', 'keyup', 'beforeinput'];

/**
 * Begins to choose and search in a panel.
 * @param {{ asked: object, section: HTMLElement, strings: object, language: string, code?: string }} given
 * `code` is what the page's address says to be chosen
 */
export function start(given) {
  return new Selection(given);
}

class Selection {
  constructor({ asked, section, strings, language, code }) {
    this.asked = asked;
    this.texts = new Words(strings, language);
    this.dim = new Dim();
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(css);
    this.chosen = [];
    /** What an address names and no post says. */
    this.missing = [];
    this.all = true;
    this.adding = false;
    this.query = '';
    this.wanted = decode(code);
    this.address = new Address(code, (arrived) => this.arrive(arrived));
    this.attach(section);
  }

  /** Works in this panel from now on. */
  attach(section) {
    this.ending?.abort();
    this.ending = new AbortController();
    const { signal } = this.ending;
    const root = section.getRootNode();
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.sheet];
    signal.onabort = () => disown(root, this.sheet);
    this.root = root;
    this.section = section;
    this.address.attach(root);
    this.field = section.querySelector('.seek');
    this.view = new View(section, this.texts, (name, value) => this.act(name, value));
    this.field.value = this.query;
    this.field.maxLength = MOST_LETTERS;
    this.field.addEventListener('input', () => this.search(queryIn(this.field)), { signal });
    this.field.addEventListener('keydown', (event) => this.keyInField(event), { signal });
    // Before the panel hears of it.
    section.addEventListener('keydown', (event) => this.escape(event), { signal, capture: true });
    // A page with shortcuts of one letter sees our element, which is no field, and would take what is typed into one.
    const keep = (event) => event.target.localName === 'input' && event.stopPropagation();
    for (const kind of KEYS) root.addEventListener(kind, keep, { signal });
    this.refresh(true);
    this.makeReady(signal);
    if (this.field.value) this.search(queryIn(this.field));
  }

  destroy() {
    this.turn = undefined;
    this.updating = undefined;
    this.near?.end();
    this.ending.abort();
    this.address.end();
    leave();
    this.dim.end();
    clearTimeout(this.calm);
  }

  // What a first choice or letter would have to wait for is done before, a piece at a time.
  async makeReady(signal) {
    const pieces = [() => this.facts, () => this.address.isRouted(), () => this.texts.day(DAY)];
    for (const piece of pieces) {
      await new Slices().rest();
      if (signal.aborted) return;
      piece();
    }
  }

  /** A term was pressed in the cloud. */
  choose(term, adds) {
    const { chosen } = this;
    const at = chosen.indexOf(term);
    if (adds || this.adding) {
      if (at < 0 && chosen.length === MOST_TERMS) {
        this.show();
        return this.view.say(this.texts.count('enough', MOST_TERMS));
      }
      this.change(at < 0 ? [...chosen, term] : chosen.filter((own) => own !== term));
    } else {
      this.change(at === 0 && chosen.length === 1 ? [] : [term]);
    }
    this.takeFocus(term);
  }

  // A click on the picture leaves the focus with the page, and Escape too.
  async takeFocus(term) {
    await painted();
    if (this.ending.signal.aborted || document.activeElement !== document.body) return;
    this.asked.focus(term, true);
  }

  /** Words or ratings are others; `changed` where words or posts may be. */
  refresh(changed) {
    if (changed) {
      // Posts may have other numbers now.
      this.known = undefined;
      this.finder = undefined;
      this.result = undefined;
      this.resolve();
      if (this.chosen.length) this.showInPage(this.having());
      if (this.query) return this.search(this.query, true);
    }
    if (this.isAny || this.query) this.show();
  }

  /** Whether something is chosen, or was to be. */
  get isAny() {
    return this.chosen.length > 0 || this.missing.length > 0;
  }

  get facts() {
    return (this.known ??= new Facts(this.asked.facts()));
  }

  // What an address names is chosen as soon as a post says it; what no post of the page says any more is not chosen.
  resolve() {
    const { wanted } = this;
    const before = this.chosen;
    const now = wanted ? this.takeWanted() : before.filter((term) => this.facts.isSaid[term]);
    if (String(now) === String(before)) return;
    this.chosen = now;
    if (!wanted) this.address.write(this.code());
    if (!now.length) this.hide();
    this.announce();
  }

  // What posts say of that which an address names; the rest is waited for.
  takeWanted() {
    const { keys, all } = this.wanted;
    const terms = keys.map((key) => this.facts.find(key));
    this.missing = this.facts.posts.length ? keys.filter((_, at) => terms[at] === undefined) : [];
    this.all = all;
    if (!terms.includes(undefined)) this.wanted = undefined;
    return [...new Set(terms)].filter((term) => term !== undefined);
  }

  code() {
    return encode(this.chosen.map((term) => this.facts.keys[term]), this.all);
  }

  change(chosen) {
    const gone = this.chosen;
    this.chosen = chosen;
    this.wanted = undefined;
    this.missing = [];
    if (!chosen.length) this.adding = false;
    this.update(gone[0], true);
  }

  // After the selection became another one; the focus goes to `term` where its place is gone. The cloud shows it at
  // once, the panel and the page after that was seen. The address too, where it is to tell of it.
  async update(term, isTold) {
    const turn = (this.updating = {});
    this.emphasise();
    this.announce();
    await painted();
    if (turn !== this.updating) return;
    if (isTold) this.address.write(this.code(), true);
    if (this.chosen.length) this.showInPage(this.having());
    if (this.showRest()) this.asked.focus(term, false);
  }

  // Lets the cloud show what is chosen and found.
  emphasise() {
    const { chosen, result, isSearch } = this;
    const bright = isSearch ? result.terms : chosen;
    this.asked.show(Uint32Array.from(chosen), isSearch || chosen.length ? Uint32Array.from(bright) : undefined);
  }

  arrive(code) {
    const gone = this.chosen[0];
    this.missing = [];
    this.wanted = decode(code);
    this.chosen = this.wanted ? this.takeWanted() : [];
    this.update(gone);
  }

  announce() {
    const terms = this.chosen.map((term) => this.facts.keys[term]);
    const event = new CustomEvent('groundswell:select', { detail: terms[0] ?? null });
    Object.assign(event, { terms, match: this.all ? 'all' : 'any' });
    document.dispatchEvent(event);
  }

  act(name, value) {
    if (name === 'visit') this.visit(value);
    else if (name === 'choose') this.take(value);
    else if (name === 'remove') this.change(this.chosen.filter((term) => term !== value));
    else if (name === 'clear') this.change([]);
    else if (name === 'copy') this.copy();
    else if (name === 'add') {
      this.adding = !this.adding;
      this.show();
    } else {
      this.all = name === 'all';
      this.change(this.chosen);
    }
  }

  // A word that was searched for is chosen, and the search is over.
  take(term) {
    this.field.value = '';
    this.endSearch();
    this.field.focus();
    if (!this.chosen.includes(term)) this.choose(term, this.adding);
    else this.show();
  }

  escape(event) {
    if (event.key !== 'Escape' || event.isComposing || event.keyCode === COMPOSING) return;
    // The ways to take the cloud along close by it.
    if (event.target.closest('.ways')) return;
    if (this.field.value) {
      this.field.value = '';
      this.endSearch();
      if (this.showRest()) this.field.focus();
    } else if (this.isAny) {
      this.change([]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  keyInField(event) {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    const best = this.result?.query === queryIn(this.field) ? this.result.terms[0] : undefined;
    if (best !== undefined) this.take(best);
    else this.chooseWhenFound = true;
  }

  endSearch() {
    this.query = '';
    this.result = undefined;
    this.chooseWhenFound = false;
    this.finder?.cancel();
    clearTimeout(this.calm);
  }

  /** Searches for what was typed; `again` for the same in a page that became another. */
  async search(query, again) {
    this.query = query;
    if (!again) this.chooseWhenFound = false;
    if (!query) {
      this.endSearch();
      this.showRest();
      return;
    }
    this.finder ??= new Search(this.facts);
    const { finder } = this;
    const found = await finder.find(query);
    if (!found || finder !== this.finder) return;
    this.result = { ...found, query };
    if (this.chooseWhenFound && found.terms.length) return this.take(found.terms[0]);
    this.show();
  }

  /** The posts that say what is chosen. */
  having() {
    return this.chosen.length ? this.facts.having(this.chosen, this.all) : [];
  }

  get isSearch() {
    return !!(this.query && this.result);
  }

  /** Shows what is chosen, or that nothing is. Whether the focus has lost its place. */
  showRest() {
    return this.chosen.length ? this.show() : this.hide();
  }

  /** Shows in the panel what is chosen and found. Whether the focus has lost its place. */
  show() {
    const { facts, chosen, all, result, isSearch } = this;
    const having = this.having();
    this.emphasise();
    const term = (own) => ({ term: own, label: facts.labels[own] });
    const found = isSearch ? this.ordered(result.posts) : this.ordered(having.map((at) => ({ at })));
    const lost = this.view.show({
      chips: chosen.map(term),
      all,
      adding: this.adding,
      found: isSearch ? result.terms.slice(0, MOST_OFFERED).map(term) : [],
      lines: found.slice(0, MOST_LISTED).map((one) => this.line(one)),
      more: Math.max(0, found.length - MOST_LISTED),
      isSearch: isSearch || this.missing.length > 0,
    });
    clearTimeout(this.calm);
    if (isSearch) this.calm = setTimeout(() => this.say(), CALM_MS);
    else this.say(having);
    return lost;
  }

  /** Says what is chosen or found. */
  say(having = this.having()) {
    if (this.isSearch) return this.view.say(this.foundText());
    const { texts, missing } = this;
    const chosen = this.chosen.length ? this.chosenText(having) : '';
    const nowhere = missing.length ? texts.text('nowhere', { term: texts.list(missing.map(quote), false) }) : '';
    this.view.say([chosen, nowhere].filter(Boolean).join(' · '));
  }

  // After the panel has been shown: a page of many posts takes the browser a while to style anew. For that once only,
  // marks come with what steps back.
  async showInPage(having) {
    const turn = (this.turn = {});
    const { facts, chosen } = this;
    await painted();
    if (turn !== this.turn) return;
    this.near?.end();
    const { posts } = facts;
    const bright = new Set(having);
    let more = false;
    const show = async (only) => {
      if (turn !== this.turn) return;
      const [had, these] = [more, only.filter((at) => bright.has(at))];
      const mark = () => this.asked.mark(Uint32Array.from(chosen), Uint32Array.from(these), had);
      more = true;
      await this.dim.show(posts, bright, mark, only, had);
    };
    if (posts.length <= MOST_AT_ONCE) return show([...posts.keys()]);
    let last = Promise.resolve();
    this.near = new Near(posts, (came) => (last = last.then(() => show(came))));
  }

  /** Shows that nothing is chosen or searched for. Whether the focus has lost its place. */
  hide() {
    this.turn = undefined;
    this.near?.end();
    this.asked.show(new Uint32Array(), undefined);
    this.asked.mark(new Uint32Array(), new Uint32Array(), false);
    this.dim.clear();
    clearTimeout(this.calm);
    if (this.missing.length) return this.show();
    this.view.say(this.view.note());
    return this.view.show({ chips: [], all: this.all, adding: false, found: [], lines: [], more: 0, isSearch: false });
  }

  // Best rated first; where only a word was found after those whose title or author was.
  ordered(found) {
    const why = new Map(found.map(({ at, term }) => [at, term]));
    const best = (posts) => {
      const pairs = this.asked.best(Uint32Array.from(posts));
      return Array.from({ length: pairs.length / 2 }, (_, i) => {
        return { at: pairs[2 * i], raters: pairs[2 * i + 1], term: why.get(pairs[2 * i]) };
      });
    };
    const named = found.filter(({ term }) => term === undefined).map(({ at }) => at);
    const said = found.filter(({ term }) => term !== undefined).map(({ at }) => at);
    return [...best(named), ...best(said)];
  }

  line({ at, raters, term }) {
    const { texts, facts, query } = this;
    const { heading, author, time } = facts.posts[at];
    const rated = raters ? texts.count('rated', raters) : '';
    const said = term === undefined ? '' : facts.labels[term];
    const about = [author, texts.day(time), rated, said].filter(Boolean).map((part) => texts.part(unturned(part)));
    const title = heading || texts.text('untitled');
    return { post: at, heading: title, match: query ? matchIn(title, query) : undefined, about: about.join(' · ') };
  }

  chosenText(having) {
    const { texts, facts, chosen } = this;
    const term = texts.list(chosen.map((own) => quote(facts.labels[own])), this.all);
    if (!having.length) return facts.isNarrowed ? texts.text('nowhere-then', { term }) : texts.text('nowhere', { term });
    const posts = texts.count('posts', having.length);
    if (chosen.length > 1) return texts.text('chosen', { term, figures: posts });
    const times = texts.count('times', facts.times(chosen[0], having));
    return texts.text('chosen', { term, figures: texts.text('figures', { times, posts }) });
  }

  foundText() {
    const { texts, result } = this;
    if (!result.terms.length && !result.posts.length) return texts.text('nothing', { query: quote(this.query) });
    const figures = texts.count('found-posts', result.posts.length);
    if (!result.terms.length) return figures;
    return texts.text('enter', { term: quote(this.facts.labels[result.terms[0]]), figures });
  }

  /** Goes to a post, out of what it is folded into where that is a `<details>`. */
  visit(at) {
    const post = this.facts.posts[at];
    const { root } = post;
    for (let fold = root.closest('details:not([open])'); fold; fold = fold.parentElement?.closest('details:not([open])')) {
      // As the reader would, so that the page hears of it.
      fold.querySelector('summary')?.click();
    }
    if (!root.checkVisibility()) return this.view.say(this.texts.text('folded'));
    const isThere = bringIntoSight(post);
    this.asked.visit(at, isCovered(this.section, post));
    if (isThere) keepFocusInSight(post);
  }

  async copy() {
    const link = this.address.link(this.code());
    try {
      await navigator.clipboard.writeText(link);
      this.view.say(this.texts.text('copied'));
      clearTimeout(this.calm);
      this.calm = setTimeout(() => this.say(), COPIED_MS);
    } catch {
      this.view.offer(link);
    }
  }
}

// A limit on typing does not hold for scripts and for what is restored.
function queryIn(field) {
  return field.value.trim().slice(0, MOST_LETTERS).trim();
}
