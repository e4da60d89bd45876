// Work in slices, so that the page stays quick.

/** Milliseconds of work between two chances for the page to react. */
const SLICE_MS = 5;

/** When the browser has shown what there is to be seen; at once where nobody sees the page. */
export function painted() {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** A stretch of work that rests when its slice is used up. */
export class Slices {
  begun = performance.now();

  get isDue() {
    return performance.now() - this.begun > SLICE_MS;
  }

  async rest() {
    // Not a microtask: the page must come to its turn.
    await (globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve)));
    this.begun = performance.now();
  }
}
