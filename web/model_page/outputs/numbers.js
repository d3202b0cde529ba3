/** Numbers, with names and a unit: regressions, embeddings, anything. */
import { make } from '../../views/elements.js';

const MOST_SHOWN = 60;
const LARGE_UP_TO = 3;

/**
 * @param {import('../types.js').Given} given
 * @param {import('../types.js').OutputDescription} output
 * @returns {import('../types.js').OutputView}
 */
export function createNumbers({ document, words }, output) {
  const title = make(document, 'h2', { text: output.name });
  const value = make(document, 'p', { class: 'value', hidden: true });
  const list = make(document, 'dl', { class: 'numbers' });
  const more = make(document, 'p', { class: 'hint' });
  let hidden = 0;
  /** @param {number} number */
  const said = (number) => `${Number(number.toPrecision(5))}${output.unit ? ` ${output.unit}` : ''}`;
  return {
    root: make(document, 'div', { class: 'output' }, title, value, list, more),
    translate() {
      more.textContent = hidden ? words()('numbers.more', { count: hidden }) : '';
    },
    show(values) {
      hidden = Math.max(0, values.length - MOST_SHOWN);
      const alone = values.length === 1 && !output.labels;
      [value.hidden, list.hidden] = [!alone, alone];
      value.textContent = alone ? said(values[0]) : '';
      list.classList.toggle('large', values.length <= LARGE_UP_TO);
      list.replaceChildren(...(alone ? [] : Array.from(values).slice(0, MOST_SHOWN)).flatMap((number, n) => [
        make(document, 'dt', { text: output.labels?.[n] ?? String(n + 1) }),
        make(document, 'dd', { text: said(number) }),
      ]));
      this.translate();
    },
  };
}
