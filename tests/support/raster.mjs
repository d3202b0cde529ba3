/** Strokes as pixels without a browser: the hulls that the brush lays out, filled by their distance. */
import { createBrush } from '../../web/drawing/brush.js';
import { SIZE } from '../../web/drawing/drawing.js';
import { FakePath, fakeContext } from './fakes.mjs';

/** How far a point is outside the hull of two discs; negative inside. */
function distance(x, y, [x0, y0, r0], [x1, y1, r1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = Math.hypot(dx, dy);
  if (length <= Math.abs(r0 - r1)) return Math.hypot(x - x0, y - y0) - Math.max(r0, r1);
  const [along, aside] = [((x - x0) * dx + (y - y0) * dy) / length, Math.abs((x - x0) * dy - (y - y0) * dx) / length];
  const slope = (r1 - r0) / length;
  // The nearest disc of the hull lies a little before or after the foot, where the hull is tapered.
  const foot = Math.min(Math.max(along + (aside * slope) / Math.sqrt(1 - slope ** 2), 0), length);
  return Math.hypot(along - foot, aside) - (r0 + slope * foot);
}

function fillHull(data, from, to) {
  const reach = Math.max(from[2], to[2]) + 1;
  const [left, right, top, bottom] = [
    Math.min(from[0], to[0]) - reach, Math.max(from[0], to[0]) + reach,
    Math.min(from[1], to[1]) - reach, Math.max(from[1], to[1]) + reach,
  ];
  for (let y = Math.max(0, Math.floor(top)); y <= Math.min(SIZE - 1, bottom); y += 1) {
    for (let x = Math.max(0, Math.floor(left)); x <= Math.min(SIZE - 1, right); x += 1) {
      const covered = 255 * Math.min(Math.max(0.5 - distance(x + 0.5, y + 0.5, from, to), 0), 1);
      data[y * SIZE + x] = Math.max(data[y * SIZE + x], covered);
    }
  }
}

/** A picture of strokes, 280 × 280, white on black, as the page's ink draws them. */
export function rasterize(strokes, pen = 18) {
  const data = new Uint8Array(SIZE * SIZE);
  const context = fakeContext();
  createBrush(FakePath, pen)(context, strokes);
  for (const [, path] of context.calls) {
    let arcs = [];
    for (const [name, ...values] of [...path.calls, ['moveTo']]) {
      if (name === 'arc') arcs.push(values.slice(0, 3));
      else if (arcs.length > 0) {
        fillHull(data, arcs[0], arcs.at(-1));
        arcs = [];
      }
    }
  }
  return { data, width: SIZE, height: SIZE };
}
