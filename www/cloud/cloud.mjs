// What only an open cloud needs: loaded when the first one is opened.

import { Card } from './card.mjs';
import { Picture } from './picture.mjs';
import { Timeline } from './timeline.mjs';
import { Words } from '../words.mjs';
import css from './cloud.css';

/** Our own words are in `strings`, of a `language`. */
export function withTexts({ strings, language }) {
  const texts = new Words(strings, language);
  return {
    /** The words. @param {HTMLCanvasElement} canvas */
    newPicture: (canvas) => new Picture(canvas),
    /** The figures of one of them, in a figure. @param {HTMLElement} figure */
    newCard(figure) {
      adopt(figure.getRootNode());
      return new Card(figure, texts);
    },
    /** The posts, after a figure. @param {HTMLElement} figure */
    newTimeline: (figure) => new Timeline(figure, texts),
  };
}

let sheet;

// A constructed sheet passes a strict Content-Security-Policy.
function adopt(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
