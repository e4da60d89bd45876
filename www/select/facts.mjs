// What the page's posts say, as sets: which of them say what was chosen.

/** Longest list of posts; the rest are counted. */
export const MOST_LISTED = 50;

const NOTHING = new Uint32Array();

/**
 * @typedef {{ heading: string, author: string, time: string, root: Element, body: Element, said: Uint32Array }} Post
 * `said` is terms, ascending, each followed by how often it is said; none where the post is beyond the reader's period.
 */

export class Facts {
  /**
   * @param {{ texts: string, places: Element[], said: Uint32Array, names: string, hidden: Uint32Array, beyond: Uint32Array }} told
   */
  constructor({ texts, places, said, names, hidden, beyond }) {
    const fields = texts.split('\0');
    const written = names.split('\0');
    this.keys = written.filter((_, at) => at % 2 === 0);
    this.labels = written.filter((_, at) => at % 2 === 1);
    /** How many posts of the reader's period say each term. */
    this.spread = new Uint32Array(this.labels.length);
    /** Whether any post of the page says it. */
    this.isSaid = new Uint8Array(this.labels.length);
    const far = new Set(beyond);
    /** Whether the reader's period leaves posts out. */
    this.isNarrowed = far.size > 0;
    /** @type {Post[]} */
    this.posts = [];
    for (let at = 0; at < said.length; ) {
      const [i, end] = [this.posts.length, at + 1 + 2 * said[at]];
      const [heading, author, time] = fields.slice(3 * i, 3 * i + 3);
      const [root, body] = places.slice(2 * i, 2 * i + 2);
      const own = said.subarray(at + 1, end);
      const counts = !far.has(i);
      for (let j = 0; j < own.length; j += 2) {
        this.isSaid[own[j]] = 1;
        if (counts) this.spread[own[j]] += 1;
      }
      this.posts.push({ heading, author, time, root, body, said: counts ? own : NOTHING });
      at = end;
    }
    for (const term of hidden) this.spread[term] = this.isSaid[term] = 0;
  }

  /** The term with this key that a post of the page says. */
  find(key) {
    const term = this.keys.findIndex((own, at) => own === key && this.isSaid[at]);
    return term < 0 ? undefined : term;
  }

  /** The posts that say all of `terms`, or any. */
  having(terms, all) {
    const says = ({ said }) => (all ? terms.every((term) => timesIn(said, term)) : terms.some((term) => timesIn(said, term)));
    return this.posts.flatMap((post, at) => (says(post) ? [at] : []));
  }

  /** How often `posts` say a term. */
  times(term, posts) {
    return posts.reduce((sum, at) => sum + timesIn(this.posts[at].said, term), 0);
  }
}

function timesIn(said, term) {
  let [from, to] = [0, said.length / 2];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (said[2 * middle] < term) from = middle + 1;
    else to = middle;
  }
  return said[2 * from] === term ? said[2 * from + 1] : 0;
}
