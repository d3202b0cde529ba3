/**
 * Layout of neurons: each layer is a grid of cells, the same in 2-D and in 3-D.
 *
 * @typedef {import('../types.js').Network} Network
 *
 * One layer's cells. Plane 0 is the digit, plane n + 1 is network.layers[n]. Lengths are in cells, around the middle.
 * @typedef {object} Plane
 * @property {number} units How many neurons (or pixels) the layer has.
 * @property {number} group How many neighbours share a cell: 1 unless the layer has more than can be shown.
 * @property {number} cells How many cells are drawn: ceil(units / group).
 * @property {number} across Cells in the direction across the flow.
 * @property {number} along Cells in the direction of the flow.
 * @property {Float32Array} x Each cell's middle along the flow.
 * @property {Float32Array} y Each cell's middle across the flow.
 */

/** A layer as narrow as this is one row of neurons. */
const ROW = 24;
/** So many outputs stand in one row; their labels have to be read. */
const OUTPUTS = 26;

/**
 * @param {number} units
 * @param {number} across
 * @param {number} [group]
 * @returns {Plane}
 */
function planeOf(units, across, group = 1) {
  const cells = Math.ceil(units / group);
  const along = Math.ceil(cells / across);
  const rows = Math.ceil(cells / along); // all of them as full as can be
  const [x, y] = [new Float32Array(cells), new Float32Array(cells)];
  for (let cell = 0; cell < cells; cell += 1) {
    x[cell] = Math.floor(cell / rows) - (along - 1) / 2;
    y[cell] = (cell % rows) - (rows - 1) / 2;
  }
  return { units, group, cells, across: rows, along, x, y };
}

/**
 * The planes of a network: the digit, then each layer.
 *
 * @param {Network} network
 * @param {object} [wished]
 * @param {number} [wished.maxUnits] Layers of more neurons show several in one cell.
 * @param {number} [wished.across] Cells across the flow in hidden layers; a square where it is left out.
 * @param {number} [wished.outputs] Outputs in one row.
 * @returns {Plane[]}
 */
export function layoutOf(network, { maxUnits = 1024, across, outputs = OUTPUTS } = {}) {
  const { side, layers } = network;
  const planes = layers.map(({ units }, n) => {
    if (n === layers.length - 1) return planeOf(units, Math.ceil(units / Math.ceil(units / outputs)));
    const group = Math.ceil(units / maxUnits);
    const cells = Math.ceil(units / group);
    return planeOf(units, cells <= ROW ? cells : across ?? Math.ceil(Math.sqrt(cells)), group);
  });
  // The digit's pixels come row by row: x is a pixel's column, y its row.
  const digit = planeOf(side * side, side);
  [digit.x, digit.y] = [digit.y, digit.x];
  return [digit, ...planes];
}

/**
 * The cell that shows a neuron.
 *
 * @param {Plane} plane
 * @param {number} unit
 * @returns {number}
 */
export function cellOf(plane, unit) {
  return Math.floor(unit / plane.group);
}

/**
 * The most active neuron of a cell, which stands for the others.
 *
 * @param {Plane} plane
 * @param {number} cell
 * @param {ArrayLike<number> | undefined} a The layer's activations, where there are any.
 * @returns {number}
 */
export function unitOf(plane, cell, a) {
  const first = cell * plane.group;
  let most = first;
  if (!a) return first;
  for (let unit = first; unit < Math.min(first + plane.group, plane.units); unit += 1) {
    if (Math.abs(a[unit]) > Math.abs(a[most])) most = unit;
  }
  return most;
}

/**
 * The neuron that an arrow key leads to.
 *
 * @param {Plane[]} planes
 * @param {{layer: number, unit: number}} from
 * @param {string} key An arrow, Home, End, PageUp or PageDown.
 * @param {boolean} down Whether the signals run from top to bottom.
 * @returns {{layer: number, unit: number} | null} Null where the key leads nowhere.
 */
export function neighbour(planes, { layer, unit }, key, down) {
  const plane = planes[layer + 1];
  const cell = cellOf(plane, unit);
  const [column, row] = [Math.floor(cell / plane.across), cell % plane.across];
  const at = (/** @type {number} */ n, /** @type {number} */ next) => ({ layer: n, unit: Math.min(next, planes[n + 1].cells - 1) * planes[n + 1].group });
  const enter = (/** @type {number} */ n, /** @type {boolean} */ last) => {
    const other = planes[n + 1];
    if (n < 0 || !other) return null;
    return at(n, (last ? other.along - 1 : 0) * other.across + Math.round((row / Math.max(plane.across - 1, 1)) * (other.across - 1)));
  };
  const flow = { [down ? 'ArrowDown' : 'ArrowRight']: 1, [down ? 'ArrowUp' : 'ArrowLeft']: -1 }[key];
  const cross = { [down ? 'ArrowRight' : 'ArrowDown']: 1, [down ? 'ArrowLeft' : 'ArrowUp']: -1 }[key];
  if (flow) {
    const next = column + flow;
    return next >= 0 && next < plane.along ? at(layer, next * plane.across + row) : enter(layer + flow, flow < 0);
  }
  if (cross) return row + cross >= 0 && row + cross < plane.across ? at(layer, cell + cross) : null;
  if (key === 'PageDown') return enter(layer + 1, false);
  if (key === 'PageUp') return enter(layer - 1, false);
  if (key === 'Home') return at(layer, 0);
  if (key === 'End') return at(layer, plane.cells - 1);
  return null;
}
