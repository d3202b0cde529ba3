/**
 * The network as a flat picture. The 3-D picture, solid.js, has the same interface.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('./strongest.js').Link} Link
 *
 * @typedef {object} PictureOptions
 * @property {(layer: number, unit: number, pinned: boolean) => void} onPoint The pointer is on a neuron of
 *     network.layers[layer]; pinned: it was clicked or tapped. (-1, -1, false): it is on none.
 * @property {(plane: number) => string[]} captions Lines that stand at plane 0 (the digit) and plane n + 1 (layer n).
 *
 * @typedef {object} NetworkPicture
 * @property {(network: Network, reading: Reading | null, links: Link[][]) => void} show
 * @property {(layer: number, unit: number, links: Link[]) => void} select A neuron and the connections into it, which
 *     stand out; (-1, -1, []): none.
 * @property {() => void} redraw
 * @property {() => void} destroy
 */
export {};
