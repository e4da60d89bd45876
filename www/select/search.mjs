// Finds terms and posts by the beginnings of their words, as one types.

import { Slices } from './slices.mjs';

/** Words of a query that count. */
const MOST_WORDS = 8;

// What many do not write, or write elsewhere: accents, vowel signs of Hebrew and Arabic, tatweel, the Hindi dot.
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c]/g;

const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ς: 'σ', ى: 'ي', ة: 'ه' };
const UMLAUTS = { ä: 'ae', ö: 'oe', ü: 'ue' };

// Scripts without spaces between words, where any place may be a word's beginning.
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/;

const plain = (text) => {
  const small = text.toLowerCase().normalize('NFKD').replace(MARKS, '');
  return small.replace(/[ßæœøđðþłıςىة]/g, (letter) => LETTERS[letter]);
};
const spelled = (text) => plain(text.toLowerCase().normalize('NFC').replace(/[äöü]/g, (letter) => UMLAUTS[letter]));

/** The ways in which a text's letters can be typed on another keyboard: "Müll" as "mull" and as "muell". */
export const foldings = (text) => [...new Set([plain(text), spelled(text)])];

const words = (text) => text.match(/[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}+#]*/gu) ?? [];

// Each word after a space, so that the beginnings of words are found by one look.
const indexed = (text) => foldings(text).map((folded) => ` ${words(folded).join(' ')}`).join('');

const says = (index, word) => word.some((folded) => index.includes(UNSPACED.test(folded) ? folded : ` ${folded}`));

/** The words of a query, each with its ways of being typed. */
const wordsOf = (query) => words(query.normalize('NFC')).slice(0, MOST_WORDS).map(foldings);

/**
 * The part of a text that a query found: where it begins and ends.
 * @param {string} text
 * @param {string} query
 */
export function matchIn(text, query) {
  const wanted = wordsOf(query);
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}+#]*/gu)) {
    const known = foldings(word);
    const found = wanted.find((ways) => ways.some((way) => known.some((own) => own.startsWith(way))));
    if (!found) continue;
    // The letters that were typed may be fewer or more than those that stand there.
    const letters = [...word];
    let end = 1;
    const isCovered = (beginning) => foldings(beginning).some((own) => found.some((way) => own.startsWith(way)));
    while (end < letters.length && !isCovered(letters.slice(0, end).join(''))) end += 1;
    return [index, index + letters.slice(0, end).join('').length];
  }
}

export class Search {
  /** @param {import('./facts.mjs').Facts} facts */
  constructor(facts) {
    this.facts = facts;
    this.terms = [];
    this.posts = [];
    this.turn = 0;
  }

  /**
   * What a query finds, best terms first; nothing where another query came meanwhile.
   * @param {string} query
   * @returns {Promise<{ terms: number[], posts: { at: number, term?: number }[] } | undefined>} `term` is why a post
   * was found whose title and author do not match
   */
  async find(query) {
    const turn = ++this.turn;
    const { facts } = this;
    const wanted = wordsOf(query);
    const slices = new Slices();
    const isLost = async (at) => {
      if (at % 64 === 0 && slices.isDue) await slices.rest();
      return turn !== this.turn;
    };
    const hits = wanted.map(() => new Uint8Array(facts.labels.length));
    const terms = [];
    for (let term = 0; term < facts.labels.length; term += 1) {
      if (await isLost(term)) return;
      if (!facts.spread[term]) continue;
      const index = (this.terms[term] ??= indexed(`${facts.labels[term]} ${facts.keys[term]}`));
      wanted.forEach((word, i) => (hits[i][term] = says(index, word)));
      if (wanted.length && hits.every((hit) => hit[term])) terms.push(term);
    }
    const posts = [];
    for (const [at, post] of facts.posts.entries()) {
      if (await isLost(at)) return;
      const index = (this.posts[at] ??= indexed(`${post.heading} ${post.author}`));
      const found = whyFound(index, wanted, hits, post.said);
      if (found) posts.push({ at, ...found });
    }
    return { terms: this.sorted(terms, query), posts };
  }

  cancel() {
    this.turn += 1;
  }

  // What was typed whole goes first, then what begins with it, then what more posts say.
  sorted(terms, query) {
    const typed = foldings(query.trim());
    const place = (term) => {
      const own = foldings(this.facts.labels[term]);
      if (own.some((one) => typed.includes(one))) return 0;
      return own.some((one) => typed.some((other) => one.startsWith(other))) ? 1 : 2;
    };
    const places = new Map(terms.map((term) => [term, place(term)]));
    const { spread } = this.facts;
    return terms.sort((a, b) => places.get(a) - places.get(b) || spread[b] - spread[a] || a - b);
  }
}

function whyFound(index, wanted, hits, said) {
  let why;
  for (const [i, word] of wanted.entries()) {
    if (says(index, word)) continue;
    let most = 0;
    let term;
    for (let at = 0; at < said.length; at += 2) {
      if (hits[i][said[at]] && said[at + 1] > most) [term, most] = [said[at], said[at + 1]];
    }
    if (term === undefined) return undefined;
    why ??= { term };
  }
  return wanted.length ? (why ?? {}) : undefined;
}
