// Links to what was chosen in the cloud: how they are told from other addresses. What they say is read and written in
// `select/address.mjs`, which readers without such a link load later or never.

/** What stands before the chosen terms in a fragment. */
export const FRAGMENT = '#groundswell-';

/** The parameter that has them where the page itself uses fragments as routes. */
export const PARAMETER = 'groundswell';

/**
 * Changes the current entry of the history, or adds one, unheard by the page's own router: it patches the methods of
 * the object, or listens to `navigation`, and there is nothing in it for either. The page's state goes along as it is.
 * @param {'pushState' | 'replaceState'} how
 * @param {string} href
 */
export function writeHistory(how, href) {
  const hush = (event) => event.stopImmediatePropagation();
  globalThis.navigation?.addEventListener('navigate', hush, true);
  try {
    History.prototype[how].call(history, history.state, '', href);
    return true;
  } catch {
    // The document has no history of its own, or has been writing it too often.
    return false;
  } finally {
    globalThis.navigation?.removeEventListener('navigate', hush, true);
  }
}

/** What the page's address, or its entry in the history, says to be chosen. A parameter is taken out of the address. */
export function takeLink() {
  const { href, hash } = location;
  if (hash.startsWith(FRAGMENT)) return hash.slice(FRAGMENT.length);
  const code = href.match(/^[^#]*[?&]groundswell=([\w-]+)/)?.[1];
  if (!code) return globalThis.navigation?.currentEntry?.getState()?.[PARAMETER];
  const bare = href.replace(`?${PARAMETER}=${code}&`, '?').replace(new RegExp(`[?&]${PARAMETER}=${code}`), '');
  writeHistory('replaceState', bare);
  return code;
}
