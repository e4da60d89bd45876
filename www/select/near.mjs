// Which posts of a long page are near what the reader sees: to mark all of a thousand takes the browser long, and nobody
// sees most of them.

/** How far from the window a post is near: what is scrolled to is there already. */
const MARGIN = '100% 0px';

export class Near {
  /**
   * @param {import('./facts.mjs').Post[]} posts
   * @param {(came: number[]) => void} told hears of each post once, when it comes near; at first of all that are
   */
  constructor(posts, told) {
    const places = new Map(posts.map(({ root, body }, at) => [root.contains(body) ? root : body, at]));
    this.observer = new IntersectionObserver(
      (entries) => {
        // What has no box of its own, or none yet, could come into sight without us hearing of it.
        const near = entries.filter(({ isIntersecting, boundingClientRect: { width, height } }) => {
          return isIntersecting || !(width || height);
        });
        for (const { target } of near) this.observer.unobserve(target);
        told(near.map(({ target }) => places.get(target)));
      },
      { rootMargin: MARGIN },
    );
    for (const place of places.keys()) this.observer.observe(place);
  }

  end() {
    this.observer.disconnect();
  }
}
