/** Loss curve −ln y, with a dot for each function. */
import { make } from '../elements.js';

/** @typedef {import('../context.js').Context} Context */

const SVG = 'http://www.w3.org/2000/svg';
const CURVE_END = 5; // beyond it the loss is off the paper
const COLORS = ['mark', 'against'];

/** @param {Context} context @param {string[]} names Of the functions. */
export function createLossCurve({ document, t }, names) {
  const part = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes, text = '') => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.textContent = text;
    return element;
  };
  const [width, height, left, bottom] = [260, 180, 30, 26];
  const x = (/** @type {number} */ y) => left + y * (width - left - 8);
  const up = (/** @type {number} */ loss) => height - bottom - (Math.min(loss, CURVE_END) / CURVE_END) * (height - bottom - 10);
  const points = Array.from({ length: 120 }, (_, i) => (i + 1) / 120);
  const svg = part('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': t('goodness.curve') });
  const axes = part('g', { class: 'axes' });
  axes.append(
    part('line', { x1: x(0), x2: x(1), y1: up(0), y2: up(0) }),
    part('line', { x1: x(0), x2: x(0), y1: up(0), y2: up(CURVE_END) }),
    part('text', { x: x(0), y: height - 8, 'text-anchor': 'middle' }, '0'),
    part('text', { x: x(1), y: height - 8, 'text-anchor': 'middle' }, '1'),
    part('text', { x: x(0.5), y: height - 8, 'text-anchor': 'middle' }, 'y'),
    part('text', { x: left - 8, y: up(CURVE_END) + 4, 'text-anchor': 'end' }, String(CURVE_END)),
    part('text', { x: left - 8, y: up(0), 'text-anchor': 'end' }, '0'),
    part('text', { x: x(0.2) + 8, y: up(-Math.log(0.2)), 'text-anchor': 'start' }, '−ln y'),
  );
  const curve = part('path', { fill: 'none', d: points.map((y, i) => `${i ? 'L' : 'M'}${x(y)} ${up(-Math.log(y))}`).join('') });
  curve.style.stroke = 'var(--fill)';
  const dots = names.map((_, i) => {
    const dot = part('circle', { r: 6 });
    dot.style.fill = `var(--${COLORS[i]})`;
    return dot;
  });
  svg.append(axes, curve, ...dots);
  const legend = names.map((name, i) => {
    const entry = make(document, 'span', { text: name });
    entry.style.setProperty('--line', `var(--${COLORS[i]})`);
    return entry;
  });
  const root = make(document, 'figure', { class: 'charted' }, make(document, 'figcaption', {}, make(document, 'strong', { text: t('goodness.curve') }), ...legend));
  root.append(svg);
  return {
    root,
    /** @param {(number | null)[]} shares y of what is meant, one a function. */
    show(shares) {
      dots.forEach((dot, i) => {
        const y = shares[i];
        dot.setAttribute('visibility', y === null ? 'hidden' : 'visible');
        if (y === null) return;
        dot.setAttribute('cx', String(x(y)));
        dot.setAttribute('cy', String(up(-Math.log(Math.max(y, 1e-12)))));
      });
    },
  };
}
