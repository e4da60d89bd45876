// A step in the history that the page does not notice. All frames of a tab share one history: a step of a frame of ours
// is undone by the back button, and only that frame hears of it.

/** The fragment after the step. */
const AHEAD = '#chosen';

/** Entries from which on a history drops one for each that comes, so that their number tells nothing. */
const MOST_ENTRIES = 50;

export class Step {
  /** @param {(isForward: boolean) => void} told hears when the reader goes back over the step, or forward again */
  constructor(told) {
    this.told = told;
  }

  /** Makes the frame, in a tree of ours. */
  attach(root) {
    this.end();
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.tabIndex = -1;
    frame.ariaHidden = 'true';
    this.frame = frame;
    this.isAhead = false;
    this.isReturning = false;
    this.length = undefined;
    root.append(frame);
    this.ready = new Promise((resolve) => (frame.onload = resolve)).then(() => {
      frame.contentWindow?.addEventListener('hashchange', () => this.hear());
    });
    // Steps of the document that a frame begins with are none in the history.
    frame.contentWindow?.location.replace('about:blank');
  }

  /** Takes the step, unless it was taken and never undone. */
  async take() {
    this.isWanted = true;
    if (this.isAhead) return;
    this.isAhead = true;
    const { frame } = this;
    await this.ready;
    if (frame === this.frame && frame.contentWindow) frame.contentWindow.location.hash = AHEAD;
  }

  /** Undoes the step as the reader would, where it is the last one for certain: another may be the page's own. */
  giveBack() {
    this.isWanted = false;
    if (!this.isAhead || this.isReturning || history.length !== this.length || this.length >= MOST_ENTRIES) return;
    this.isReturning = true;
    this.frame.contentWindow.history.back();
  }

  hear() {
    const isAhead = this.frame?.contentWindow?.location.hash === AHEAD;
    if (isAhead === this.isAhead) {
      // Taken, and with it the last one; perhaps not wanted any more.
      if (isAhead) this.length = history.length;
      if (isAhead && !this.isWanted) this.giveBack();
      return;
    }
    const { isReturning } = this;
    this.isAhead = isAhead;
    this.isReturning = false;
    this.length = undefined;
    if (!isReturning) this.told(isAhead);
    else if (this.isWanted) this.take();
  }

  end() {
    this.frame?.remove();
    this.frame = undefined;
  }
}
