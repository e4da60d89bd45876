/// Numbers that look random, the same every time: D. Lehmer's generator with the factor of S. Park and K. Miller
/// ("Random number generators: good ones are hard to find", 1988, as revised in 1993).
export class Random {
  constructor(seed) {
    this.state = (seed * 7919) % 2147483647;
    // The first ones of small seeds are small.
    for (let at = 0; at < 8; at++) this.next();
  }

  /// From 0 to below 1.
  next() {
    this.state = (this.state * 48271) % 2147483647;
    return this.state / 2147483647;
  }

  below(end) {
    return Math.floor(this.next() * end);
  }
}
