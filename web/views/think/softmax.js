/**
 * Softmax card: from one number per class to confidences that sum to 1.
 *
 * @typedef {import('../../types.js').Network} Network
 * @typedef {import('../../types.js').Pass} Pass
 * @typedef {import('../../types.js').Translate} Translate
 */
import { make } from '../elements.js';
import { number, percent, scientific, write } from './number_format.js';

/**
 * Each step of the softmax.
 *
 * @param {ArrayLike<number>} z
 * @returns {{ most: number, powers: number[], sum: number, quotients: number[] }} `powers` are e^(z − most).
 */
export function steps(z) {
  const all = Array.from(z);
  const most = Math.max(...all);
  const powers = all.map((each) => Math.exp(each - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return { most, powers, sum, quotients: powers.map((power) => power / sum) };
}

/**
 * @param {Document} document
 * @param {Translate} t
 */
export function createSoftmax(document, t) {
  const body = make(document, 'tbody');
  const power = make(document, 'th');
  const head = make(document, 'tr', {}, make(document, 'th', {}, t('think.class')), make(document, 'th', {}, 'z'), power, make(document, 'th', {}, t('think.quotient')));
  for (const cell of head.querySelectorAll('th')) cell.scope = 'col';
  const [sum, total] = [make(document, 'td'), make(document, 'td', {}, '100 %')];
  const sumName = make(document, 'th', {}, t('think.sum'));
  sumName.scope = 'row';
  const foot = make(document, 'tfoot', {}, make(document, 'tr', {}, sumName, make(document, 'td'), sum, total));
  const table = make(document, 'table', { class: 'think-softmax' }, make(document, 'thead', {}, head), body, foot);
  const scroll = make(document, 'div', { class: 'think-scroll' }, table);
  const why = make(document, 'p', { class: 'think-quiet' });
  const article = make(document, 'article', { class: 'think-card' }, make(document, 'h2', {}, t('think.softmax')), make(document, 'p', { class: 'think-quiet' }, t('think.softmax_is')), scroll, why);
  table.setAttribute('aria-label', t('think.softmax'));
  /** @type {{row: HTMLElement, cells: HTMLElement[], bar: HTMLElement}[]} */
  let rows = [];
  let labels = '';

  const build = (/** @type {string[]} */ names) => {
    labels = names.join('\n');
    rows = names.map((label) => {
      const name = make(document, 'th', {}, label);
      name.scope = 'row';
      const bar = make(document, 'span', { class: 'bar' });
      const share = make(document, 'span');
      const cells = [make(document, 'td'), make(document, 'td'), share];
      return { row: make(document, 'tr', {}, name, cells[0], cells[1], make(document, 'td', { class: 'share' }, bar, share)), cells, bar };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
    // A long list scrolls by itself, and then by keyboard too.
    if (names.length > 12) scroll.tabIndex = 0;
    else scroll.removeAttribute('tabindex');
  };
  return {
    article,
    /** @param {Network} network @param {Pass | null} pass */
    show(network, pass) {
      if (network.labels.join('\n') !== labels) build(network.labels);
      article.classList.toggle('empty', !pass);
      const z = pass?.z[pass.z.length - 1];
      const { most, powers, sum: all, quotients } = steps(z ?? []);
      const best = quotients.indexOf(Math.max(...quotients));
      write(power, z ? `e^(z − ${number(most, 2)})`.replace('− −', '+ ') : 'e^z');
      rows.forEach(({ row, cells, bar }, k) => {
        const texts = z ? [number(z[k], 2), scientific(powers[k]), percent(quotients[k])] : ['', '', ''];
        texts.forEach((text, i) => write(cells[i], text));
        bar.style.transform = `scaleX(${z ? quotients[k].toFixed(4) : 0})`;
        row.classList.toggle('best', k === best);
      });
      write(sum, z ? scientific(all) : '');
      write(total, z ? '100 %' : '');
      write(why, z ? t('think.safe', { most: number(most, 2) }) : '');
    },
  };
}
