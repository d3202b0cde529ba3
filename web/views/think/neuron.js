/**
 * Neuron card: its weights, its weighted sum, its activation.
 *
 * @typedef {import('../../types.js').Network} Network
 * @typedef {import('../../types.js').Reading} Reading
 * @typedef {import('../../types.js').Translate} Translate
 * @typedef {import('../../network/forward.js').Term} Term
 *
 * @typedef {object} Chosen
 * @property {Network} network
 * @property {Reading | null} reading
 * @property {number} layer
 * @property {number} unit
 */
import { ACTIVATIONS } from '../../network/activations.js';
import { activate, terms } from '../../network/forward.js';
import { coloursOf } from '../../render2d/colours.js';
import { paintWeights } from '../../render2d/heatmaps.js';
import { createActivationCurve } from './activation_curve.js';
import { make } from '../elements.js';
import { number, percent, signed, whole, write, written } from './number_format.js';

/** So many terms are told apart. */
const TERMS = 8;
/** As people write it. @param {import('../../types.js').Activation} activation */
export const nameOf = (activation) => ACTIVATIONS[activation].title;

/**
 * Softmax as a function of one z, the others as they are: a sigmoid, as high as the others let it.
 *
 * @param {Float32Array} z
 * @param {number} unit
 * @returns {number} The z at which it would be one half.
 */
export function evenPoint(z, unit) {
  const others = z.filter((_, k) => k !== unit);
  const most = Math.max(...others);
  return most + Math.log(others.reduce((sum, each) => sum + Math.exp(each - most), 0));
}

/**
 * What a neuron is called.
 *
 * @param {Network} network
 * @param {number} layer −1: pixels.
 * @param {number} unit
 * @param {Translate} t
 */
export function titleOf({ layers, side, labels }, layer, unit, t) {
  if (layer < 0) return t('think.pixel', { row: Math.floor(unit / side) + 1, column: (unit % side) + 1 });
  if (layer === layers.length - 1) return t('think.output', { label: labels[unit] });
  return t('think.neuron', { number: unit + 1 });
}

/** One line of the sum. @param {Document} document @param {string} className */
function createRow(document, className) {
  const [name, product, value] = [make(document, 'th'), make(document, 'td', { class: 'product' }), make(document, 'td', { class: 'value' })];
  name.scope = 'row';
  const bar = make(document, 'span', { class: 'bar' });
  const text = make(document, 'span');
  value.append(bar, text);
  return { row: make(document, 'tr', { class: className }, name, product, value), name, product, value, bar, text };
}
/** @typedef {ReturnType<typeof createRow>} Row */

/** @param {Row} row @param {number} value @param {number} most */
function setValue({ value: cell, bar, text }, value, most) {
  write(text, signed(value));
  cell.dataset.sign = value < 0 ? 'minus' : 'plus';
  bar.style.transform = `scaleX(${most > 0 ? Math.min(1, Math.abs(value) / most).toFixed(3) : 0})`;
}

/** The table z = Σ w · a + b. @param {Document} document @param {Translate} t @param {(unit: number) => void} onSource */
function createSum(document, t, onSource) {
  const rows = Array.from({ length: TERMS }, () => createRow(document, 'term'));
  const sources = rows.map((row) => {
    const button = make(document, 'button', { class: 'think-source' });
    button.type = 'button';
    button.addEventListener('click', () => onSource(Number(button.dataset.unit)));
    const text = make(document, 'span');
    row.name.append(button, text);
    return { button, text };
  });
  const [rest, bias, sum, result] = ['rest', 'bias', 'sum', 'result'].map((name) => createRow(document, name));
  for (const { name, product } of [rest, bias, sum, result]) {
    name.colSpan = 2;
    product.remove();
  }
  write(bias.name, t('think.bias'));
  write(sum.name, t('think.z'));
  const head = make(document, 'tr', {}, ...['think.from', 'think.product', 'think.adds'].map((key) => make(document, 'th', {}, t(key))));
  for (const cell of /** @type {NodeListOf<HTMLTableCellElement>} */ (head.childNodes)) cell.scope = 'col';
  const body = make(document, 'tbody', {}, ...rows.map(({ row }) => row), rest.row, bias.row, sum.row, result.row);
  const table = make(document, 'table', { class: 'think-sum' }, make(document, 'caption', { class: 'think-hidden' }, t('think.sum_of')), make(document, 'thead', {}, head), body);
  return {
    table,
    /** @param {Network} network @param {number} layer @param {ReturnType<typeof terms>} found */
    show(network, layer, found) {
      const shown = written(found);
      const most = Math.max(...[...shown.products, shown.rest, shown.bias].map(Math.abs), 1e-9);
      rows.forEach((row, i) => {
        const term = found.largest[i];
        row.row.hidden = !term;
        if (!term) return;
        const { button, text } = sources[i];
        const title = titleOf(network, layer - 1, term.from, t);
        [button.hidden, text.hidden] = [layer === 0, layer > 0];
        button.dataset.unit = String(term.from);
        write(button, title);
        write(text, title);
        write(row.product, `${number(term.weight)} × ${number(term.input)}`);
        setValue(row, shown.products[i], most);
      });
      rest.row.hidden = found.restCount === 0;
      write(rest.name, t('think.rest', { count: whole(found.restCount) }));
      setValue(rest, shown.rest, most);
      setValue(bias, shown.bias, most);
      write(sum.text, number(shown.z));
      const { activation } = network.layers[layer];
      write(result.name, t('think.a', { name: nameOf(activation) }));
      write(result.text, activation === 'softmax' ? percent(found.a) : number(found.a));
    },
  };
}

