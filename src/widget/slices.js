// Resolves in a task of its own after the page had a chance to handle input and paint. `setTimeout`
// is held back to 4 ms after a few turns and to a second in hidden tabs; a message is not.

const waiting = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

// A class for the reason that theme.js gives.
export class Turn {
  static breathe() {
    if (globalThis.scheduler?.yield) return globalThis.scheduler.yield();
    return new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    });
  }
}
