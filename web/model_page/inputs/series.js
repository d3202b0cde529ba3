/** A series of numbers: drawn as a curve, pasted as a column, or dropped as a CSV file. */
import { make } from '../../views/elements.js';
import { localizedError } from '../../text/localized_error.js';
import { readTable } from './table.js';

/** Steps of a series of any length that is drawn. */
const FREE_STEPS = 64;
const [WIDTH, HEIGHT] = [600, 200];
/** Above the highest number and under the lowest, so that no line is cut. */
const RIM = 8;
const MOST_BYTES = 10_000_000;

/** How a curve begins: one slow wave, so that there is something to answer. @param {number} steps @param {number} columns */
const wave = (steps, columns) => Array.from({ length: steps }, (_, n) => (
  Array.from({ length: columns }, (__, k) => Math.sin((2 * Math.PI * (n + k)) / Math.max(steps - 1, 1)))));

/**
 * @param {import('../types.js').Given} given
 * @param {import('../types.js').InputDescription} input
 * @param {import('../types.js').Changed} changed
 * @returns {import('../types.js').InputView}
 */
export function createSeries({ document, words, failed }, input, changed) {
  const [rows, columns] = input.shape.length === 1 ? [input.shape[0], 1] : [input.shape[0], input.shape[1] ?? 1];
  const range = [input.fields?.[0]?.min ?? -1, input.fields?.[0]?.max ?? 1];
  let numbers = wave(rows ?? FREE_STEPS, columns);

  const canvas = make(document, 'canvas', { class: 'curve', width: WIDTH, height: HEIGHT, role: 'img' });
  const paste = make(document, 'textarea', { rows: 4, spellcheck: 'false' });
  const file = make(document, 'input', { type: 'file', accept: '.csv,.tsv,.txt,text/csv,text/plain', hidden: true });
  const open = make(document, 'button', { type: 'button', onclick: () => file.click() });
  const title = make(document, 'h2', {});
  const hint = make(document, 'p', { class: 'hint' });

  const told = () => changed({
    name: input.name,
    shape: [1, numbers.length, ...(input.shape.length === 1 ? [] : [columns])],
    values: Float32Array.from(numbers.flat()),
  });
  const bounds = () => {
    const all = numbers.flat();
    return [Math.min(range[0], ...all.slice(0, 1e5)), Math.max(range[1], ...all.slice(0, 1e5))];
  };
  const draw = () => {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const style = /** @type {Window} */ (document.defaultView).getComputedStyle(canvas);
    const [low, high] = bounds();
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.lineWidth = 3;
    context.lineJoin = 'round';
    for (let k = 0; k < columns; k += 1) {
      context.strokeStyle = style.getPropertyValue(k % 2 ? '--for' : '--ink');
      context.globalAlpha = k < 2 ? 1 : 0.45;
      context.beginPath();
      numbers.forEach((line, n) => context.lineTo(
        (WIDTH * n) / Math.max(numbers.length - 1, 1), HEIGHT - RIM - ((HEIGHT - 2 * RIM) * (line[k] - low)) / (high - low || 1)));
      context.stroke();
    }
    context.globalAlpha = 1;
  };
  /** @param {string} text */
  const take = (text) => {
    const found = readTable(text, columns, rows);
    const wrong = input.below === undefined ? undefined : found.flat().find((value) => !Number.isInteger(value) || value < 0 || value >= /** @type {number} */ (input.below));
    if (wrong !== undefined) throw localizedError('form.whole', { name: input.name, below: input.below, received: wrong });
    numbers = found;
    failed(null);
    draw();
    told();
  };
  /** @param {() => void} act */
  const trying = (act) => {
    try {
      act();
    } catch (error) {
      failed(error);
    }
  };
  /** @param {File | undefined} chosen */
  const read = async (chosen) => {
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) {
      failed(localizedError('table.large', { most: MOST_BYTES, received: chosen.size }));
      return;
    }
    const text = await chosen.text();
    paste.value = text.slice(0, 20_000);
    trying(() => take(text));
  };
  paste.addEventListener('input', () => paste.value.trim() && trying(() => take(paste.value)));
  file.addEventListener('change', () => read(file.files?.[0]).then(() => { file.value = ''; }));

  if (columns === 1 && input.below === undefined) {
    /** @type {number | null} */
    let last = null;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      last = null;
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const box = canvas.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      const rim = RIM / HEIGHT;
      const height = Math.min(1, Math.max(0, ((event.clientY - box.top) / box.height - rim) / (1 - 2 * rim)));
      const at = Math.round(share * (numbers.length - 1));
      const value = range[1] - height * (range[1] - range[0]);
      const from = last ?? at;
      const before = last === null ? value : numbers[from][0];
      for (let n = Math.min(from, at); n <= Math.max(from, at); n += 1) {
        const way = from === at ? 1 : (n - from) / (at - from);
        numbers[n] = [before + way * (value - before)];
      }
      last = at;
      draw();
      told();
    });
    canvas.classList.add('drawable');
  }
  const root = make(document, 'div', { class: 'series' }, title, canvas, hint, paste, make(document, 'div', { class: 'buttons' }, open), file);
  root.addEventListener('dragover', (event) => event.preventDefault());
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    read(event.dataTransfer?.files[0]);
  });
  queueMicrotask(() => {
    draw();
    told();
  });
  return {
    root,
    translate() {
      const t = words();
      const values = { rows: rows ?? t('series.any'), columns };
      title.textContent = t('series.title');
      hint.textContent = t(columns === 1 && input.below === undefined ? 'series.draw' : 'series.hint', values);
      paste.placeholder = t(columns === 1 ? 'series.column' : 'series.paste', values);
      paste.setAttribute('aria-label', paste.placeholder);
      canvas.setAttribute('aria-label', t('series.curve', { count: numbers.length }));
      open.textContent = t('series.open');
    },
  };
}
