// Our texts as scripts write them: filled, counted and formatted as their language does. What `src/widget/strings.rs`
// is to the WebAssembly, for the scripts that are loaded when they are needed.

/** Length of `YYYY-MM-DD`. */
const DAY = 10;

/** The scripts that are written from the right, by the blocks that Unicode keeps for them. */
const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

export class Words {
  /**
   * @param {Record<string, string | Record<string, string>>} table a text, or texts by plural category, for each key
   * @param {string} language the tag for formats and for `lang`
   */
  constructor(table, language) {
    this.table = table;
    this.language = language;
    this.direction = table.dir;
    // Made when they are needed: a browser's first takes long.
    this.formats = {};
  }

  /** Says on an element in which language and direction our texts are. */
  mark(element) {
    element.lang = this.language;
    element.dir = this.direction;
  }

  /**
   * The text for `key`, in the plural form for `values.n` where it has such, with each `{name}` replaced: numbers as
   * the language writes them, texts as parts of ours.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  text(key, values = {}) {
    const entry = this.table[key] ?? key;
    const text = typeof entry === 'string' ? entry : (entry[this.plural(values.n)] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? this.number(value) : this.part(value);
    });
  }

  /** The text for `key` in the plural form that `n` takes. */
  count(key, n) {
    return this.text(key, { n });
  }

  /** "tide and gate", "tide or gate". */
  list(names, all) {
    const format = this.format('ListFormat', { type: all ? 'conjunction' : 'disjunction' });
    return format.format(names.map((name) => this.part(name)));
  }

  /**
   * A text of whatever language as a part of ours: where it is written in the other direction, neither turns the
   * other's punctuation around (UAX #9).
   */
  part(text) {
    return LEFTWARD.test(text) === (this.direction === 'rtl') ? text : `\u2068${text}\u2069`;
  }

  /** The plural category of a number. */
  plural(n) {
    return this.format('PluralRules').select(n);
  }

  /** A number as the language writes it, by the options of `Intl.NumberFormat`. */
  number(n, options) {
    return this.format('NumberFormat', options).format(n);
  }

  /** The day of an ISO 8601 time; nothing where it is no time, or only a month or year is known. */
  day(iso, options = { dateStyle: 'medium' }) {
    if (iso.length < DAY) return;
    // A browser takes a day alone for one in UTC, which is another one west of it.
    const date = new Date(iso.length === DAY ? `${iso}T00:00` : iso);
    return isNaN(date) ? undefined : this.format('DateTimeFormat', options).format(date);
  }

  format(kind, options) {
    return (this.formats[kind + JSON.stringify(options)] ??= new Intl[kind](this.language, options));
  }
}
