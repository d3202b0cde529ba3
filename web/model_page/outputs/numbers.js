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
  const list = make(document, 'dl', { class: 'numbers' });
  const more = make(document, 'p', { class: 'hint' });
  let hidden = 0;
  return {
    root: make(document, 'div', { class: 'output' }, title, list, more),
    translate() {
      more.textContent = hidden ? words()('numbers.more', { count: hidden }) : '';
    },
    show(values) {
      hidden = Math.max(0, values.length - MOST_SHOWN);
      list.classList.toggle('large', values.length <= LARGE_UP_TO);
      list.replaceChildren(...Array.from(values).slice(0, MOST_SHOWN).flatMap((value, n) => [
        ...(values.length > 1 || output.labels ? [make(document, 'dt', { text: output.labels?.[n] ?? String(n + 1) })] : []),
        make(document, 'dd', { text: `${Number(value.toPrecision(5))}${output.unit ? ` ${output.unit}` : ''}` }),
      ]));
      this.translate();
    },
  };
}
