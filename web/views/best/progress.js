/** Progress of a training run: loss and accuracy over its steps, and how it stands in words. */
import { createLineChart } from '../../render2d/line_chart.js';
import { make } from '../elements.js';

/** @typedef {import('../context.js').Context} Context */

/** @param {Context} context */
export function createProgress({ document, t, trainer: { state } }) {
  const across = t('best.across');
  const lines = [{ name: t('best.training'), color: 'against' }, { name: t('best.validation'), color: 'mark' }];
  const loss = createLineChart(document, {
    title: t('best.loss'), across, lines, say: (value) => String(Number(value.toPrecision(3))),
  });
  const accuracy = createLineChart(document, {
    title: t('best.accuracy'), across, lines, range: [0, 1], say: (value) => `${Math.round(1000 * value) / 10}%`,
  });
  const status = make(document, 'p', { class: 'status' });
  return {
    status,
    charts: [loss.root, accuracy.root],
    show() {
      const progress = state.get('progress');
      const last = progress.at(-1);
      const line = (/** @type {'loss' | 'accuracy' | 'validationLoss' | 'validationAccuracy'} */ name) => (
        progress.map((report) => /** @type {[number, number]} */ ([report.step, report[name]]))
      );
      loss.show([line('loss'), line('validationLoss')]);
      accuracy.show([line('accuracy'), line('validationAccuracy')]);
      status.textContent = last
        ? t('best.status', {
          epoch: Math.ceil(last.epoch) || 1,
          step: last.step,
          loss: last.loss.toPrecision(3),
          accuracy: `${(100 * last.validationAccuracy).toFixed(1)}%`,
          seconds: last.seconds.toFixed(1),
        })
        : t(state.get('phase') === 'loading' ? 'goodness.loading' : 'best.untrained');
    },
  };
}
