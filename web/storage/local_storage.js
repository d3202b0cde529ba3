/** Small things that the browser remembers between visits; where it may not, they are forgotten, and nothing else. */

const PREFIX = 'kerasdl.';

/** @param {Document} document @param {string} name @returns {string | null} */
export function readSetting(document, name) {
  try {
    return document.defaultView?.localStorage.getItem(PREFIX + name) ?? null;
  } catch {
    return null; // private mode, or storage that is switched off
  }
}

/** @param {Document} document @param {string} name @param {string} value */
export function writeSetting(document, name, value) {
  try {
    document.defaultView?.localStorage.setItem(PREFIX + name, value);
  } catch {
    // As above.
  }
}
