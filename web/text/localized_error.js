/** Localized error: the key of its text, and the values that the text names. */

/**
 * @param {string} key One of the page's texts.
 * @param {Record<string, string | number>} [values]
 * @returns {Error & {key: string, values: Record<string, string | number>}}
 */
export function localizedError(key, values = {}) {
  const received = Object.entries(values).map(([name, value]) => `${name}=${String(value)}`).join(', ');
  return Object.assign(new Error(`${key}${received && ` (${received})`}`), { key, values });
}
