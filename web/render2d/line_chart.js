/** Line chart in SVG: axes with round numbers, a legend, and the last value in words. */

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [360, 200];
const [LEFT, RIGHT, TOP, BOTTOM] = [42, 10, 12, 26];

/** @typedef {[number, number]} At A point of a line: where, and how much. */

/**
 * Round numbers that divide a range into about four parts: 1, 2 or 5 times a power of ten apart.
 *
 * @param {number} from
 * @param {number} to
 * @returns {number[]}
 */
export function ticks(from, to) {
  const rough = (to - from) / 4;
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999) ?? rough;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Thins a line out to at most `most` points: the last of each part, so that its end is always there.
 *
 * @param {At[]} points
 * @param {number} most
 * @returns {At[]}
 */
export function thinned(points, most) {
  if (points.length <= most) return points;
  const part = points.length / most;
  return Array.from({ length: most }, (_, i) => points[Math.min(points.length, Math.round((i + 1) * part)) - 1]);
}

/**
 * @param {Document} document
 * @param {object} given
 * @param {string} given.title
 * @param {{name: string, color: string}[]} given.lines `color` is a CSS variable's name.
 * @param {[number, number]} [given.range] Of the values; without it, from 0 to the largest.
 * @param {(value: number) => string} given.say A value in words.
 * @param {string} given.across What runs across.
 * @param {number} [given.width] Across, at least.
 */
export function createLineChart(document, { title, lines, range, say, across, width = 1 }) {
  const part = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes = {}, text = '') => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    if (text) element.textContent = text;
    return element;
  };
  const svg = part('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', class: 'chart' });
  const axes = part('g', { class: 'axes' });
  const curves = lines.map(({ color }) => {
    const curve = part('path', { fill: 'none' });
    curve.style.stroke = `var(--${color})`;
    return curve;
  });
  svg.append(axes, ...curves);
  const root = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const heading = document.createElement('strong');
  heading.textContent = title;
  const legend = lines.map(({ name, color }) => {
    const entry = document.createElement('span');
    entry.style.setProperty('--line', `var(--${color})`);
    entry.textContent = name;
    return entry;
  });
  caption.append(heading, ...legend);
  root.className = 'charted';
  root.append(caption, svg);

  /** @param {At[][]} series One per line. */
  const show = (series) => {
    const all = series.flat().filter(([, value]) => Number.isFinite(value));
    const end = all.reduce((most, [x]) => Math.max(most, x), width);
    const [low, high] = range ?? [0, all.reduce((most, [, value]) => Math.max(most, value), 0) || 1];
    const x = (/** @type {number} */ at) => LEFT + (at / end) * (WIDTH - LEFT - RIGHT);
    const y = (/** @type {number} */ value) => HEIGHT - BOTTOM - ((value - low) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
    axes.replaceChildren(
      ...ticks(low, high).flatMap((value) => [
        part('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
        part('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, say(value)),
      ]),
      ...ticks(0, end).map((at) => part('text', { x: x(at), y: HEIGHT - 9, 'text-anchor': at === 0 ? 'start' : 'middle' }, String(at))),
      part('text', { x: WIDTH - RIGHT, y: HEIGHT - 30, 'text-anchor': 'end', class: 'across' }, across),
    );
    curves.forEach((curve, i) => {
      const points = thinned((series[i] ?? []).filter(([, value]) => Number.isFinite(value)), 240);
      curve.setAttribute('d', points.map(([at, value], k) => (
        `${k ? 'L' : 'M'}${x(at).toFixed(1)} ${y(Math.min(Math.max(value, low), high)).toFixed(1)}`
      )).join(''));
    });
    const last = lines.map(({ name }, i) => {
      const value = series[i]?.at(-1)?.[1];
      return value === undefined ? '' : `${name}: ${say(value)}`;
    }).filter(Boolean);
    svg.setAttribute('aria-label', [title, ...last].join('. '));
  };
  show(lines.map(() => []));
  return { root, show };
}
