/** Settings of a training run: learning rate, epochs, batch size, optimizer. */
import { choice, list, make, slider } from '../elements.js';

/**
 * @typedef {import('../context.js').Context} Context
 * @typedef {import('../../training/trainer.js').Settings} Settings
 */

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const EPOCHS = [1, 2, 4, 8, 12, 20, 30, 50];
const BATCHES = ['8', '16', '32', '64', '128'];

/** @param {Context} context */
export function createSettings({ document, t, trainer }) {
  const { state } = trainer;
  const rate = slider(document, t('best.rate'), RATES, String, (learningRate) => trainer.set({ learningRate }));
  const epochs = slider(document, t('best.epochs'), EPOCHS, String, (value) => trainer.set({ epochs: value }));
  const sizes = BATCHES.map((each) => /** @type {[string, string]} */ ([each, each]));
  const batch = list(document, t('best.batch'), sizes, (value) => trainer.set({ batchSize: Number(value) }));
  const optimizer = choice(
    document, t('best.optimizer'), [['adam', 'Adam'], ['sgd', t('best.sgd')]],
    (value) => trainer.set({ optimizer: /** @type {Settings['optimizer']} */ (value) }),
  );
  const structure = make(document, 'p', { class: 'quiet' });
  return {
    root: make(document, 'div', { class: 'card' }, structure, rate.root, epochs.root, batch.root, optimizer.root),
    /** @param {boolean} busy While a network is trained, only the learning rate can be changed. */
    show(busy) {
      const settings = state.get('settings');
      const { layers, labels } = state.get('network');
      rate.show(settings.learningRate);
      epochs.show(settings.epochs);
      batch.show(String(settings.batchSize));
      optimizer.show(settings.optimizer);
      for (const input of [epochs.input, batch.select]) input.disabled = busy;
      optimizer.root.disabled = busy;
      structure.textContent = t('best.structure', { layers: layers.map((layer) => layer.inputs).concat(labels.length).join(' → ') });
    },
  };
}
