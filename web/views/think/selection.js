/**
 * Selected neuron: the one under the pointer, else the one that was clicked or reached by keys.
 *
 * @typedef {import('../../types.js').Network} Network
 * @typedef {import('../../types.js').Reading} Reading
 * @typedef {{layer: number, unit: number}} Place
 */

/** @type {Place} */
export const NONE = { layer: -1, unit: -1 };

/** @param {Place} one @param {Place} other */
const same = (one, other) => one.layer === other.layer && one.unit === other.unit;

/** @param {() => void} changed */
export function createSelection(changed) {
  let [pointed, pinned] = [NONE, NONE];
  return {
    /** @returns {Place} NONE where no neuron is. */
    get marked() { return pointed.layer >= 0 ? pointed : pinned; },
    /** @param {Place} place */
    pin(place) {
      [pinned, pointed] = [place, NONE];
      changed();
    },
    /** As pictures tell it; a second click lets go. @param {number} layer @param {number} unit @param {boolean} isPinned */
    point(layer, unit, isPinned) {
      const place = { layer, unit };
      if (isPinned) this.pin(same(pinned, place) ? NONE : place);
      else if (!same(pointed, place)) {
        pointed = place;
        changed();
      }
    },
    /** Without telling. */
    forget() { [pointed, pinned] = [NONE, NONE]; },
    /**
     * The neuron to tell of: where none is marked the answer's, or the first, which has a picture in its weights.
     *
     * @param {Network} network
     * @param {Reading | null} reading
     * @returns {Place}
     */
    told({ layers }, reading) {
      if (this.marked.layer >= 0) return this.marked;
      if (!reading) return { layer: 0, unit: 0 };
      return { layer: layers.length - 1, unit: reading.confidences.indexOf(Math.max(...reading.confidences)) };
    },
  };
}
