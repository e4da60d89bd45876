// What the panel shows of a selection or a search: chips, switch and tools, and the list of posts. It is written anew
// only where it differs, and the focus stays where it was, or close by.

/** An element of ours with a text in it, never read as markup. */
export function make(tag, className, text = '') {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  if (tag === 'button') element.type = 'button';
  return element;
}

export class View {
  /**
   * @param {HTMLElement} section the panel
   * @param {import('../words.mjs').Words} texts
   * @param {(name: string, value?: number) => void} act hears what was pressed
   */
  constructor(section, texts, act) {
    this.root = section.getRootNode();
    this.texts = texts;
    this.status = section.querySelector('.status');
    this.room = section.querySelector('.selection');
    this.room.textContent = '';
    this.found = this.part('ul', 'found', texts.text('found'));
    this.chips = this.part('ul', 'chips', texts.text('chosen-words'));
    this.tools = this.part('div', 'tools');
    this.match = this.part('div', 'match', texts.text('match'));
    this.match.setAttribute('role', 'group');
    this.tools.append(this.match);
    this.posts = this.part('ul', 'posts', texts.text('posts-listed'));
    this.buttons = {};
    for (const name of ['all', 'any']) this.addButton(this.match, name, 'lens');
    for (const name of ['add', 'copy', 'clear']) this.addButton(this.tools, name, 'tool');
    this.room.addEventListener('click', ({ target }) => {
      const { act: name, value } = target.closest('button')?.dataset ?? {};
      if (name) act(name, value && Number(value));
    });
    this.shown = {};
  }

  part(tag, className, label) {
    const element = make(tag, className);
    if (label) element.setAttribute('aria-label', label);
    // Safari takes no list without bullets for one.
    if (tag === 'ul') element.setAttribute('role', 'list');
    this.room.append(element);
    return element;
  }

  addButton(parent, name, className) {
    const button = make('button', `${className} ${name}`, this.texts.text(name));
    button.dataset.act = name;
    this.buttons[name] = button;
    parent.append(button);
  }

  /**
   * @param {{ chips: { term: number, label: string }[], all: boolean, adding: boolean,
   *   found: { term: number, label: string }[], lines: object[], more: number, isSearch: boolean }} what
   * `isSearch` where something is to be said though nothing is chosen
   */
  show({ chips, all, adding, found, lines, more, isSearch }) {
    const { texts } = this;
    const focus = this.focused();
    this.write('found', found, (item) => {
      const button = make('button', 'term', item.label);
      return acting(button, 'choose', item.term);
    });
    this.write('chips', chips, ({ term, label }) => {
      const button = make('button', 'chip', texts.part(label));
      button.setAttribute('aria-label', texts.text('remove', { term: label }));
      button.append(make('span', 'cross', '×'));
      button.lastChild.ariaHidden = 'true';
      return acting(button, 'remove', term);
    });
    // A link that was offered leads to what was chosen then.
    const now = JSON.stringify([chips, all]);
    if (this.shown.link !== now) this.tools.querySelector('.link')?.remove();
    this.shown.link = now;
    this.write('posts', [...lines, ...(more ? [{ more }] : [])], (line) => this.line(line));
    this.found.hidden = !found.length;
    this.chips.hidden = !chips.length;
    this.tools.hidden = !chips.length;
    this.match.hidden = chips.length < 2;
    this.posts.hidden = !lines.length;
    press(this.buttons.all, all);
    press(this.buttons.any, !all);
    press(this.buttons.add, adding);
    this.room.hidden = !chips.length && !isSearch;
    return this.refocus(focus);
  }

  /** Writes what is said of it all; screen readers announce rewrites. */
  /** What is to be said of the cloud as a whole, where nothing is chosen. */
  note() {
    return this.status.dataset.note ?? '';
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  write(name, items, makeItem) {
    const now = JSON.stringify(items);
    if (this.shown[name] === now) return;
    this.shown[name] = now;
    this[name].replaceChildren(
      ...items.map((item) => {
        const entry = make('li', item.more ? 'more' : '');
        entry.append(makeItem(item));
        return entry;
      }),
    );
  }

  line({ post, heading, match, about, more }) {
    if (more) return this.texts.count('more', more);
    const button = make('button', 'post');
    const title = make('span', 'heading');
    title.dir = 'auto';
    title.append(...marked(heading, match));
    button.append(title);
    if (about) button.append(make('span', 'about', about));
    return acting(button, 'visit', post);
  }

  /** The button that has the focus, if it is one of these: which it is, and where. */
  focused() {
    const button = this.root.activeElement;
    if (!button || !this.room.contains(button)) return;
    const list = button.closest('ul') ?? button.parentElement;
    return { button, list, at: [...list.querySelectorAll('button')].indexOf(button) };
  }

  /** Puts the focus back; whether there is no place for it here any more. */
  refocus(focus) {
    if (!focus || (focus.button.isConnected && focus.button.checkVisibility())) return false;
    const { act, value } = focus.button.dataset;
    const buttons = [...focus.list.querySelectorAll('button')].filter((button) => button.checkVisibility());
    const same = buttons.find(({ dataset }) => dataset.act === act && dataset.value === value);
    const next = same ?? buttons[Math.min(focus.at, buttons.length - 1)];
    next?.focus({ preventScroll: true });
    return !next;
  }

  /** Shows a link for the reader to copy, where the browser does not let us. */
  offer(link) {
    const field = make('input', 'link');
    field.readOnly = true;
    field.value = link;
    field.ariaLabel = this.texts.text('link');
    this.tools.querySelector('.link')?.remove();
    this.tools.append(field);
    field.select();
    field.focus();
  }
}

function acting(button, name, value) {
  button.dataset.act = name;
  button.dataset.value = value;
  return button;
}

function press(button, on) {
  button.setAttribute('aria-pressed', String(on));
}

function marked(text, match) {
  if (!match) return [text];
  const [from, to] = match;
  return [text.slice(0, from), make('mark', '', text.slice(from, to)), text.slice(to)];
}
