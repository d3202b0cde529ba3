/**
 * What the solid picture holds: a network as a scene, what it makes of a digit, and what is selected. Pure.
 *
 * @typedef {import('../../types.js').Network} Network
 * @typedef {import('../../types.js').Reading} Reading
 * @typedef {import('../strongest.js').Link} Link
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {import('./values.js').Thread} Thread
 */
import { layoutOf, unitOf } from '../layout.js';
import { planeOf, sceneOf } from './scene.js';
import { aim, approach, approachThreads, levels } from './values.js';

/** What makes one network's scene another's. @param {Network | null} network */
const shapeOf = (network) => network && [network.side, ...network.layers.map(({ units }) => units)].join();

export function createContent() {
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
