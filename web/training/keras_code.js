/** The visitor's training as a script of Keras, and that as a notebook: kerasdl/training/code has the same, and the template. */
import { ACTIVATIONS } from '../network/activations.js';
import { OPTIMIZERS, TEMPLATE } from './keras_code_template.js';

/**
 * @param {import('./training_limits.js').Structure} structure
 * @param {import('./training_limits.js').Settings} settings
 * @param {number} seed
 * @returns {string} Python, in cells that begin with `# %%`.
 */
export function kerasScript({ units, activation }, { learningRate, batchSize, optimizer, epochs }, seed) {
  const { keras, initializer } = ACTIVATIONS[activation];
  /** @type {Record<string, string | number>} */
  const values = {
    structure: ['28x28', ...units, 10].join(' - '), seed, epochs, batch: batchSize, rate: learningRate, units: `[${units.join(', ')}]`,
    activation: JSON.stringify(keras), initializer: JSON.stringify(`${initializer}_uniform`), optimizer: OPTIMIZERS[optimizer],
  };
  return TEMPLATE.join('\n').replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/** @param {string} script @returns {string} JSON, of notebook format 4.5. */
export function asNotebook(script) {
  const parts = script.split(/^# %%( \[markdown\])?\n/m);
  const cells = Array.from({ length: (parts.length - 1) / 2 }, (_, n) => {
    const markdown = Boolean(parts[2 * n + 1]);
    const source = parts[2 * n + 2].replace(/^\n+|\n+$/g, '');
    const text = markdown ? source.replace(/^# ?/gm, '') : source;
    return {
      cell_type: markdown ? 'markdown' : 'code', id: `cell-${n}`, metadata: {}, source: text.match(/.*\n|.+$/g) ?? [],
      ...(!markdown && { execution_count: null, outputs: [] }),
    };
  });
  const kernelspec = { display_name: 'Python 3', language: 'python', name: 'python3' };
  return `${JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
