/**
 * "See it think": the network drawn from the exported model itself, every layer and neuron, while the pen moves.
 *
 * @typedef {import('../types.js').Context} Context
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../types.js').View} View
 * @typedef {import('../pictures/flat.js').NetworkPicture} NetworkPicture
 * @typedef {import('../pictures/layout.js').Plane} Plane
 * @typedef {{layer: number, unit: number}} Place
 */
import { outputsAcross } from '../pictures/arrange.js';
import { coloursOf, css } from '../pictures/colours.js';
import { createFlat } from '../pictures/flat.js';
import { layoutOf, neighbour } from '../pictures/layout.js';
import { createSolid } from '../pictures/solid.js';
import { incoming, strongest } from '../pictures/strongest.js';
import { captionsOf } from './think/captions.js';
import { make } from './parts.js';
import { write } from './think/numbers.js';
import { createNeuron } from './think/neuron.js';
import { createPlain } from './think/plain.js';
import { createSoftmax } from './think/softmax.js';
import { createSpeaking } from './think/speaking.js';

/** So many connections of each layer are drawn, and of one neuron. */
const LINKS = 120;
const LINKS_OF_ONE = 48;
/** While the pen moves, the cards follow this often, in milliseconds: nobody reads them faster. */
const CARDS = 90;
/** The picture's width on a phone. */
const NARROW = 260;
/** @type {Place} */
const NONE = { layer: -1, unit: -1 };

/** @param {Document} document @param {Context['t']} t */
function createStage(document, t) {
  const [flat, solid] = ['think-flat', 'think-solid'].map((name) => {
    const canvas = make(document, 'canvas', { class: name });
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', t('think.network'));
    return canvas;
  });
  const [toFlat, toSolid] = ['think.flat', 'think.solid'].map((key) => {
    const button = make(document, 'button', {}, t(key));
    button.type = 'button';
    return button;
  });
  const choice = make(document, 'div', { class: 'think-switch' }, toFlat, toSolid);
  choice.setAttribute('role', 'group');
  choice.setAttribute('aria-label', t('think.view'));
  const chip = (/** @type {string} */ name, /** @type {string} */ key) => make(document, 'span', { class: `chip ${name}` }, t(key));
  const active = chip('active', 'think.legend_active');
  const legend = make(document, 'p', { class: 'think-legend' }, active, chip('plus', 'think.legend_plus'), chip('minus', 'think.legend_minus'));
  const invite = make(document, 'p', { class: 'think-invite' }, t('think.invite'));
  const picture = make(document, 'div', { class: 'think-picture' }, flat, solid);
  const note = make(document, 'p', { class: 'think-quiet think-note' });
  const stage = make(document, 'div', { class: 'think-card think-stage' }, make(document, 'header', {}, invite, legend, choice), picture, note);
  return { stage, picture, flat, solid, toFlat, toSolid, invite, legend, note, active, words: `${t('think.hint')} ${t('think.legend_links', { count: LINKS })}` };
}

/**
 * The flat picture and the one in 3-D, of which one is shown.
 *
 * @param {ReturnType<typeof createStage>} parts
 * @param {Context} context
 * @param {import('../pictures/flat.js').PictureOptions} options
 * @param {() => void} changed
 */
function createPictures(parts, { store, t }, options, changed) {
  const { flat, solid, toFlat, toSolid } = parts;
  const flatPicture = createFlat(flat, options);
  /** @type {NetworkPicture | null | undefined} */
  let solidPicture;
  let isSolid = false;
  const choose = (/** @type {boolean} */ wished) => {
    solid.hidden = !wished; // a hidden canvas has no size
    if (wished && solidPicture === undefined) solidPicture = createSolid(solid, options);
    isSolid = wished && Boolean(solidPicture);
    if (wished && !isSolid) {
      parts.words = t('think.no_webgl');
      toSolid.disabled = true;
    }
    [flat.hidden, solid.hidden] = [isSolid, !isSolid];
    toFlat.setAttribute('aria-pressed', String(!isSolid));
    toSolid.setAttribute('aria-pressed', String(isSolid));
  };
  const click = (/** @type {boolean} */ wished) => {
    choose(wished);
    store?.set?.({ solid: isSolid });
    changed();
  };
  toFlat.addEventListener('click', () => click(false));
  toSolid.addEventListener('click', () => click(true));
  choose(store?.get?.('solid') === true);
  return {
    /** @returns {NetworkPicture} */
    get current() { return (isSolid && solidPicture) || flatPicture; },
    destroy() {
      flatPicture.destroy();
      solidPicture?.destroy();
    },
  };
}

/**
 * @param {HTMLElement} root An empty section.
 * @param {Context} context
 * @returns {View}
 */
