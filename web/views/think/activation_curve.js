/** Curve of an activation function, with a dot where the neuron is. */

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT, EDGE] = [150, 110, 8];

/**
 * The curve's points and how values become places.
 *
 * @param {(z: number) => number} activate
 * @param {number} from
 * @param {number} to
 */
export function curveOf(activate, from, to) {
  const count = 64;
  const points = Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count).map((z) => [z, activate(z)]);
  const values = points.map(([, a]) => a);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (/** @type {number} */ z) => EDGE + ((z - from) / (to - from)) * (WIDTH - 2 * EDGE);
  const y = (/** @type {number} */ a) => HEIGHT - EDGE - ((a - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const path = points.map(([z, a], i) => `${i ? 'L' : 'M'}${x(z).toFixed(1)} ${y(a).toFixed(1)}`).join('');
  return { path, x, y };
}

/** How far a curve reaches on both sides, in few steps, so that it seldom changes. @param {number} z */
export function rangeOf(z) {
  let range = 4;
  while (Math.abs(z) > range * 0.92) range *= 2;
  return range;
}

/** @param {Document} document */
export function createActivationCurve(document) {
  const draw = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    return element;
  };
  const svg = draw('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'think-curve', role: 'img' });
  const axes = draw('path', { class: 'axes' });
  const line = draw('path', { class: 'line' });
  const guide = draw('path', { class: 'guide' });
  const dot = draw('circle', { class: 'dot', r: 5 });
  svg.append(axes, line, guide, dot);
  let drawn = '';
  /** @type {ReturnType<typeof curveOf> | null} */
  let curve = null;
  return {
    svg,
    /**
     * @param {string} name What tells this curve from others.
     * @param {(z: number) => number} activate
     * @param {number} middle Of the values of z that are shown.
     * @param {{z: number, a: number} | null} at
     * @param {string} label
     */
    show(name, activate, middle, at, label) {
      const range = rangeOf((at?.z ?? 0) - middle);
      const [from, to] = [middle - range, middle + range];
      if (!curve || drawn !== `${name} ${from} ${to}`) {
        curve = curveOf(activate, from, to);
        drawn = `${name} ${from} ${to}`;
        const zero = from < 0 && to > 0 ? `M${curve.x(0)} ${EDGE / 2}V${HEIGHT - EDGE / 2}` : '';
        axes.setAttribute('d', `M${EDGE / 2} ${curve.y(0)}H${WIDTH - EDGE / 2}${zero}`);
        line.setAttribute('d', curve.path);
      }
      svg.setAttribute('aria-label', label);
      for (const element of [dot, guide]) element.setAttribute('visibility', at ? 'visible' : 'hidden');
      if (!at) return;
      const [x, y] = [curve.x(at.z).toFixed(1), curve.y(at.a).toFixed(1)];
      dot.setAttribute('cx', x);
      dot.setAttribute('cy', y);
      guide.setAttribute('d', `M${x} ${curve.y(0)}V${y}`);
    },
  };
}
