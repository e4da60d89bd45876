// Choosing terms and searching, in the panel and in the page. Loaded when the reader first comes to the panel. The
// module's WebAssembly tells what posts say and how they are rated, marks words and lays them out (`choice.rs`).

import css from './select.css';
import { Address, decode, encode } from './address.mjs';
import { Dim } from './dim.mjs';
import { Facts, MOST_LISTED } from './facts.mjs';
import { Search, matchIn } from './search.mjs';
import { View } from './view.mjs';
import { Words } from '../words.mjs';

/** Terms chosen at once: more than anyone tells apart, and what an address holds. */
const MOST_CHOSEN = 8;

/** Terms offered for what is typed. */
const MOST_OFFERED = 6;

/** How long typing must rest before it is said what was found, in milliseconds. */
const CALM_MS = 400;

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
    this.address.attach(root);
    this.field = section.querySelector('.seek');
    this.view = new View(section, this.texts, (name, value) => this.act(name, value));
    this.field.value = this.query;
    // What is searched is gathered before the first letter waits for it.
    this.field.addEventListener('focus', () => setTimeout(() => !signal.aborted && this.facts), { signal });
    this.field.addEventListener('input', () => this.search(this.field.value), { signal });
    this.field.addEventListener('keydown', (event) => this.keyInField(event), { signal });
    // Before the panel hears of it.
    section.addEventListener('keydown', (event) => this.escape(event), { signal, capture: true });
    this.refresh(true);
    if (this.query || this.field.value) this.search(this.field.value);
  }

  destroy() {
    this.ending.abort();
    this.address.end();
    this.dim.end();
    clearTimeout(this.calm);
  }

  /** A term was pressed in the cloud. */
  choose(term, adds) {
    const { chosen } = this;
    const at = chosen.indexOf(term);
    if (adds || this.adding) {
      if (at < 0 && chosen.length === MOST_CHOSEN) return this.view.say(this.texts.count('enough', MOST_CHOSEN));
      this.change(at < 0 ? [...chosen, term] : chosen.filter((own) => own !== term));
    } else {
      this.change(at === 0 && chosen.length === 1 ? [] : [term]);
    }
  }

  /** Words or ratings are others; `changed` where words or posts may be. */
  refresh(changed) {
    if (changed) {
      this.known = undefined;
      this.finder = undefined;
      this.resolve();
    }
    if (this.chosen.length || this.query) this.show(changed);
    if (changed && this.query) this.search(this.query);
  }

  get facts() {
    return (this.known ??= new Facts(this.asked.facts()));
  }

  // What an address names is chosen as soon as a post says it; what no post says any more is not chosen.
  resolve() {
    const { wanted } = this;
    const before = this.chosen;
    let now = before.filter((term) => this.facts.spread[term]);
    if (wanted) {
      const found = wanted.keys.map((key) => this.facts.find(key)).filter((term) => term !== undefined);
      now = found;
      this.all = wanted.all;
      if (found.length === wanted.keys.length) this.wanted = undefined;
    }
    if (String(now) === String(before)) return;
    this.chosen = now;
    if (!wanted) this.address.write(this.code());
    if (!now.length) this.hide();
    this.announce();
  }

  code() {
    return encode(this.chosen.map((term) => this.facts.keys[term]), this.all);
  }

  change(chosen) {
    const gone = this.chosen;
    this.chosen = chosen;
    this.wanted = undefined;
    if (!chosen.length) this.adding = false;
    this.address.write(this.code());
    this.update(gone[0]);
  }

  // After the selection became another one; the focus goes to `term` where its place is gone.
  update(term) {
    const lost = this.chosen.length ? this.show(true) : this.hide();
    if (lost) this.asked.focus(term);
    this.announce();
  }

  arrive(code) {
    const arrived = decode(code);
    const gone = this.chosen[0];
    this.wanted = arrived;
    this.all = arrived?.all ?? this.all;
    const found = (arrived?.keys ?? []).map((key) => this.facts.find(key));
    this.chosen = found.filter((term) => term !== undefined);
    if (this.chosen.length === found.length) this.wanted = undefined;
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
    if (event.key !== 'Escape' || event.isComposing) return;
    if (this.field.value) {
      this.field.value = '';
      this.endSearch();
      if (this.chosen.length ? this.show() : this.hide()) this.field.focus();
    } else if (this.chosen.length) {
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
    const best = this.result?.query === this.field.value ? this.result.terms[0] : undefined;
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

  async search(typed) {
    this.query = typed.trim();
    this.chooseWhenFound = false;
    if (!this.query) {
      this.endSearch();
      if (this.chosen.length) this.show();
      else this.hide();
      return;
    }
    this.finder ??= new Search(this.facts);
    const { finder } = this;
    const found = await finder.find(this.query);
    if (!found || finder !== this.finder) return;
    this.result = { ...found, query: typed };
    if (this.chooseWhenFound && found.terms.length) return this.take(found.terms[0]);
    this.show();
  }

  /** Shows what is chosen and found; `anew` in the page too. Whether the focus has lost its place. */
  show(anew) {
    const { facts, chosen, all, result } = this;
    const having = chosen.length ? facts.having(chosen, all) : [];
    if (anew) this.showInPage(having);
    const isSearch = !!(this.query && result);
    const bright = isSearch ? result.terms : chosen;
    this.asked.show(Uint32Array.from(chosen), isSearch || chosen.length ? Uint32Array.from(bright) : undefined);
    const term = (own) => ({ term: own, label: facts.labels[own] });
    const found = isSearch ? this.ordered(result.posts) : this.ordered(having.map((at) => ({ at })));
    const lost = this.view.show({
      chips: chosen.map(term),
      all,
      adding: this.adding,
      found: isSearch ? result.terms.slice(0, MOST_OFFERED).map(term) : [],
      lines: found.slice(0, MOST_LISTED).map((one) => this.line(one)),
      more: Math.max(0, found.length - MOST_LISTED),
      isSearch,
    });
    clearTimeout(this.calm);
    if (isSearch) this.calm = setTimeout(() => this.view.say(this.foundText()), CALM_MS);
    else if (chosen.length) this.view.say(this.chosenText(having));
    return lost;
  }

  showInPage(having) {
    this.asked.mark(Uint32Array.from(this.chosen), Uint32Array.from(having));
    this.dim.show(this.facts.posts, new Set(having));
  }

  /** Shows that nothing is chosen or searched for. Whether the focus has lost its place. */
  hide() {
    this.asked.show(new Uint32Array(), undefined);
    this.asked.mark(new Uint32Array(), new Uint32Array());
    this.dim.clear();
    clearTimeout(this.calm);
    this.view.say('');
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
    const about = [author, texts.day(time), rated, said].filter(Boolean).map((part) => texts.part(part));
    const title = heading || texts.text('untitled');
    return { post: at, heading: title, match: query ? matchIn(title, query) : undefined, about: about.join(' · ') };
  }

  chosenText(having) {
    const { texts, facts, chosen } = this;
    const term = texts.list(chosen.map((own) => facts.labels[own]), this.all);
    if (!having.length) return texts.text('nowhere', { term });
    const posts = texts.count('posts', having.length);
    if (chosen.length > 1) return texts.text('chosen', { term, figures: posts });
    const times = texts.count('times', facts.times(chosen[0], having));
    return texts.text('chosen', { term, figures: texts.text('figures', { times, posts }) });
  }

  foundText() {
    const { texts, result } = this;
    if (!result.terms.length && !result.posts.length) return texts.text('nothing', { query: this.query });
    const figures = texts.count('found-posts', result.posts.length);
    if (!result.terms.length) return figures;
    return texts.text('enter', { term: this.facts.labels[result.terms[0]], figures });
  }

  /** Goes to a post, out of what it is folded into where that is a `<details>`. */
  visit(at) {
    const { root } = this.facts.posts[at];
    for (let fold = root.closest('details:not([open])'); fold; fold = fold.parentElement?.closest('details:not([open])')) {
      // As the reader would, so that the page hears of it.
      fold.querySelector('summary')?.click();
    }
    if (root.checkVisibility()) this.asked.visit(at);
    else this.view.say(this.texts.text('folded'));
  }

  async copy() {
    const link = this.address.link(this.code());
    try {
      await navigator.clipboard.writeText(link);
      this.view.say(this.texts.text('copied'));
    } catch {
      this.view.offer(link);
    }
  }
}
