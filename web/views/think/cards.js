/**
 * Cards beside the network: one neuron, the softmax, the attribution.
 *
 * @typedef {import('../../types.js').Network} Network
 * @typedef {import('../../types.js').Reading} Reading
 * @typedef {import('./selection.js').Place} Place
 */
import { make } from '../elements.js';
import { createNeuron } from './neuron.js';
import { createSoftmax } from './softmax.js';
import { createAttribution } from './attribution.js';

/** While the pen moves, the cards follow this often, in milliseconds: nobody reads them faster. */
const EVERY = 90;

/**
 * @param {Document} document
 * @param {import('../../types.js').Translate} t
 * @param {object} given
 * @param {(place: Place) => void} given.choose Another neuron is asked for.
 * @param {() => {network: Network, reading: Reading | null, told: Place} | null} given.now What to show.
 * @param {(words: string) => void} given.told The neuron's card is shown, and says this.
 */
export function createCards(document, t, { choose, now, told }) {
  const window = /** @type {Window} */ (document.defaultView);
  const neuron = createNeuron(document, t, (layer, unit) => choose({ layer, unit }));
  const softmax = createSoftmax(document, t);
  const speaking = createAttribution(document, t);
  let last = -Infinity;
  let waiting = 0;
  const showNeuron = () => {
    const shown = now();
    if (!shown) return;
    neuron.show({ ...shown, ...shown.told });
    told(neuron.spoken());
  };
  const show = () => {
    window.clearTimeout(waiting);
    waiting = 0;
    last = window.performance.now();
    const shown = now();
    if (!shown) return;
    showNeuron();
    softmax.show(shown.network, shown.reading?.pass ?? null);
    speaking.show(shown.network, shown.reading);
  };
  return {
    elements: [neuron.article, make(document, 'div', { class: 'think-cards' }, speaking.article, softmax.article)],
    spoken: neuron.spoken,
    show,
    showNeuron,
    /** Now, or a little later where they have just been shown. */
    showSoon() {
      const rest = last + EVERY - window.performance.now();
      if (rest <= 0) show();
      else waiting ||= window.setTimeout(show, rest);
    },
    destroy() { window.clearTimeout(waiting); },
  };
}
