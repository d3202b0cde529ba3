/**
 * Network diagram on a 2-D canvas. The 3-D one, render3d/network3d.js, has the same interface.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('./layout.js').Plane} Plane
 * @typedef {import('../network/strongest_connections.js').Link} Link
 * @typedef {import('./arrangement.js').Arrangement} Arrangement
 * @typedef {import('./colours.js').Colours} Colours
 * @typedef {import('./paint.js').Sprites} Sprites
 * @typedef {import('./words.js').Box} Box
 *
 * @typedef {object} PictureOptions
 * @property {(layer: number, unit: number, pinned: boolean) => void} onPoint The pointer is on a neuron of
 *     network.layers[layer]; pinned: it was clicked or tapped. (-1, -1, false): it is on none.
 * @property {(n: number, plane?: Plane) => string[]} captions Two lines for plane 0 (the digit) and plane n + 1
 *     (layer n), and both in one.
 *
 * @typedef {object} NetworkPicture
 * @property {(network: Network, reading: Reading | null, links: Link[][]) => void} show
 * @property {(factor: number) => void} [zoom] In 3-D alone, as `reset`.
 * @property {() => void} [reset]
 * @property {(layer: number, unit: number, links: Link[]) => void} select A neuron and the connections into it, which
 *     stand out; (-1, -1, []): none.
 * @property {() => void} redraw
 * @property {() => void} destroy
 * @property {Plane[]} [planes] As they are drawn.
 * @property {boolean} [down] Whether the signals run from top to bottom.
 * @property {{text: string, box: Box}[]} words All words that are shown, and where, in CSS pixels of the canvas.
 * @property {import('./words.js').Outline[]} shapes What no words may lie across: corners in their order.
 */
import { ACTIVATIONS } from '../network/activations.js';
import { arrange, find, place } from './arrangement.js';
import { captionWords, shapesOf } from './captions.js';
import { coloursOf } from './colours.js';
import { cellOf, unitOf } from './layout.js';
import { createSprites, measureOn, paintCells, paintConfidences, paintLinks, paintOutputs, paintPlates, paintWords } from './paint.js';
import { labelWords, shareWords } from './outputs.js';
import { largest } from './heatmaps.js';
import { outlineOf } from './words.js';

/** More pixels than this show no more, and take their time. */
const MOST_PIXELS = 1.6e6;

/** What each cell shows: its most active neuron. @param {Plane} plane @param {Float32Array} a @returns {Float32Array} */
function cellsOf(plane, a) {
  return plane.group === 1 ? a : Float32Array.from({ length: plane.cells }, (_, cell) => a[unitOf(plane, cell, a)]);
}

/** Connections of neurons as connections of cells. @param {Plane[]} planes @param {number} to @param {Link[]} links */
function linksOfCells(planes, to, links) {
  const [source, target] = [planes[to - 1], planes[to]];
  if (source.group === 1 && target.group === 1) return links;
  return links.map((link) => ({ ...link, from: cellOf(source, link.from), to: cellOf(target, link.to) }));
}

/** @param {Document} document @param {number} width @param {number} height */
function canvasOf(document, width, height) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  return { canvas, context: /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')) };
}

