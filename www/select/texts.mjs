// Our own words in the reader's language, as `strings.rs` has them, and the browser's formats.

/** Length of `YYYY-MM-DD`. */
const DAY = 10;

// Letters that are written from the right: a part of a text with any is set apart, so that neither turns the other's
// punctuation around (UAX #9).
const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export class Texts {
  constructor(table, language) {
    this.table = table;
    this.language = language;
    this.plural = new Intl.PluralRules(language);
    this.numbers = new Intl.NumberFormat(language);
    this.days = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  }

  /** The text for `key`, with each `{name}` replaced. */
  text(key, values = {}) {
    return this.fill(this.table[key] ?? key, values);
  }

  /** The text for `key` in the plural form that `n` takes. */
  count(key, n) {
    const forms = this.table[key] ?? {};
    return this.fill(forms[this.plural.select(n)] ?? forms.other ?? key, { n: this.numbers.format(n) });
  }

  fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => this.part(values[name] ?? ''));
  }

  part(text) {
    return this.table.dir === 'rtl' || LEFTWARD.test(text) ? `\u2068${text}\u2069` : text;
  }

  /** "tide and gate", "tide or gate". */
  list(names, all) {
    const format = new Intl.ListFormat(this.language, { type: all ? 'conjunction' : 'disjunction' });
    return format.format(names.map((name) => this.part(name)));
  }

  /** The day of an ISO 8601 time; nothing where it is no time, or only a month or year is known. */
  day(time) {
    if (time.length < DAY) return '';
    // A browser takes a day alone for one in UTC, which is another one west of it.
    const date = new Date(time.length === DAY ? `${time}T00:00` : time);
    return Number.isNaN(date.getTime()) ? '' : this.days.format(date);
  }
}
