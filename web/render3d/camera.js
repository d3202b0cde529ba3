/**
 * Turntable camera: matrices, projection and rays. Pure: no GL, no DOM.
 *
 * The view turns like a turntable (yaw about the upright, pitch about the horizontal), so that up stays up. Zoom and x, y
 * are a lens over the finished picture: they enlarge about any point of the screen without moving the eye.
 *
 * @typedef {object} Stance
 * @property {number} yaw Radians; more: the left comes nearer.
 * @property {number} pitch Radians; more: seen from higher up.
 * @property {number} zoom 1: the whole network fits.
 * @property {number} x The lens's shift, in halves of the width, to the right.
 * @property {number} y The same in halves of the height, upwards.
 *
 * @typedef {object} Extent What must fit on the screen.
 * @property {number[]} corners Points, three numbers each.
 * @property {[number, number, number]} axis Which way the network computes.
 * @property {{sides: number[], labels: number[]}} margins Pixels around it: left, right, below, above; and for the labels
 *     of the outputs, level and upright.
 *
 * @typedef {object} Look A stance, fitted to a screen.
 * @property {Float32Array} matrix From the world to clip space, column by column.
 * @property {[number, number, number]} eye
 * @property {number} near The least distance of anything that is drawn.
 * @property {number} far
 * @property {number} scale Pixels of a length of 1 at distance 1.
 * @property {(x: number, y: number, z: number) => [number, number, number]} project Pixels from the upper left, distance.
 * @property {(px: number, py: number) => [number, number, number]} ray The direction in which a pixel looks.
 */

