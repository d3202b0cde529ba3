/** Answer of the network: the class, how sure it is, the confidences, and the digit as it saw it. */
import { paintDigit } from '../render2d/digit_image.js';

/**
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../types.js').Translate} Translate
 */

/** @param {number} confidence */
const percent = (confidence) => Math.round(100 * confidence);

/**
 * The classes from the likeliest to the least likely.
 *
 * @param {ArrayLike<number>} confidences
 * @returns {number[]}
 */
export function ranked(confidences) {
  return Array.from(confidences, (_, i) => i).sort((a, b) => confidences[b] - confidences[a]);
}

/**
 * How sure the network is, in words: "97% sure", and the second choice where it is a near one; or that it is not.
 *
 * @param {ArrayLike<number>} confidences
 * @param {boolean} isSure
 * @param {string[]} labels
 * @param {Translate} t
 * @returns {string}
 */
export function sureness(confidences, isSure, labels, t) {
  const [first, second] = ranked(confidences);
  const likeliest = percent(confidences[first]);
  if (!isSure) return likeliest >= 25 ? t('read.maybe', { label: labels[first] }) : t('read.no_idea');
  const sure = confidences[first] > 0.99 ? t('read.over_99') : t('read.sure', { percent: likeliest });
  if (second === undefined || percent(confidences[second]) < 15) return sure;
  return t('read.or', { sure, label: labels[second] });
}

/**
 * One confidence: a bar over its label.
 *
 * @param {Document} document
 * @param {number} index
 * @param {string} text
 * @param {Translate} t
 */
function createBar(document, index, text, t) {
  const item = document.createElement('li');
  const meter = document.createElement('div');
  const fill = document.createElement('span');
  const label = document.createElement('span');
  const attributes = {
    role: 'meter',
    'data-digit': index,
    'aria-label': t('read.confidence_in', { label: text }),
    'aria-valuemin': 0,
    'aria-valuemax': 100,
  };
  for (const [name, value] of Object.entries(attributes)) meter.setAttribute(name, String(value));
  item.className = 'bar';
  meter.className = 'track';
  fill.className = 'fill';
  label.className = 'label';
  label.setAttribute('aria-hidden', 'true');
  label.textContent = text;
  meter.append(fill);
  item.append(meter, label);
  return {
    item,
    /** @param {number} confidence @param {boolean} best */
    set(confidence, best) {
      meter.setAttribute('aria-valuenow', String(percent(confidence)));
      meter.setAttribute('aria-valuetext', t('read.percent', { percent: percent(confidence) }));
      fill.style.transform = `scaleY(${confidence.toFixed(4)})`;
      item.classList.toggle('best', best);
    },
  };
}

/**
 * Fills the page's answer.
 *
 * @param {{answer: HTMLElement, sure: HTMLElement, bars: HTMLElement, seen: HTMLCanvasElement}} places `bars` is a list.
 * @param {string[]} labels
 * @param {Translate} t
 * @returns The `labels`; `show(reading, isPart)`, where null means that nothing is drawn, and `isPart` that it is one of several digits, whose
 *     number stands in the answer's place; and `spoken()`, the answer as a sentence.
 */
export function createAnswer({ answer, sure, bars, seen }, labels, t) {
  const meters = labels.map((label, i) => createBar(bars.ownerDocument, i, label, t));
  bars.replaceChildren(...meters.map(({ item }) => item));
  bars.classList.toggle('many', labels.length > 12);

  let said = '';
  /** @param {Reading | null} reading @param {boolean} [isPart] */
  const show = (reading, isPart = false) => {
    if (reading && isPart) {
      const [best] = ranked(reading.confidences);
      meters.forEach((meter, i) => meter.set(reading.confidences[i], reading.sure && i === best));
      paintDigit(seen, reading.digit);
      return;
    }
    if (!reading) {
      answer.textContent = '?';
      sure.textContent = t('read.any', { first: labels[0], last: labels[labels.length - 1] });
      meters.forEach((meter) => meter.set(0, false));
      said = '';
    } else {
      const [best] = ranked(reading.confidences);
      answer.textContent = reading.sure ? labels[best] : '?';
      sure.textContent = sureness(reading.confidences, reading.sure, labels, t);
      said = reading.sure ? t('read.said', { label: labels[best], sure: sure.textContent }) : sure.textContent;
      meters.forEach((meter, i) => meter.set(reading.confidences[i], reading.sure && i === best));
    }
    answer.classList.toggle('long', (answer.textContent ?? '').length > 2);
    paintDigit(seen, reading?.digit ?? null);
  };
  show(null);
  return { labels, show, spoken: () => said };
}
