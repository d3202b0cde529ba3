/**
 * Scene of the 3-D network: each plane of render2d/layout.js stands across the flow, one behind the other. Pure: no GL, no DOM.
 *
 * On a wide screen the flow goes to the right and the planes stand; on an upright one it goes down and they lie like
 * floors. Lengths are in pixels of the digit.
 *
 * @typedef {import('../render2d/layout.js').Plane} Plane
 * @typedef {[number, number, number]} Vector
 *
 * @typedef {object} Place Where words stand.
 * @property {Vector} at
 * @property {Vector} out Which way they keep off, and how far.
 * @property {boolean} [start] Whether they begin here, rather than have their middle here.
 *
 * @typedef {object} Scene
 * @property {number} aspect Of the screen: its width over its height.
 * @property {boolean} upright
 * @property {Plane[]} planes
 * @property {number[]} first The first cell of each plane; then how many there are in all.
 * @property {Float32Array} cells Six numbers a cell: its middle; its pitch; how much of the pitch it fills; how thick it
 *     may become, in pitches.
 * @property {Vector} axis Which way the network computes.
 * @property {number} gap From plane to plane.
 * @property {{sides: number[], labels: number[]}} margins Pixels around it: left, right, below, above; and for the labels
 *     of the outputs, level and upright.
 * @property {number[]} corners Of all planes: what has to fit on the screen.
 * @property {number[]} frames The edges of the planes, from point to point.
 * @property {Place[]} captions One for each plane.
 * @property {Place[]} labels One for each output.
 */

/** How long the network is at most. */
const LENGTH = 150;
/** Numbers a cell takes in `cells`. */
export const CELL = 6;

/** From cell to cell: fewer stand farther apart, but a small layer still looks small. @param {Plane} plane @param {boolean} output */
function pitchOf({ across, along }, output) {
  const most = Math.max(across, along);
  return output ? Math.min(4, 40 / most) : Math.min(3, (28 / most) ** 0.6);
}

/**
 * @param {Plane[]} planes The digit first, the outputs last.
 * @param {number} aspect The screen's width over its height.
 * @returns {Scene}
 */
export function sceneOf(planes, aspect) {
  const last = planes.length - 1;
  const upright = aspect < 1;
  // The longer the screen, the farther apart the planes.
  const gap = Math.min(LENGTH / last, upright ? Math.max(20, 14 / aspect) : Math.min(40, 14 + 10 * aspect));
  /** @param {number} a Along the flow. @param {number} u To the right. @param {number} v Down. @returns {Vector} */
  const world = (a, u, v) => (upright ? [u, -a, v] : [a, -v, u]);
  const first = [0];
  for (const { cells } of planes) first.push(first[first.length - 1] + cells);
  const cells = new Float32Array(CELL * first[planes.length]);
  /** @type {{corners: number[], frames: number[], captions: Place[], labels: Place[]}} */
  const { corners, frames, captions, labels } = { corners: [], frames: [], captions: [], labels: [] };
  planes.forEach((plane, n) => {
    const [a, pitch] = [(n - last / 2) * gap, pitchOf(plane, n === last)];
    // Lying, all but the digit are turned a quarter, so that the outputs stand in a row from left to right.
    const [us, vs] = upright && n > 0 ? [plane.y, plane.x] : [plane.x, plane.y];
    const look = n === 0 ? [0.94, 0.7] : n === last ? [0.86, 0.6] : [0.8, 0.8];
    for (let cell = 0; cell < plane.cells; cell += 1) {
      cells.set([...world(a, us[cell] * pitch, vs[cell] * pitch), pitch, ...look], CELL * (first[n] + cell));
      if (n === last) labels.push({ at: world(a, us[cell] * pitch, vs[cell] * pitch), out: world(pitch, 0, 0) });
    }
    const [u, v] = [us, vs].map((values) => pitch * (Math.max(...values) + 0.5) + (n === last ? 0 : 0.7));
    const ring = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => world(a, x * u, y * v));
    ring.forEach((corner, k) => {
      corners.push(...corner);
      if (n < last) frames.push(...corner, ...ring[(k + 1) % 4]);
    });
    captions.push(upright ? { at: ring[2], out: world(0, 1.5, 0), start: true } : { at: world(a, 0, v), out: world(0, 0, 1) });
  });
  return {
    aspect, upright, planes, first, cells, gap, corners, frames, captions, labels, axis: world(1, 0, 0),
    // Below, on an upright screen, there are the buttons.
    margins: { sides: [16, 16, upright ? 62 : 42, 14], labels: [58, 44] },
  };
}

/** Where a scene is first seen from. @param {Scene} scene @returns {import('./camera.js').Stance} */
export function startOf({ upright, aspect }) {
  // The less room there is to the side, the more they rise one behind the other.
  const turn = upright ? { yaw: -0.4, pitch: 0.6 } : { yaw: 0.8, pitch: Math.max(0.2, 0.8 - 0.3 * aspect) };
  return { ...turn, zoom: 1, x: 0, y: 0 };
}

/** The plane of a cell. @param {Scene} scene @param {number} index @returns {number} */
export function planeOf({ first }, index) {
  let n = 0;
  while (index >= first[n + 1]) n += 1;
  return n;
}

/**
 * Which cell is under a pixel: the nearest whose place the ray meets. A place is the whole pitch, gaps and all, so that
 * between two cells of a plane nothing falls through. Pixels are not neurons: they are as air.
 *
 * @param {Scene} scene @param {import('./camera.js').Look} look
 * @param {number} px Pixels from the left. @param {number} py Pixels from the top.
 * @returns {number} −1: none.
 */
export function pick({ cells, axis, first }, { eye, ray }, px, py) {
  const direction = ray(px, py);
  let [nearest, found] = [Infinity, -1];
  for (let at = CELL * first[1]; at < cells.length; at += CELL) {
    let [enter, leave] = [0, nearest];
    for (let n = 0; n < 3; n += 1) {
      const half = (cells[at + 3] / 2) * (axis[n] ? cells[at + 5] : 1) * Math.sign(direction[n]);
      const middle = cells[at + n] - eye[n];
      enter = Math.max(enter, (middle - half) / direction[n]);
      leave = Math.min(leave, (middle + half) / direction[n]);
    }
    if (enter < leave) [nearest, found] = [enter, at / CELL];
  }
  return found;
}

/**
 * The twelve edges around a cell, from point to point.
 * @param {Scene} scene @param {number} index @param {number} lit How much it is lit, and so how thick it is.
 * @returns {number[]}
 */
export function cage({ cells, axis }, index, lit) {
  const [x, y, z, pitch, , most] = cells.subarray(CELL * index, CELL * index + CELL);
  const thick = most * (0.16 + 0.84 * Math.abs(lit)) + 0.2;
  /** @type {number[]} */
  const edges = [];
  for (let corner = 0; corner < 8; corner += 1) {
    for (let n = 0; n < 3; n += 1) {
      if (corner & (1 << n)) continue;
      for (const end of [corner, corner | (1 << n)]) {
        [x, y, z].forEach((middle, k) => {
          edges.push(middle + (pitch / 2) * (axis[k] ? thick : 1.1) * (end & (1 << k) ? 1 : -1));
        });
      }
    }
  }
  return edges;
}
