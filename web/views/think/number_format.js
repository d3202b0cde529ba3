/** Number formats of the cards. */

/** Text that changes often is written only where it differs. @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A number with a true minus. @param {number} value @param {number} [digits] */
export function number(value, digits = 3) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** With its sign, whichever it is. @param {number} value @param {number} [digits] */
export function signed(value, digits = 3) {
  const text = number(value, digits);
  return text.startsWith('−') ? text : `+${text}`;
}

/** A number that may be very small or large, as 0.0123 or 1.2 · 10⁻⁷. @param {number} value */
export function scientific(value) {
  if (value === 0 || (value >= 0.0005 && value < 1e5)) return number(value, value < 100 ? 4 : 1);
  const [mantissa, exponent] = value.toExponential(1).split('e');
  const raised = [...exponent.replace('+', '')].map((letter) => (letter === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(letter)])).join('');
  return `${mantissa} · 10${raised}`;
}

/** @param {number} share */
export const percent = (share) => `${(100 * share).toFixed(share > 0.9995 || share < 0.0995 ? 2 : 1)} %`;

/** A whole number with its thousands apart. @param {number} value */
export const whole = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/**
 * What is written of a sum, so that what is written adds up: the rest takes what rounding the others left.
 *
 * @param {{bias: number, z: number, largest: {product: number}[], rest: number, restCount: number}} terms
 * @param {number} [digits]
 * @returns {{ products: number[], bias: number, rest: number, z: number }} Rounded.
 */
export function written({ bias, z, largest, rest, restCount }, digits = 3) {
  const round = (/** @type {number} */ value) => Math.round(value * 10 ** digits) / 10 ** digits;
  const products = largest.map(({ product }) => round(product));
  const left = products.reduce((sum, product) => sum - product, round(z) - round(bias));
  return { products, bias: round(bias), z: round(z), rest: restCount > 0 ? round(left) : round(rest) };
}