/** Half of the narrower side, at distance 1: a long lens, so that far layers are not much smaller than near ones. */
const TANGENT = 0.14;
export const MOST_ZOOM = 12;

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** The rows of the rotation. @param {number} yaw @param {number} pitch */
function rotation(yaw, pitch) {
  const [c, s, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  return [[c, 0, s], [s * sp, cp, -c * sp], [-s * cp, sp, c * cp]];
}

/**
 * The least distance at which all points are between two edges of the screen, and where the eye must be between them.
 * A point at v and depth z is inside as long as −low · (distance − z) ≤ v − shift ≤ high · (distance − z).
 * @param {number[][]} points @param {number} n Which of their numbers is v. @param {number} low @param {number} high
 */
function between(points, n, low, high) {
  const above = Math.max(...points.map((point) => point[n] + high * point[2]));
  const below = Math.max(...points.map((point) => low * point[2] - point[n]));
  const distance = (above + below) / (low + high);
  return { distance, shift: (above - below + (low - high) * distance) / 2 };
}

/**
 * The look in which a scene just fits, whichever way it is turned.
 *
 * @param {Extent} extent @param {Stance} stance @param {number} width Pixels. @param {number} height
 * @param {number} [ratio] Pixels of the screen to one of the margins'.
 * @returns {Look}
 */
export function look({ corners: points, axis, margins }, { yaw, pitch, zoom, x, y }, width, height, ratio = 1) {
  const rows = rotation(yaw, pitch);
  const turn = (/** @type {ArrayLike<number>} */ p, n = 0) => rows.map((row) => row[0] * p[n] + row[1] * p[n + 1] + row[2] * p[n + 2]);
  const turned = Array.from({ length: points.length / 3 }, (_, n) => turn(points, 3 * n));
  const flow = turn(axis);
  const each = TANGENT / Math.min(width, height);
  // Labels stand where the flow ends: that side of the screen needs the room.
  const [left, right, bottom, top] = [[0, -1], [0, 1], [1, -1], [1, 1]].map(([n, sign], side) => {
    const free = ratio * (margins.sides[side] + margins.labels[n] * Math.max(0, sign * flow[n]));
    return each * Math.max([width, height][n] - 2 * free, width / 4);
  });
  const [across, upright] = [between(turned, 0, left, right), between(turned, 1, bottom, top)];
  const depths = turned.map((point) => point[2]);
  const distance = Math.max(across.distance, upright.distance, Math.max(...depths) + 1);
  const [near, far] = [distance - Math.max(...depths), distance - Math.min(...depths)];
  const middle = [across.shift, upright.shift, distance];
  const eye = [0, 1, 2].map((n) => rows[0][n] * middle[0] + rows[1][n] * middle[1] + rows[2][n] * middle[2]);

  const [first, last] = [near * 0.8, far * 1.2];
  const [fx, fy] = [zoom / (each * width), zoom / (each * height)];
  const depth = (last + first) / (last - first);
  // w is the distance: what is farther becomes smaller.
  const w = [...rows[2].map((value) => -value), distance];
  const clip = [
    w.map((value, n) => x * value + fx * (n < 3 ? rows[0][n] : -across.shift)),
    w.map((value, n) => y * value + fy * (n < 3 ? rows[1][n] : -upright.shift)),
    w.map((value, n) => depth * value - (n < 3 ? 0 : (2 * last * first) / (last - first))),
    w,
  ];
  const matrix = new Float32Array(16).map((_, n) => clip[n % 4][Math.floor(n / 4)]);
  return {
    matrix, near, far, scale: zoom / (2 * each), eye: /** @type {[number, number, number]} */ (eye),
    project(a, b, c) {
      const [cx, cy, , cw] = clip.map((row) => row[0] * a + row[1] * b + row[2] * c + row[3]);
      return [((cx / cw + 1) * width) / 2, ((1 - cy / cw) * height) / 2, cw];
    },
    ray(px, py) {
      const [a, b] = [((2 * px) / width - 1 - x) / fx, (1 - (2 * py) / height - y) / fy];
      const [dx, dy, dz] = [0, 1, 2].map((n) => rows[0][n] * a + rows[1][n] * b - rows[2][n]);
      return [dx, dy, dz];
    },
  };
}

/** @param {Stance} stance @param {number} yaw Radians. @param {number} pitch It stops short of straight up or down. @returns {Stance} */
export function turned(stance, yaw, pitch) {
  return { ...stance, yaw: stance.yaw + yaw, pitch: clamp(stance.pitch + pitch, -1.45, 1.45) };
}

/**
 * As far as the picture, enlarged, goes beyond the screen.
 * @param {Stance} stance @param {number} dx Halves of the width. @param {number} dy Halves of the height, upwards. @returns {Stance}
 */
export function moved(stance, dx, dy) {
  const most = stance.zoom - 1;
  return { ...stance, x: clamp(stance.x + dx, -most, most), y: clamp(stance.y + dy, -most, most) };
}

/**
 * Enlarged about a point of the screen, which stays where it is.
 * @param {Stance} stance @param {number} factor @param {number} [x] From −1, the left, to 1. @param {number} [y] From −1, below, to 1.
 * @returns {Stance}
 */
export function zoomed(stance, factor, x = 0, y = 0) {
  const zoom = clamp(stance.zoom * factor, 1, MOST_ZOOM);
  const grown = zoom / stance.zoom;
  return moved({ ...stance, zoom }, (x - stance.x) * (1 - grown), (y - stance.y) * (1 - grown));
}

/** Radians a pixel of dragging turns. */
const TURN = 0.0075;
/** Milliseconds in which a fling comes down to a third; a slower one than this, in pixels a millisecond, has ended. */
const [FLING, SLOWEST] = [260, 0.02];

/** Holds a stance, which turns on when it is let go. @param {() => void} changed */
export function createTurntable(changed) {
  let stance = { yaw: 0, pitch: 0, zoom: 1, x: 0, y: 0 };
  let speed = { x: 0, y: 0 };
  /** @param {Stance} next */
  const stand = (next) => {
    stance = next;
    changed();
  };
  return {
    get stance() { return stance; },
    stand,
    /** @param {number} dx As if dragged so many pixels. @param {number} dy */
    turn(dx, dy) { stand(turned(stance, dx * TURN, dy * TURN)); },
    /** @param {number} factor @param {number} x @param {number} y */
    zoom(factor, x, y) { stand(zoomed(stance, factor, x, y)); },
    /** @param {number} dx @param {number} dy */
    move(dx, dy) { stand(moved(stance, dx, dy)); },
    /** @param {number} x Pixels a millisecond. @param {number} y */
    fling(x, y) {
      speed = { x, y };
      changed();
    },
    /** @param {number} passed Milliseconds. @returns {boolean} Whether it stands still. */
    step(passed) {
      if (Math.hypot(speed.x, speed.y) < SLOWEST) return true;
      stance = turned(stance, speed.x * passed * TURN, speed.y * passed * TURN);
      const left = Math.exp(-passed / FLING);
      speed = { x: speed.x * left, y: speed.y * left };
      return false;
    },
  };
}