/** Paints the digit as the network sees it. @param {CanvasRenderingContext2D} context @param {Float32Array | null} digit @param {number} side */
function paintSmall(context, digit, side) {
  const image = context.createImageData(side, side);
  for (let i = 0; i < side * side; i += 1) {
    image.data.fill(digit ? Math.round(255 * digit[i]) : 0, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/**
 * What does not change from frame to frame: quiet cells, outputs, captions; and the sprites of lit ones.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Network} network
 * @param {PictureOptions['captions']} captions
 */
function createScene(canvas, network, captions) {
  const { ownerDocument: document } = canvas;
  const window = /** @type {Window} */ (document.defaultView);
  // All lengths are those of a page of 16 px; on very large screens the page grows, and the picture with it.
  const zoom = parseFloat(window.getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  const [width, height] = [canvas.clientWidth / zoom, canvas.clientHeight / zoom];
  const density = Math.min(zoom * (window.devicePixelRatio || 1), Math.sqrt(MOST_PIXELS / Math.max(width * height, 1)));
  const colours = coloursOf(canvas);
  const arrangement = arrange(network, { width, height, down: width < 540, density });
  const { blocks } = arrangement;
  const ground = canvasOf(document, Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density)));
  ground.context.scale(density, density);
  const sprites = blocks.map(({ pitch }, n) => (n === 0 || n === blocks.length - 1 ? null : createSprites(document, colours, pitch, density)));
  blocks.forEach((block, n) => {
    const lit = sprites[n];
    if (lit) paintCells(ground.context, arrangement, block, lit, new Float32Array(block.plane.cells), 1, true);
  });
  paintOutputs(ground.context, arrangement, colours, network.labels);
  const digit = canvasOf(document, network.side, network.side);
  // From top to bottom captions stand between the layers, over the connections.
  const words = arrangement.down ? canvasOf(document, ground.canvas.width, ground.canvas.height) : ground;
  if (words !== ground) words.context.scale(density, density);
  const written = captionWords(arrangement, captions, measureOn(words.context), { width, height });
  if (arrangement.down) paintPlates(words.context, written, colours);
  paintWords(words.context, written, colours);
  return { arrangement, colours, density, ground: ground.canvas, words: words.canvas, written, sprites, digit, zoom };
}
/** @typedef {ReturnType<typeof createScene>} Scene */

/** What the picture shows. @typedef {{layer: number, unit: number, links: Link[]}} Selected */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Network} network
 * @param {Reading | null} reading
 * @param {Link[][]} links
 * @param {Selected} selected
 */
function paint(context, scene, network, reading, links, selected) {
  const { arrangement, colours, density, ground, words, sprites, digit } = scene;
  const { blocks, down } = arrangement;
  const planes = blocks.map(({ plane }) => plane);
  const chosen = selected.layer >= 0;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalCompositeOperation = 'copy';
  context.drawImage(ground, 0, 0);
  context.globalCompositeOperation = 'source-over';
  context.setTransform(density, 0, 0, density, 0, 0);
  links.forEach((each, n) => paintLinks(context, arrangement, colours, n + 1, linksOfCells(planes, n + 1, each), chosen ? 0.13 : 1));
  const square = blocks[0].length;
  const [x, y] = down ? [blocks[0].cross, blocks[0].flow] : [blocks[0].flow, blocks[0].cross];
  paintSmall(digit.context, reading?.digit ?? null, network.side);
  context.imageSmoothingEnabled = false;
  context.drawImage(digit.canvas, x - square / 2, y - square / 2, square, square);
  context.imageSmoothingEnabled = true;
  if (chosen) paintLinks(context, arrangement, colours, selected.layer + 1, linksOfCells(planes, selected.layer + 1, selected.links), 1.2);
  if (reading?.pass) {
    const { a } = reading.pass;
    network.layers.slice(0, -1).forEach(({ activation }, n) => {
      const most = ACTIVATIONS[activation].bounded ? 1 : largest(a[n]);
      paintCells(context, arrangement, blocks[n + 1], /** @type {Sprites} */ (sprites[n + 1]), cellsOf(planes[n + 1], a[n]), most);
    });
    paintConfidences(context, arrangement, colours, a[a.length - 1], network.labels);
  }
  if (chosen) {
    const block = blocks[selected.layer + 1];
    const [left, top] = place(arrangement, block, cellOf(block.plane, selected.unit));
    context.strokeStyle = colours.text;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(left, top, Math.max(5, (sprites[selected.layer + 1]?.radius ?? 9) + 2.5), 0, 2 * Math.PI);
    context.stroke();
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (words !== ground) context.drawImage(words, 0, 0);
}

/**
 * Hands the neurons that a pointer is on to `onPoint`.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {(x: number, y: number, reach: number) => {layer: number, unit: number} | null} at
 * @param {PictureOptions['onPoint']} onPoint
 */
function followPointer(canvas, at, onPoint) {
  /** @type {(event: MouseEvent, reach: number) => {layer: number, unit: number} | null} */
  const hit = (event, reach) => {
    const box = canvas.getBoundingClientRect();
    return at(event.clientX - box.left, event.clientY - box.top, reach);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === 'touch') return; // a finger taps
    const { layer, unit } = hit(event, 3) ?? { layer: -1, unit: -1 };
    canvas.style.cursor = layer < 0 ? '' : 'pointer';
    onPoint(layer, unit, false);
  };
  const leave = () => onPoint(-1, -1, false);
  const click = (/** @type {MouseEvent} */ event) => {
    const found = hit(event, 14);
    if (found) onPoint(found.layer, found.unit, true);
    else onPoint(-1, -1, true);
  };
  canvas.addEventListener('pointermove', move);
  canvas.addEventListener('pointerleave', leave);
  canvas.addEventListener('click', click);
  return () => {
    canvas.removeEventListener('pointermove', move);
    canvas.removeEventListener('pointerleave', leave);
    canvas.removeEventListener('click', click);
  };
}

/** While a network learns, each moment is another one of the same shape. @param {Network} network */
const shapeOf = ({ side, labels, layers }) => [side, ...labels, ...layers.map(({ units }) => units)].join();

/**
 * The neuron at a point of the canvas.
 *
 * @param {Scene} scene
 * @param {Reading | null} reading
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 */
function neuronAt({ arrangement, zoom }, reading, x, y, reach) {
  const found = find(arrangement, x / zoom, y / zoom, reach);
  if (!found) return null;
  const layer = found.plane - 1;
  return { layer, unit: unitOf(arrangement.blocks[found.plane].plane, found.cell, reading?.pass?.a[layer]) };
}

/** All words of the picture as it is. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Network} network @param {Reading | null} reading */
function wordsOf(context, { arrangement, written }, { labels }, reading) {
  const [measure, confidences] = [measureOn(context), reading?.pass?.a.at(-1)];
  const best = confidences ? confidences.indexOf(Math.max(...confidences)) : -1;
  const named = labelWords(arrangement, labels, best, measure);
  return [...written, ...named, ...shareWords(arrangement, confidences ?? [], measure, named)];
}

/** @param {Box} box @param {number} zoom @returns {Box} */
const enlarged = ({ left, top, right, bottom }, zoom) => ({ left: left * zoom, top: top * zoom, right: right * zoom, bottom: bottom * zoom });

/**
 * @param {HTMLCanvasElement} canvas Its size is the page's; what it shows fits in.
 * @param {PictureOptions} options
 * @returns {NetworkPicture}
 */
export function createNetwork2d(canvas, { onPoint, captions }) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  /** @type {{network: Network, reading: Reading | null, links: Link[][]} | null} */
  let shown = null;
  /** @type {Selected} */
  let selected = { layer: -1, unit: -1, links: [] };
  /** @type {Scene | null} */
  let scene = null;
  let shape = '';

  let asked = false;

  const draw = () => {
    asked = false;
    if (!shown || canvas.clientWidth === 0) return;
    const { network, reading, links } = shown;
    if (!scene || shapeOf(network) !== shape) scene = createScene(canvas, network, captions);
    shape = shapeOf(network);
    const { width, height } = scene.ground;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    paint(context, scene, network, reading, links, selected);
  };
  /** Once for all that is changed at a time, and before the browser paints. */
  const drawSoon = () => {
    if (!asked) queueMicrotask(draw);
    asked = true;
  };
  const at = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ reach) => (
    scene && shown ? neuronAt(scene, shown.reading, x, y, reach) : null);
  const stopFollowing = followPointer(canvas, at, onPoint);
  return {
    show(network, reading, links) {
      shown = { network, reading, links };
      drawSoon();
    },
    select(layer, unit, links) {
      selected = { layer, unit, links };
      drawSoon();
    },
    redraw() {
      scene = null;
      drawSoon();
    },
    destroy: stopFollowing,
    get words() {
      if (!scene || !shown) return [];
      const { zoom } = scene;
      return wordsOf(context, scene, shown.network, shown.reading).map((word) => ({ text: word.text, box: enlarged(word, zoom) }));
    },
    get shapes() {
      if (!scene) return [];
      const { arrangement, zoom } = scene;
      return shapesOf(arrangement).map((box) => outlineOf(enlarged(box, zoom)));
    },
    get planes() { return scene?.arrangement.blocks.map(({ plane }) => plane); },
    get down() { return scene?.arrangement.down; },
  };
}
