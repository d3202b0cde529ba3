/**
 * State of the 3-D network: its scene, how much each cell is lit and how strong each connection is, now
 * and a moment later, and what is selected. Pure: no GL, no DOM.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../network/strongest_connections.js').Link} Link
 * @typedef {import('./scene.js').Scene} Scene
 *
 * @typedef {object} Thread A connection as it is drawn.
 * @property {number} from Cell.
 * @property {number} to Cell.
 * @property {number} value −1 to 1: its share of the strongest of its layer, with its sign.
 * @property {number} goal What `value` is on its way to.
 */
import { ACTIVATIONS } from '../network/activations.js';
import { cellOf, layoutOf, unitOf } from '../render2d/layout.js';
import { planeOf, sceneOf } from './scene.js';

/** What is this near its goal is there. */
const THERE = 0.004;

/**
 * How much each cell is lit, −1 to 1: the activation, measured by the largest of its layer where that has no bound.
 * @param {Scene} scene @param {Network} network @param {Reading | null} reading Null: nothing drawn, nothing lit.
 * @returns {Float32Array}
 */
export function levels({ planes, first }, network, reading) {
  const lit = new Float32Array(first[planes.length]);
  planes.forEach((plane, n) => {
    const a = n === 0 ? reading?.digit : reading?.pass?.a[n - 1];
    if (!a) return;
    const bound = n === 0 || ACTIVATIONS[network.layers[n - 1].activation].bounded;
    const most = bound ? 1 : a.reduce((peak, value) => Math.max(peak, Math.abs(value)), 1e-6);
    for (let cell = 0; cell < plane.cells; cell += 1) lit[first[n] + cell] = a[unitOf(plane, cell, a)] / most;
  });
  return lit;
}

/**
 * Moves what is shown towards what is to be shown.
 * @param {Float32Array} shown @param {Float32Array} goal @param {number} share 0 to 1: how much of the way.
 * @returns {boolean} Whether all of it is there.
 */
export function approach(shown, goal, share) {
  let there = true;
  for (let n = 0; n < shown.length; n += 1) {
    const left = goal[n] - shown[n];
    if (Math.abs(left) * (1 - share) < THERE) shown[n] = goal[n];
    else {
      shown[n] += left * share;
      there = false;
    }
  }
  return there;
}

/**
 * Sets what the connections are on their way to; those that are no longer among them fade.
 * @param {Map<number, Thread>} threads @param {Scene} scene @param {Link[][]} links One list a layer.
 */
export function aim(threads, { planes, first }, links) {
  for (const thread of threads.values()) thread.goal = 0;
  const cells = first[planes.length];
  links.forEach((list, layer) => {
    const most = list.reduce((peak, { value }) => Math.max(peak, Math.abs(value)), 1e-9);
    for (const link of list) {
      const from = first[layer] + cellOf(planes[layer], link.from);
      const to = first[layer + 1] + cellOf(planes[layer + 1], link.to);
      const key = from * cells + to;
      const thread = threads.get(key) ?? { from, to, value: 0, goal: 0 };
      // Two neurons may share a cell; the stronger of their connections is shown.
      if (Math.abs(link.value) > Math.abs(thread.goal) * most) thread.goal = link.value / most;
      threads.set(key, thread);
    }
  });
}

/** The same for connections; those that have faded go. @param {Map<number, Thread>} threads @param {number} share */
export function approachThreads(threads, share) {
  let there = true;
  for (const [key, thread] of threads) {
    const left = thread.goal - thread.value;
    if (Math.abs(left) * (1 - share) < THERE) thread.value = thread.goal;
    else {
      thread.value += left * share;
      there = false;
    }
    if (thread.value === 0 && thread.goal === 0) threads.delete(key);
  }
  return there;
}

/** What makes one network's scene another's. @param {Network | null} network */
const shapeOf = (network) => network && [network.side, ...network.layers.map(({ units }) => units)].join();

export function createPictureState() {
  /** @type {Network | null} */
  let network = null;
  /** @type {Reading | null} */
  let reading = null;
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Link[][]} */
  let links = [];
  /** @type {Float32Array[]} How much the cells are lit, and how much they are to be. */
  let [lit, goal] = [new Float32Array(0), new Float32Array(0)];
  /** @type {Map<number, Thread>} */
  const threads = new Map();
  let selected = { layer: -1, unit: -1, links: /** @type {Link[]} */ ([]) };
  let aspect = 0;

  const retarget = () => {
    if (!scene || !network) return;
    goal = levels(scene, network, reading);
    if (lit.length !== goal.length) lit = goal.slice();
    aim(threads, scene, links);
  };
  return {
    get scene() { return scene; },
    /** All that is drawn, once there is any. */
    get shown() { return scene && network && { scene, network, reading, lit, threads, selected }; },
    /** @param {Network} next @param {Reading | null} what @param {Link[][]} strongest */
    show(next, what, strongest) {
      if (shapeOf(next) !== shapeOf(network)) scene = null;
      [network, reading, links] = [next, what, strongest];
      retarget();
    },
    /** @param {number} layer @param {number} unit @param {Link[]} into */
    select(layer, unit, into) { selected = { layer, unit, links: into }; },
    /** Makes the scene that fits a screen. @param {number} width @param {number} height */
    fit(width, height) {
      // In steps, so that a window that is pulled larger does not make each of its sizes another scene.
      const next = Math.round((6 * width) / height) / 6;
      if (!network || (scene && next === aspect)) return;
      aspect = next;
      scene = sceneOf(layoutOf(network), aspect);
      threads.clear();
      retarget();
    },
    /** @param {number} share How much of the way to what is to be shown. @returns {boolean} Whether it is there. */
    step(share) {
      const there = approach(lit, goal, share);
      return approachThreads(threads, share) && there;
    },
    /** The neuron that a cell shows. @param {number} index −1: none. @returns {[layer: number, unit: number]} */
    neuron(index) {
      if (!scene || index < 0) return [-1, -1];
      const n = planeOf(scene, index);
      return [n - 1, unitOf(scene.planes[n], index - scene.first[n], reading?.pass?.a[n - 1])];
    },
  };
}
