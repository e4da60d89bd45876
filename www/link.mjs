// Links to what was chosen in the cloud: how they are told from other addresses. What they say is read and written in
// `select/address.mjs`, which readers without such a link load later or never.

/** What stands before the chosen terms in a fragment. */
export const FRAGMENT = '#groundswell-';

/** The parameter that has them where the page itself uses fragments as routes. */
export const PARAMETER = 'groundswell';

/**
 * Gives the current entry of the history another address. The page's state stays as it is; and past methods of the
 * object, which routers replace to hear of routes.
 * @param {string} href
 */
export function rewriteAddress(href) {
  try {
    History.prototype.replaceState.call(history, history.state, '', href);
  } catch {
    // The document has no address of its own, or it was written too often.
  }
}

/**
 * What the page's address says to be chosen. A parameter is taken out of it: out of the query and of nothing else, for
 * an address is whatever somebody made of it (`?groundswell=x/../../`).
 */
export function takeLink() {
  const { href, hash } = location;
  if (hash.startsWith(FRAGMENT)) return hash.slice(FRAGMENT.length);
  const url = new URL(href);
  const given = url.search.slice(1).split('&');
  const code = given.find(isOwn)?.slice(PARAMETER.length + 1);
  if (!code) return;
  url.search = given.filter((part) => !isOwn(part)).join('&');
  rewriteAddress(url.href);
  return code;
}

/** Whether a part of a query is a selection as we write it. */
const isOwn = (part) => new RegExp(`^${PARAMETER}=[\\w-]+$`).test(part);
