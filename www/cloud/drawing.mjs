// The cloud as a drawing that stays sharp at any size.

/**
 * The words as SVG. Each keeps its width also where its font is missing.
 * @param {import('./picture.mjs').Picture} picture
 * @param {{ ground: string, colour: (css: string) => string, title: string }} look
 */
export function svg({ words, width, height, weight, family, context }, { ground, colour, title }) {
  const shapes = words.map(({ label, x, y, size, colour: css }) => {
    context.font = `${weight} ${size.toFixed(2)}px ${family}`;
    const length = context.measureText(label).width.toFixed(2);
    const place = `x="${x.toFixed(2)}" y="${y.toFixed(2)}" font-size="${size.toFixed(2)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`;
    return `<text ${place} fill="${escaped(colour(css))}">${escaped(label)}</text>`;
  });
  const font = `font-family="${escaped(family)}" font-weight="${escaped(weight)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(ground)}"/>`,
    `<g ${font} text-anchor="middle" direction="ltr">`,
    ...shapes,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Text as XML has it, without what XML 1.0 has no sign for. */
function escaped(text) {
  const signs = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const known = text.toWellFormed?.() ?? text;
  return known.replace(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (sign) => signs[sign]);
}