/**
 * @param {Document} document
 * @param {Translate} t
 * @param {(layer: number, unit: number) => void} onChoose Another neuron is asked for.
 */
export function createNeuron(document, t, onChoose) {
  /** @type {Chosen | null} */
  let chosen = null;
  let painted = '';
  /** @type {Float32Array | null} */
  let paintedWeights = null;
  const title = make(document, 'h2');
  const place = make(document, 'p', { class: 'think-quiet' });
  const turn = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ key) => {
    const button = make(document, 'button', { class: 'think-turn' }, sign);
    button.type = 'button';
    button.setAttribute('aria-label', t(key));
    button.addEventListener('click', () => {
      if (!chosen) return;
      const { units } = chosen.network.layers[chosen.layer];
      onChoose(chosen.layer, (chosen.unit + by + units) % units);
    });
    return button;
  };
  const weights = make(document, 'canvas', { class: 'think-weights' });
  weights.setAttribute('role', 'img');
  const weightsSay = make(document, 'p', { class: 'think-quiet' });
  const curve = createActivationCurve(document);
  const curveSay = make(document, 'p', { class: 'think-quiet' });
  const sum = createSum(document, t, (unit) => { if (chosen) onChoose(chosen.layer - 1, unit); });
  const nothing = make(document, 'p', { class: 'think-quiet' }, t('think.no_sum'));
  const article = make(
    document, 'article', { class: 'think-card think-neuron' },
    make(document, 'header', {}, turn(-1, '‹', 'think.previous'), make(document, 'div', {}, title, place), turn(1, '›', 'think.next')),
    make(document, 'div', { class: 'think-pictures' }, make(document, 'div', {}, make(document, 'div', { class: 'think-frame' }, weights), weightsSay), make(document, 'div', {}, make(document, 'div', { class: 'think-frame' }, curve.svg), curveSay)),
    sum.table, nothing,
  );

  const showWeights = () => {
    const { network, layer, unit } = /** @type {Chosen} */ (chosen);
    const { inputs, units, weights: all } = network.layers[layer];
    const { scale, dark } = coloursOf(article);
    // Painted anew only where they differ: while the pen moves they stay.
    const name = [layer, unit, dark].join();
    if (name === painted && all === paintedWeights) return;
    [painted, paintedWeights] = [name, all];
    paintWeights(weights, Float32Array.from({ length: inputs }, (_, i) => all[i * units + unit]), scale);
    const words = t(layer === 0 ? 'think.weights_pixels' : 'think.weights', { count: whole(inputs) });
    write(weightsSay, words);
    weights.setAttribute('aria-label', words);
  };
  const showCurve = () => {
    const { network, reading, layer, unit } = /** @type {Chosen} */ (chosen);
    const { activation } = network.layers[layer];
    const pass = reading?.pass;
    const at = pass ? { z: pass.z[layer][unit], a: pass.a[layer][unit] } : null;
    const isLast = activation === 'softmax';
    const middle = isLast && pass && network.labels.length > 1 ? evenPoint(pass.z[layer], unit) : 0;
    const says = !at ? nameOf(activation)
      : isLast ? t('think.softmax_curve', { z: number(at.z, 2), percent: percent(at.a) })
        : t('think.curve', { name: nameOf(activation), z: number(at.z, 2), a: number(at.a, 2) });
    const of = isLast ? (/** @type {number} */ z) => activate('sigmoid', z - middle) : (/** @type {number} */ z) => activate(activation, z);
    curve.show(isLast ? `softmax ${middle}` : activation, of, middle, at, says);
    write(curveSay, says);
  };
  return {
    article,
    /** @param {Chosen} next */
    show(next) {
      chosen = next;
      const { network, reading, layer, unit } = next;
      write(title, titleOf(network, layer, unit, t));
      const of = t('think.of', { count: whole(network.layers[layer].units), layer: layer + 1 });
      write(place, layer === network.layers.length - 1 ? t('think.last_layer') : of);
      showWeights();
      showCurve();
      [sum.table.hidden, nothing.hidden] = [!reading?.pass, Boolean(reading?.pass)];
      if (reading?.pass) sum.show(network, layer, terms(network, reading.pass, reading.digit, layer, unit, TERMS));
    },
    /** What the card says, in one sentence. */
    spoken() {
      if (!chosen) return '';
      const { network, reading, layer, unit } = chosen;
      const name = `${titleOf(network, layer, unit, t)}, ${place.textContent}.`;
      if (!reading?.pass) return name;
      const { z, a } = { z: reading.pass.z[layer][unit], a: reading.pass.a[layer][unit] };
      return `${name} ${t('think.spoken', { z: number(z, 2), a: number(a, 2) })}`;
    },
  };
}