export function createThink(root, context) {
  const { document, t, say } = context;
  const window = /** @type {Window & typeof globalThis} */ (document.defaultView);
  /** @type {Network | null} */
  let network = null;
  /** @type {Reading | null} */
  let reading = null;
  /** What the pointer is on, and what was clicked. */
  let [pointed, pinned] = [NONE, NONE];
  let cardsShown = -Infinity;
  let waiting = 0;

  const parts = createStage(document, t);
  const choose = (/** @type {number} */ layer, /** @type {number} */ unit) => {
    [pinned, pointed] = [{ layer, unit }, NONE];
    showChosen();
  };
  const neuron = createNeuron(document, t, choose);
  const softmax = createSoftmax(document, t);
  const speaking = createSpeaking(document, t);
  const cards = make(document, 'div', { class: 'think-cards' }, speaking.article, softmax.article);
  const whole = make(document, 'div', { class: 'think' }, parts.stage, neuron.article, cards);
  /** @type {ReturnType<typeof createPlain> | null} */
  let plain = null;
  root.replaceChildren(whole);

  const onPoint = (/** @type {number} */ layer, /** @type {number} */ unit, /** @type {boolean} */ isPinned) => {
    const before = pinned.layer >= 0 && pinned.layer === layer && pinned.unit === unit;
    if (isPinned) pinned = before ? NONE : { layer, unit };
    else if (pointed.layer === layer && pointed.unit === unit) return;
    pointed = isPinned ? NONE : { layer, unit };
    showChosen();
  };
  const options = { onPoint, captions: (/** @type {number} */ n, /** @type {Plane | undefined} */ plane) => captionsOf(/** @type {Network} */ (network), plane, n, t) };
  const pictures = createPictures(parts, context, options, () => showAll());

  const marked = () => (pointed.layer >= 0 ? pointed : pinned);
  /** The neuron of the card: the answer's where none is chosen, or the first, which has a picture in its weights. */
  const carded = () => {
    const at = marked();
    if (at.layer >= 0) return at;
    if (!reading) return { layer: 0, unit: 0 };
    return { layer: /** @type {Network} */ (network).layers.length - 1, unit: reading.confidences.indexOf(Math.max(...reading.confidences)) };
  };
  const showNeuron = () => {
    if (!network) return;
    const { layer, unit } = carded();
    neuron.show({ network, reading, layer, unit });
    // Beside the picture too: on a phone the card is further down.
    write(parts.note, marked().layer >= 0 ? neuron.spoken() : parts.words);
  };
  const showCards = () => {
    if (!network) return;
    window.clearTimeout(waiting);
    waiting = 0;
    cardsShown = window.performance.now();
    showNeuron();
    softmax.show(network, reading?.pass ?? null);
    speaking.show(network, reading);
  };
  const showMarked = () => {
    if (!network) return;
    const { layer, unit } = marked();
    const links = layer >= 0 && reading?.pass ? incoming(network, reading.pass, reading.digit, layer, unit, LINKS_OF_ONE) : [];
    pictures.current.select(layer, unit, links);
  };
  const showChosen = () => {
    showMarked();
    showNeuron();
  };
  const showPlain = () => {
    plain ??= createPlain(document, t, context.reader?.labels ?? []);
    if (!plain.article.isConnected) root.replaceChildren(plain.article);
    plain.show(reading);
  };
  const showAll = () => {
    if (!network) return showPlain();
    if (!whole.isConnected) root.replaceChildren(whole);
    [parts.invite.hidden, parts.legend.hidden] = [reading !== null, reading === null];
    const links = reading?.pass ? strongest(network, reading.pass, reading.digit, LINKS) : [];
    showMarked();
    pictures.current.show(network, reading, links);
    const rest = cardsShown + CARDS - window.performance.now();
    if (rest <= 0) showCards();
    else waiting ||= window.setTimeout(showCards, rest);
  };
  const paintLegend = () => {
    const { dark, scale } = coloursOf(whole);
    whole.style.setProperty('--active', css(scale[scale.length - 1]));
    parts.active.textContent = t(dark ? 'think.legend_active' : 'think.legend_active_light');
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (!network || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const planes = pictures.current.planes ?? layoutOf(network);
    const next = event.key === 'Escape' && marked().layer >= 0 ? NONE : neighbour(planes, carded(), event.key, Boolean(pictures.current.down));
    if (!next) return;
    event.preventDefault();
    event.stopPropagation(); // Escape would clear the drawing
    choose(next.layer, next.unit);
    if (next.layer >= 0) say(neuron.spoken());
  };
  parts.picture.addEventListener('keydown', onKey);
  paintLegend();
  const observer = new window.ResizeObserver(() => pictures.current.redraw());
  observer.observe(parts.picture);

  return {
    show(nextReading, nextNetwork) {
      const next = nextReading?.network ?? nextNetwork;
      const shape = (/** @type {Network | null} */ of) => of?.layers.map(({ units }) => units).join();
      if (shape(next) !== shape(network)) [pointed, pinned] = [NONE, NONE];
      [reading, network] = [nextReading, next];
      // On a phone the picture is as long as it has layers, and rows of outputs.
      parts.picture.style.setProperty('--layers', String(next?.layers.length ?? 0));
      const labels = next?.labels ?? [''];
      parts.picture.style.setProperty('--rows', String(Math.ceil(labels.length / outputsAcross(labels, NARROW)) - 1));
      showAll();
    },
    redraw() {
      paintLegend();
      pictures.current.redraw();
      showCards();
    },
    destroy() {
      window.clearTimeout(waiting);
      observer.disconnect();
      pictures.destroy();
    },
  };
}
