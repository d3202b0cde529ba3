/** Step 1, define a set of functions: layers and neurons, the formula, and some functions of the set at work. */
import { ACTIVATIONS } from '../network/activations.js';
import { forward } from '../network/forward.js';
import { initialNetwork } from '../training/gradient_descent.js';
import { choice, list, make, slider, smallBars } from './elements.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('./context.js').View} View
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../training/trainer.js').Structure} Structure
 */

const NEURONS = [4, 8, 16, 32, 64, 128, 256];
const TRAINABLE = Object.entries(ACTIVATIONS).filter(([, { trainable }]) => trainable).map(([name]) => name);
const SHOWN = 6; // functions of the set

/**
 * How many numbers θ has: of each layer its weights and its biases.
 *
 * @param {Network} network
 * @returns {number}
 */
export function sizeOf(network) {
  return network.layers.reduce((sum, { weights, biases }) => sum + weights.length + biases.length, 0);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** @param {number} n */
const raised = (n) => [...String(n)].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');

/**
 * The function as the lecture writes it: y = softmax(W²σ(W¹x + b¹) + b²).
 *
 * @param {number} hidden How many hidden layers.
 * @returns {string}
 */
export function formula(hidden) {
  let inner = 'x';
  for (let layer = 1; layer <= hidden + 1; layer += 1) {
    const sum = `W${raised(layer)}${layer === 1 ? '' : ' '}${inner} + b${raised(layer)}`;
    inner = layer <= hidden ? `σ(${sum})` : `softmax(${sum})`;
  }
  return `y = f(x; θ) = ${inner}`;
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {View}
 */
export function createFunctions(root, { document, t, store, trainer, reader }) {
  const { state } = /** @type {import('../training/trainer.js').Trainer} */ (trainer);
  const labels = state.get('network').labels;
  /** @type {Reading | null} */
  let reading = null;
  let first = state.get('seed');
  /** @type {Network[]} */
  let some = [];

  const change = (/** @type {Partial<Structure>} */ wanted) => trainer.choose(wanted);
  const layers = choice(document, t('functions.layers'), [0, 1, 2, 3].map((n) => [n, String(n)]), (count) => {
    const { units } = state.get('structure');
    change({ units: Array.from({ length: count }, (_, i) => units[i] ?? units.at(-1) ?? 64) });
  });
  const neurons = [0, 1, 2].map((i) => slider(
    document, t('functions.neurons', { layer: i + 1 }), NEURONS, String,
    (value) => change({ units: state.get('structure').units.map((each, k) => (k === i ? value : each)) }),
  ));
  const activation = list(
    document, t('functions.activation'), TRAINABLE.map((name) => [name, name]),
    (name) => change({ activation: /** @type {import('../types.js').Activation} */ (name) }),
  );
  const written = make(document, 'p', { class: 'formula' });
  const shapes = make(document, 'p', { class: 'quiet' });
  const size = make(document, 'p');
  const grid = make(document, 'div', { class: 'grid six' });
  const invitation = make(document, 'p', { class: 'quiet', text: t('functions.draw') });
  root.append(
    make(document, 'h2', { text: t('functions.title') }),
    make(document, 'p', { class: 'lead', text: t('functions.lead') }),
    make(
      document, 'div', { class: 'columns' },
      make(document, 'div', { class: 'card' }, layers.root, ...neurons.map((each) => each.root), activation.root),
      make(document, 'div', { class: 'card' }, make(document, 'h3', { text: t('functions.set') }), written, shapes, size),
    ),
    make(
      document, 'div', { class: 'head' },
      make(document, 'h3', { text: t('functions.some') }),
      make(document, 'button', { type: 'button', text: t('functions.others'), onclick: () => { first += SHOWN; renew(); } }),
    ),
    make(document, 'p', { class: 'quiet', text: t('functions.some_text') }),
    invitation,
    grid,
    make(document, 'p', { class: 'next' }, make(document, 'button', {
      type: 'button', class: 'first', text: t('functions.next'), onclick: () => store.set({ view: 'goodness' }),
    })),
  );

  /** @type {ReturnType<typeof smallBars>[]} */
  let bars = [];
  const renew = () => {
    const { units, activation: name } = state.get('structure');
    layers.show(units.length);
    neurons.forEach((each, i) => {
      each.root.hidden = i >= units.length;
      each.show(units[i]);
    });
    activation.show(name);
    activation.root.hidden = units.length === 0;
    const network = state.get('network');
    written.textContent = formula(units.length);
    shapes.textContent = network.layers.map((layer, i) => `W${raised(i + 1)}: ${layer.units} × ${layer.inputs}`).join(',  ');
    size.textContent = t('functions.size', { count: sizeOf(network).toLocaleString('en') });
    some = Array.from({ length: SHOWN }, (_, i) => initialNetwork({ side: reader.side, units, activation: name, seed: first + i, labels }));
    bars = some.map((_, i) => smallBars(
      document, labels, t('functions.theta', { n: first + i }),
      (best, confidence) => t('steps.reads', { label: best, percent: Math.round(100 * confidence) }),
    ));
    grid.replaceChildren(...bars.map((each, i) => {
      const chosen = state.get('seed') === first + i;
      each.root.classList.toggle('chosen', chosen);
      each.root.append(make(document, 'button', {
        type: 'button', 'aria-pressed': String(chosen), text: t(chosen ? 'functions.taken' : 'functions.take'),
        onclick: () => trainer.choose({ seed: first + i }),
      }));
      return each.root;
    }));
    answer();
  };
  const answer = () => {
    invitation.hidden = reading !== null;
    const digit = reading?.digit;
    bars.forEach((each, i) => each.show(digit ? forward(some[i], digit).a.at(-1) ?? null : null));
  };
  const stop = state.on(['structure', 'seed'], renew);
  renew();

  return {
    show(next) {
      reading = next;
      answer();
    },
    redraw() {},
    destroy: stop,
  };
}
