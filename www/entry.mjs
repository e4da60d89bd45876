// What pages import as `groundswell.mjs`: the module, as the script tag has it, and for those who ask for it the
// layout, which is loaded for nobody else.

import initialise from './groundswell.mjs';

export * from './groundswell.mjs';

let lay;

/**
 * Loads the WebAssembly part once, from beside this file or from `wasm`; and with `layout` the layout, `true` for that
 * beside this file, or where its WebAssembly is.
 * @param {{ wasm?: string | URL, layout?: boolean | string | URL }} [options]
 * @returns {Promise<void>}
 */
export default async function init({ layout: asked, ...options } = {}) {
  await Promise.all([initialise(options), asked && loadLayout(asked)]);
}

async function loadLayout(asked) {
  const module = await import('./layout.mjs');
  await module.init(asked === true ? {} : { wasm: asked });
  lay = module;
}

/** `layout` of `layout.mjs`, once `init({ layout: true })` is through. */
export function layout(words, options) {
  if (!lay) throw new Error('Groundswell: await init({ layout: true }) before the first layout.');
  return lay.layout(words, options);
}

/** `layoutInSlices` of `layout.mjs`, which loads what it needs. */
export async function layoutInSlices(words, options) {
  const module = await import('./layout.mjs');
  return module.layoutInSlices(words, options);
}
