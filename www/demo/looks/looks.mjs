// Tries looks out: each field sets one custom property of the page, and the style sheet that does the same is shown.

const FIELDS = [
  ['--gsw-accent', 'Accent', 'color', '#0b6b73'],
  ['--gsw-ground', 'Ground of the cloud', 'color', '#ffffff'],
  ['--gsw-text', 'Text', 'color', '#14272a'],
  ['--gsw-quiet', 'Quiet text', 'color', '#52666a'],
  ['--gsw-line', 'Lines', 'color', '#d4dedc'],
  ['--gsw-focus', 'Outline of what has the focus', 'color', '#c2570c'],
  ['--gsw-cloud-height', 'Height of the cloud', 'range', '20'],
];

/** Buttons are reached as parts of our elements. */
const CORNERS = { round: '', square: 'groundswell-rating::part(button) {\n  border-radius: 4px;\n}' };

const form = document.querySelector('.chooser');
const shown = document.querySelector('.sheet textarea');
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

function add(label, field) {
  const row = document.createElement('label');
  row.append(label, field);
  form.append(row);
}

for (const [name, label, type, value] of FIELDS) {
  const field = Object.assign(document.createElement('input'), { type, name });
  if (type === 'range') Object.assign(field, { min: 12, max: 40 });
  field.value = value;
  add(label, field);
}
const corners = Object.assign(document.createElement('select'), { name: 'corners' });
corners.append(...Object.keys(CORNERS).map((name) => new Option(name)));
add('Corners of buttons', corners);

const changed = new Set();

function show() {
  const values = [...changed].map((name) => {
    const { type, value } = form.elements[name];
    return `  ${name}: ${type === 'range' ? `${value}rem` : value};\n`;
  });
  const rules = [values.length ? `:root {\n${values.join('')}}` : '', CORNERS[corners.value]];
  shown.value = rules.filter(Boolean).join('\n\n') || '/* as it is */';
  sheet.replaceSync(shown.value);
}

form.addEventListener('input', ({ target }) => {
  if (target !== corners) changed.add(target.name);
  show();
});
form.addEventListener('submit', (event) => event.preventDefault());
show();
