// What only an open cloud needs: loaded when the first one is opened.

import { Card } from './card.mjs';
import { Picture } from './picture.mjs';
import { Timeline } from './timeline.mjs';
import { Cover } from '../panel/cover.mjs';
import { Edge } from '../panel/edge.mjs';
import { Words } from '../words.mjs';
import css from './cloud.css';
import panelCss from '../panel/panel.css';

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
    /** What keeps the side panel, if a figure is in one, in the size and place that the reader needs.
     * @param {HTMLElement} figure */
    newFrame(figure) {
      const section = figure.closest('.panel');
      const parts = section ? [new Edge(section, texts), new Cover(section)] : [];
      return { close: () => parts.forEach((part) => part.close()) };
    },
  };
}

let sheet;

// A constructed sheet passes a strict Content-Security-Policy.
function adopt(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css + panelCss);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
