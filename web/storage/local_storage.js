/** Settings in localStorage; where it may not be used, they are forgotten, and nothing else fails. */

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
