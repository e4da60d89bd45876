// Constructed style sheets pass a strict Content-Security-Policy where `<style>` does not.

// A class, because functions are handed to wasm in an object that the bundler fills with a loop over
// inherited keys, and some pages add to what all objects inherit.
export class Styles {
  static adopt(root, sheet) {
    if (!root.adoptedStyleSheets.includes(sheet)) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }
  }

  static disown(root, sheet) {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  }

  /** Relative luminance (WCAG 2.2) of a computed colour, 0 for one in a form that is not known. */
  static luminance(colour) {
    const channels = colour.match(/^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)/)?.slice(1).map(Number);
    if (!channels) return lightness(colour);
    const [r, g, b] = channels.map((value) => {
      const c = value / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
}

// Browsers keep `oklch()`, `oklab()` and `color()` as they are in computed values; the first number of
// the former two is a lightness, whose cube is close to luminance.
function lightness(colour) {
  const [, value, percent] = colour.match(/^okl(?:ab|ch)\(\s*([\d.]+)(%?)/) ?? [];
  return value ? (Number(value) / (percent ? 100 : 1)) ** 3 : 0;
}
