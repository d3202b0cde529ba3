/**
 * Attribution card: the pixels that speak for a class and against it, over the digit.
 *
 * @typedef {import('../../types.js').Network} Network
 * @typedef {import('../../types.js').Reading} Reading
 * @typedef {import('../../types.js').Translate} Translate
 */
import { attribution } from '../../network/attribution.js';
import { paintAttribution } from '../../render2d/heatmaps.js';
import { make } from '../elements.js';
import { write } from './number_format.js';

/**
 * @param {Document} document
 * @param {Translate} t
 */
export function createAttribution(document, t) {
  const canvas = make(document, 'canvas', { class: 'think-speaking' });
  canvas.setAttribute('role', 'img');
  const select = make(document, 'select');
  const label = make(document, 'label', {}, make(document, 'span', {}, t('think.speak_for')), select);
  const says = make(document, 'p', { class: 'think-quiet' });
  const article = make(document, 'article', { class: 'think-card' }, make(document, 'h2', {}, t('think.speaking')), label, make(document, 'div', { class: 'think-frame' }, canvas), says);
  /** @type {{network: Network, reading: Reading | null} | null} */
  let shown = null;
  let labels = '';

  const build = (/** @type {string[]} */ names) => {
    labels = names.join('\n');
    const options = ['', ...names].map((name, i) => {
      const option = make(document, 'option', {}, i === 0 ? t('think.the_answer') : name);
      option.value = String(i - 1);
      return option;
    });
    select.replaceChildren(...options);
  };
  const draw = () => {
    if (!shown) return;
    const { network, reading } = shown;
    if (network.labels.join('\n') !== labels) build(network.labels);
    const pass = reading?.pass ?? null;
    select.disabled = !pass;
    const best = reading ? reading.confidences.indexOf(Math.max(...reading.confidences)) : -1;
    const unit = Number(select.value) >= 0 ? Number(select.value) : best;
    write(/** @type {HTMLOptionElement} */ (select.options[0]), best < 0 ? t('think.the_answer') : t('think.the_answer_is', { label: network.labels[best] }));
    const words = pass ? t('think.speaking_is', { label: network.labels[unit] }) : t('think.speaking_empty');
    write(says, words);
    canvas.setAttribute('aria-label', words);
    const spoken = reading && pass ? attribution(network, pass, reading.digit, unit) : null;
    paintAttribution(canvas, reading?.digit ?? new Float32Array(network.side ** 2), spoken);
  };
  select.addEventListener('change', draw);
  return {
    article,
    /** @param {Network} network @param {Reading | null} reading */
    show(network, reading) {
      shown = { network, reading };
      draw();
    },
  };
}
