/** A vector of numbers as a form: a slider where the range is known, and a field for each. */
import { make } from '../../views/elements.js';
import { localizedError } from '../../text/localized_error.js';

/** @typedef {import('../types.js').InputDescription} InputDescription */
/** @typedef {import('../types.js').Field} Field */

/** Steps of a slider whose numbers need not be whole. */
const STEPS = 200;

/** A number as short as it can be said. @param {number} value */
export const short = (value) => String(Number(value.toPrecision(4)));

/** A field's first value: the middle of its range. @param {Field} field @param {boolean} whole */
function middle({ min, max }, whole) {
  if (min === undefined || max === undefined) return 0;
  return whole ? Math.round((min + max) / 2) : Number(((min + max) / 2).toPrecision(4));
}

/**
 * @param {import('../types.js').Given} given
 * @param {InputDescription} input
 * @param {import('../types.js').Changed} changed
 * @returns {import('../types.js').InputView}
 */
export function createForm({ document, words, failed }, input, changed) {
  const fields = /** @type {Field[]} */ (input.fields);
  const whole = input.below !== undefined || input.dtype !== 'float32';
  const numbers = fields.map((field, n) => input.examples?.[0]?.[n] ?? middle(field, whole));

  const told = () => changed({ name: input.name, shape: [1, .../** @type {number[]} */ (input.shape)], values: Float32Array.from(numbers) });
  /** What is wrong, by the fields' names; the model keeps the numbers before. @type {Map<string, Error>} */
  const wrong = new Map();
  const sayWhatIsWrong = () => failed([...wrong.values()].at(-1) ?? null);
  const rows = fields.map((field, n) => {
    const { min, max } = field;
    const step = field.step ?? (whole ? 1 : min === undefined || max === undefined ? 'any' : Number(((max - min) / STEPS).toPrecision(2)));
    const id = `${input.name}-${n}`;
    const box = make(document, 'input', { id, type: 'number', step: 'any', inputmode: 'decimal' });
    const slider = min === undefined || max === undefined ? null : make(document, 'input', {
      type: 'range', min, max, step, tabindex: -1, 'aria-hidden': 'true',
    });
    const show = () => {
      box.value = short(numbers[n]);
      box.setAttribute('aria-invalid', 'false');
      if (slider) slider.value = String(numbers[n]);
    };
    slider?.addEventListener('input', () => {
      numbers[n] = Number(slider.value);
      show();
      wrong.delete(field.name);
      sayWhatIsWrong();
      told();
    });
    box.addEventListener('input', () => {
      const value = box.valueAsNumber;
      const fits = Number.isFinite(value) && (!whole || Number.isInteger(value)) && (input.below === undefined || (value >= 0 && value < input.below));
      box.setAttribute('aria-invalid', String(!fits));
      if (fits) {
        wrong.delete(field.name);
        numbers[n] = value;
        if (slider) slider.value = String(value);
        told();
      } else {
        const values = { name: field.name, below: input.below ?? '∞', received: box.value || '–' };
        wrong.set(field.name, localizedError(whole ? 'form.whole' : 'form.number', values));
      }
      sayWhatIsWrong();
    });
    const unit = field.unit ? [make(document, 'span', { class: 'unit', text: field.unit })] : [];
    const root = make(document, 'div', { class: 'field' }, make(document, 'label', { for: id, text: field.name }), box, ...unit, ...(slider ? [slider] : []));
    return { root, show };
  });

  const examples = make(document, 'div', { class: 'examples' });
  const legend = make(document, 'h2', {});
  (input.examples ?? []).forEach((example, k) => examples.append(make(document, 'button', {
    type: 'button',
    text: String(k + 1),
    onclick: () => {
      example.forEach((value, n) => { numbers[n] = value; });
      rows.forEach(({ show }) => show());
      wrong.clear();
      sayWhatIsWrong();
      told();
    },
  })));
  const caption = make(document, 'span', { class: 'caption' });
  examples.prepend(caption);
  examples.hidden = !input.examples?.length;
  const root = make(document, 'div', { class: 'form' }, legend, examples, make(document, 'div', { class: 'fields' }, ...rows.map((row) => row.root)));
  rows.forEach(({ show }) => show());
  queueMicrotask(told);
  return {
    root,
    translate() {
      legend.textContent = words()('form.title');
      caption.textContent = words()('form.examples');
    },
  };
}
