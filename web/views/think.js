/**
 * View "See it think": every layer and neuron of the network that reads, while the pen moves.
 *
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('./context.js').View} View
 * @typedef {import('../render2d/layout.js').Plane} Plane
 */
import { outputsAcross } from '../render2d/arrangement.js';
import { coloursOf, css } from '../render2d/colours.js';
import { layoutOf, neighbour } from '../render2d/layout.js';
import { incomingConnections, strongestConnections } from '../network/strongest_connections.js';
import { make } from './elements.js';
import { captionsOf } from './think/captions.js';
import { createCards } from './think/cards.js';
import { createSelection, NONE } from './think/selection.js';
import { write } from './think/number_format.js';
import { createFeatureMaps } from './think/feature_maps.js';
import { createNetworkPicture, createPictureCard } from './think/network_picture.js';

/** So many connections of each layer are drawn, and of one neuron. */
const LINKS = 120;
const LINKS_OF_ONE = 48;
/** The picture's width on a phone. */
const NARROW = 260;

/** On a phone the picture is as long as it has layers and rows of outputs. @param {HTMLElement} picture @param {Network | null} network */
function setLength({ style }, network) {
  const { layers, labels } = network ?? { layers: [], labels: [''] };
  style.setProperty('--layers', String(layers.length));
  style.setProperty('--rows', String(Math.ceil(labels.length / outputsAcross(labels, NARROW)) - 1));
}

/** @param {Network | null} network */
const shapeOf = (network) => network?.layers.map(({ units }) => units).join();

/**
 * The picture and its cards, which follow what is read and what is pointed at.
 *
 * @param {Context} context
 */
function createWhole(context) {
  const { document, t } = context;
  /** @type {{network: Network, reading: Reading | null} | null} */
  let shown = null;
  const parts = createPictureCard(document, t, LINKS);
  const chosen = createSelection(() => {
    mark();
    cards.showNeuron();
  });
  const cards = createCards(document, t, {
    choose: (place) => chosen.pin(place),
    now: () => shown && { ...shown, told: chosen.told(shown.network, shown.reading) },
    // Beside the picture too: on a phone the neuron's card is further down.
    told: (words) => write(parts.note, chosen.marked.layer >= 0 ? words : parts.words),
  });
  const element = make(document, 'div', { class: 'think' }, parts.stage, ...cards.elements);
  const pictures = createNetworkPicture(parts, context, {
    onPoint: (layer, unit, isPinned) => chosen.point(layer, unit, isPinned),
    captions: (n, plane) => (shown ? captionsOf(shown.network, plane, n, t) : []),
  }, () => { if (shown) show(shown.network, shown.reading); });

  const mark = () => {
    if (!shown) return;
    const { network, reading } = shown;
    const { layer, unit } = chosen.marked;
    const links = layer >= 0 && reading?.pass ? incomingConnections(network, reading.pass, reading.digit, layer, unit, LINKS_OF_ONE) : [];
    pictures.current.select(layer, unit, links);
  };
  /** @param {Network} network @param {Reading | null} reading */
  const show = (network, reading) => {
    if (shapeOf(network) !== shapeOf(shown?.network ?? null)) chosen.forget();
    shown = { network, reading };
    setLength(parts.picture, network);
    [parts.invite.hidden, parts.legend.hidden] = [reading !== null, reading === null];
    mark();
    pictures.current.show(network, reading, reading?.pass ? strongestConnections(network, reading.pass, reading.digit, LINKS) : []);
    cards.showSoon();
  };
  return { element, parts, chosen, cards, pictures, show, get shown() { return shown; } };
}

/**
 * Arrow keys walk through the network, and what they come to is said.
 *
 * @param {ReturnType<typeof createWhole>} whole
 * @param {(text: string) => void} say
 */
function followKeys(whole, say) {
  const { parts, chosen, cards, pictures } = whole;
  parts.picture.addEventListener('keydown', (event) => {
    const { shown } = whole;
    if (!shown || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { planes = layoutOf(shown.network), down = false } = pictures.current;
    const letsGo = event.key === 'Escape' && chosen.marked.layer >= 0;
    const next = letsGo ? NONE : neighbour(planes, chosen.told(shown.network, shown.reading), event.key, down);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation(); // Escape would clear the drawing
    chosen.pin(next);
    if (next.layer >= 0) say(cards.spoken());
  });
}

/**
 * @param {HTMLElement} root An empty section.
 * @param {Context} context
 * @returns {View}
 */
export function createThink(root, context) {
  const { document, t, say } = context;
  const window = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const whole = createWhole(context);
  const { element, parts, cards, pictures } = whole;
  /** @type {ReturnType<typeof createFeatureMaps> | null} */
  let plain = null;
  const paintLegend = () => {
    const { dark, scale } = coloursOf(element);
    element.style.setProperty('--active', css(scale[scale.length - 1]));
    write(parts.active, t(dark ? 'think.legend_active' : 'think.legend_active_light'));
  };
  root.replaceChildren(element);
  followKeys(whole, say);
  paintLegend();
  const observer = new window.ResizeObserver(() => pictures.current.redraw());
  observer.observe(parts.picture);
  return {
    show(reading, given) {
      const network = reading?.network ?? given;
      if (!network) plain ??= createFeatureMaps(document, t, context.reader?.labels ?? []);
      const wanted = network || !plain ? element : plain.article;
      if (!wanted.isConnected) root.replaceChildren(wanted);
      if (network) whole.show(network, reading);
      else plain?.show(reading);
    },
    redraw() {
      paintLegend();
      pictures.current.redraw();
      cards.show();
    },
    destroy() {
      cards.destroy();
      observer.disconnect();
      pictures.destroy();
    },
  };
}
