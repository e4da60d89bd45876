// What only an open cloud needs: loaded when the first one is opened.

import { Picture } from './picture.mjs';

/** Draws on a canvas. @param {HTMLCanvasElement} canvas */
export function newPicture(canvas) {
  return new Picture(canvas);
}
