// The packs of languages: WebAssembly modules of a few kilobytes, each with lists of words and a stemmer. What
// they export is documented in src/languages/pack.rs.

/** How long a file may take, in milliseconds. Words are counted without it then. */
const PATIENCE = 20_000;

/**
 * Loads the pack at `url`, which must be what `integrity` says.
 * @param {URL} url
 * @param {string} integrity
 */
export async function loadPack(url, integrity) {
  const response = await fetch(url, { integrity, signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer());
  return new Pack(instance.exports);
}

class Pack {
  constructor(exports) {
    this.exports = exports;
  }

  /** The lists, as bytes of text. */
  get data() {
    return this.bytes(this.exports.data(), this.exports.data_len());
  }

  /** The stems of words that are parted by line feeds, parted alike. */
  stem(words) {
    const { exports } = this;
    const capacity = exports.capacity();
    const parts = [];
    for (let start = 0; start < words.length; ) {
      let end = Math.min(start + capacity, words.length);
      // A batch ends with a whole word, and with the line feed after it. No word is as long as a batch.
      if (end < words.length) end = words.lastIndexOf(LINE_FEED, end - 1) + 1;
      if (end <= start) throw new RangeError('a word is too long');
      const place = exports.words();
      this.bytes(place, capacity).set(words.subarray(start, end));
      parts.push(this.bytes(place, exports.stem(end - start)).slice());
      start = end;
    }
    return parts.length === 1 ? parts[0] : joined(parts);
  }

  bytes(start, length) {
    return new Uint8Array(this.exports.memory.buffer, start, length);
  }
}

const LINE_FEED = 10;

function joined(parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
