/**
 * Diverging colour scale: positive is orange, negative blue, a pair that colour-blind people tell apart.
 * The further from 0, the brighter on a dark ground, the deeper on a light one.
 *
 * @typedef {[number, number, number]} Rgb
 *
 * @typedef {object} Colours
 * @property {boolean} dark
 * @property {string} ground What the pictures lie on.
 * @property {string} text
 * @property {string} quiet
 * @property {string} track A neuron that is silent.
 * @property {Rgb} plus
 * @property {Rgb} minus
 * @property {Rgb[]} scale From −1 to 1 in 2 · LEVELS + 1 steps; the middle is `track`.
 */

/** Steps of a scale on each side of 0. */
export const LEVELS = 24;

/** What the strongest go on to from the sign's own colour. @type {Record<'light' | 'dark', {plus: Rgb, minus: Rgb}>} */
const ENDS = {
  light: { plus: [104, 34, 0], minus: [8, 40, 92] },
  dark: { plus: [255, 240, 205], minus: [214, 234, 255] },
};

/**
 * @param {string} text As CSS has it: #rgb, #rrggbb or rgb(…).
 * @returns {Rgb | null}
 */
export function rgbOf(text) {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex) {
    const pairs = hex.length === 3 ? [...hex].map((digit) => digit + digit) : /** @type {string[]} */ (hex.match(/../g));
    return /** @type {Rgb} */ (pairs.map((pair) => parseInt(pair, 16)));
  }
  const numbers = /^rgba?\(([^)]+)\)$/.exec(text.trim())?.[1].match(/[\d.]+/g)?.slice(0, 3).map(Number);
  return numbers?.length === 3 ? /** @type {Rgb} */ (numbers) : null;
}

/** @param {Rgb} rgb @param {number} [alpha] */
export function css([red, green, blue], alpha = 1) {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)} / ${alpha})`;
}

/** @param {Rgb} one @param {Rgb} other @param {number} share @returns {Rgb} */
export function mix(one, other, share) {
  return /** @type {Rgb} */ (one.map((value, i) => value + (other[i] - value) * share));
}

/** How light a colour is, 0 to 1. @param {Rgb} rgb */
const lightness = ([red, green, blue]) => (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;

/** A point on the way through some colours. @param {Rgb[]} colours @param {number} share @returns {Rgb} */
function along(colours, share) {
  const at = share * (colours.length - 1);
  const step = Math.min(Math.floor(at), colours.length - 2);
  return mix(colours[step], colours[step + 1], at - step);
}

/**
 * A scale from −1 to 1.
 *
 * @param {Rgb} middle The colour of 0.
 * @param {Rgb} plus
 * @param {Rgb} minus
 * @param {boolean} dark
 * @returns {Rgb[]}
 */
export function scaleOf(middle, plus, minus, dark) {
  const ends = ENDS[dark ? 'dark' : 'light'];
  const [up, down] = [[middle, mix(middle, plus, 0.6), plus, ends.plus], [middle, mix(middle, minus, 0.6), minus, ends.minus]];
  return Array.from({ length: 2 * LEVELS + 1 }, (_, i) => {
    const level = (i - LEVELS) / LEVELS;
    return along(level < 0 ? down : up, Math.abs(level));
  });
}

/**
 * Which step of a scale shows a value.
 *
 * @param {number} value From −most to most.
 * @param {number} most
 * @returns {number}
 */
export function levelOf(value, most) {
  const level = most > 0 ? Math.round((LEVELS * value) / most) : 0;
  return LEVELS + Math.max(-LEVELS, Math.min(LEVELS, level));
}

/**
 * The colours of the theme that is on.
 *
 * @param {Element} element Where the page's variables hold.
 * @returns {Colours}
 */
export function coloursOf(element) {
  const style = /** @type {Window} */ (element.ownerDocument.defaultView).getComputedStyle(element);
  const named = (/** @type {string} */ name, /** @type {string} */ otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const ground = named('--paper', '#fffdf9');
  const dark = lightness(rgbOf(ground) ?? [255, 255, 255]) < 0.5;
  const colour = (/** @type {string} */ name, /** @type {Rgb} */ otherwise) => rgbOf(named(name, '')) ?? otherwise;
  const plus = colour('--for', dark ? [245, 160, 76] : [180, 83, 10]);
  const minus = colour('--against', dark ? [111, 177, 238] : [33, 102, 172]);
  const track = colour('--track', dark ? [35, 45, 42] : [232, 227, 216]);
  return {
    dark,
    ground,
    track: css(track),
    text: named('--text', '#1d2321'),
    quiet: named('--quiet', '#656a63'),
    plus,
    minus,
    scale: scaleOf(track, plus, minus, dark),
  };
}
