// Texts of the page, of links and of the reader, as parts of our sentences.

/** Letters of a text that a sentence repeats. */
const MOST_QUOTED = 60;

// What turns text around without being seen (UAX #9): marks, embeddings, overrides and isolates.
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text without what would turn the sentence around it. */
export const unturned = (text) => text.replace(TURNING, '');

/** As much of a text as a sentence can bear. */
export function quote(text) {
  const letters = [...unturned(text)];
  return letters.length > MOST_QUOTED ? `${letters.slice(0, MOST_QUOTED).join('')}…` : letters.join('');
}
