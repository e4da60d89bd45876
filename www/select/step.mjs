// A step in the history that the page does not notice. All frames of a tab share one history: a step of a frame of ours
// is undone by the back button, and only that frame hears of it.

/** The fragment after the step. */
const AHEAD = '#chosen';

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
    root.append(frame);
    this.ready = new Promise((resolve) => (frame.onload = resolve)).then(() => {
      frame.contentWindow?.addEventListener('hashchange', () => this.hear());
    });
    // Steps of the document that a frame begins with are none in the history.
    frame.contentWindow?.location.replace('about:blank');
  }

  /** Takes the step, unless it was taken and never undone. */
  async take() {
    if (this.isAhead) return;
    this.isAhead = true;
    const { frame } = this;
    await this.ready;
    if (frame === this.frame && frame.contentWindow) frame.contentWindow.location.hash = AHEAD;
  }

  hear() {
    const isAhead = this.frame?.contentWindow?.location.hash === AHEAD;
    if (isAhead === this.isAhead) return;
    this.isAhead = isAhead;
    this.told(isAhead);
  }

  end() {
    this.frame?.remove();
    this.frame = undefined;
  }
}
