/** Localized error: the key of its text, and the values that the text names. */

/** A large number as both languages write it. @param {number} n */
export const grouped = (n) => n.toLocaleString('en');

/** Letters of a value: what anybody wrote is not carried whole. */
const LONGEST = 1000;

/** A value of any kind as text; `String` fails on some of JSON's objects. @param {unknown} value */
function described(value) {
  if (value === undefined) return '–';
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, LONGEST);
}

/**
 * @param {string} key One of the page's texts.
 * @param {Record<string, unknown>} [values] Of any kind, by anybody.
 * @returns {Error & {key: string, values: Record<string, string | number>}}
 */
export function localizedError(key, values = {}) {
  const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? value : described(value)]));
  const received = Object.entries(said).map(([name, value]) => `${name}=${value}`).join(', ');
  return Object.assign(new Error(`${key}${received && ` (${received})`}`), { key, values: said });
}
