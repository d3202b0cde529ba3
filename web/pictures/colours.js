/**
 * The colours of the network's pictures: positive is orange, negative blue, a pair that colour-blind people tell apart.
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
 * @property {string} mark
 * @property {Rgb} plus
 * @property {Rgb} minus
 * @property {Rgb[]} scale From −1 to 1 in 2 · LEVELS + 1 steps; the middle is `track`.
 */

/** Steps of a scale on each side of 0. */
export const LEVELS = 24;

/** From near 0 to the largest, after the ground's own colour. @type {Record<'light' | 'dark', {plus: Rgb[], minus: Rgb[]}>} */
const STEPS = {
  light: { plus: [[240, 170, 110], [217, 95, 14], [122, 40, 0]], minus: [[150, 190, 228], [48, 116, 190], [10, 48, 105]] },
  dark: { plus: [[150, 78, 30], [255, 150, 64], [255, 240, 205]], minus: [[38, 84, 140], [92, 164, 255], [214, 234, 255]] },
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
 * @param {boolean} dark
 * @returns {Rgb[]}
 */
export function scaleOf(middle, dark) {
  const { plus, minus } = STEPS[dark ? 'dark' : 'light'];
  return Array.from({ length: 2 * LEVELS + 1 }, (_, i) => {
    const level = (i - LEVELS) / LEVELS;
    return along([middle, ...(level < 0 ? minus : plus)], Math.abs(level));
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
  const track = named('--track', dark ? '#232d2a' : '#e8e3d8');
  const { plus, minus } = STEPS[dark ? 'dark' : 'light'];
  return {
    dark,
    ground,
    track,
    text: named('--text', '#1d2321'),
    quiet: named('--quiet', '#656a63'),
    mark: named('--mark', '#c8452c'),
    plus: plus[1],
    minus: minus[1],
    scale: scaleOf(rgbOf(track) ?? (dark ? [35, 45, 42] : [232, 227, 216]), dark),
  };
}
