/** View of step 3, pick the best function: a training run, its charts, and the network that comes out of it. */
import { inWords } from '../text/language.js';
import { forward } from '../network/forward.js';
import { createLineChart } from '../render2d/line_chart.js';
import { createSavedNetworks } from './saved_networks.js';
import { choice, list, make, slider, smallBars } from './elements.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('./context.js').View} View
 * @typedef {import('../types.js').Reading} Reading
 */

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const EPOCHS = [1, 2, 4, 8, 12, 20, 30, 50];
const BATCHES = ['8', '16', '32', '64', '128'];

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {View}
 */
export function createBest(root, context) {
  const { document, t, store, trainer, say } = context;
  const { state } = trainer;
  const labels = state.get('network').labels;
  /** @type {Reading | null} */
  let reading = null;

  const rate = slider(document, t('best.rate'), RATES, String, (learningRate) => trainer.set({ learningRate }));
  const epochs = slider(document, t('best.epochs'), EPOCHS, String, (value) => trainer.set({ epochs: value }));
  const batch = list(document, t('best.batch'), BATCHES.map((each) => [each, each]), (value) => trainer.set({ batchSize: Number(value) }));
  const optimizer = choice(
    document, t('best.optimizer'), [['adam', 'Adam'], ['sgd', t('best.sgd')]],
    (value) => trainer.set({ optimizer: /** @type {'adam' | 'sgd'} */ (value) }),
  );
  const button = (/** @type {string} */ name, /** @type {() => void} */ action, first = false) => (
    make(document, 'button', { type: 'button', id: `best-${name}`, class: first && 'first', text: t(`best.${name}`), onclick: action })
  );
  const buttons = {
    use: button('use', () => store.set({ reads: 'own', view: 'read' }), true),
    train: button('train', trainer.start, true),
    pause: button('pause', trainer.pause),
    resume: button('resume', trainer.resume, true),
    stop: button('stop', trainer.stop),
    again: button('again', () => trainer.choose({})),
  };
  const status = make(document, 'p', { class: 'status' });
  const structure = make(document, 'p', { class: 'quiet' });
  const fault = make(document, 'p', { class: 'fault', role: 'alert', hidden: true });
  const across = t('best.across');
  const lossChart = createLineChart(document, {
    title: t('best.loss'), across, say: (value) => String(Number(value.toPrecision(3))),
    lines: [{ name: t('best.training'), color: 'against' }, { name: t('best.validation'), color: 'mark' }],
  });
  const accuracyChart = createLineChart(document, {
    title: t('best.accuracy'), across, range: [0, 1], say: (value) => `${Math.round(1000 * value) / 10}%`,
    lines: [{ name: t('best.training'), color: 'against' }, { name: t('best.validation'), color: 'mark' }],
  });
  const bars = smallBars(document, labels, t('best.your_digit'), (label, confidence) => t('steps.reads', { label, percent: Math.round(100 * confidence) }));
  const shelf = createSavedNetworks(context);
  root.append(
    make(document, 'h2', { text: t('best.title') }),
    make(document, 'p', { class: 'lead', text: t('best.lead') }),
    make(document, 'p', { class: 'formula', text: 'θ ← θ − η ∇L(θ)' }),
    ...(trainer.learns ? [] : [make(document, 'p', { class: 'card', text: t('best.other_digits') })]),
    make(
      document, 'div', { class: 'columns' },
      make(document, 'div', { class: 'card' }, structure, rate.root, epochs.root, batch.root, optimizer.root),
      make(document, 'div', { class: 'card' }, bars.root, status, fault, make(document, 'div', { class: 'actions' }, ...Object.values(buttons))),
    ),
    make(document, 'div', { class: 'columns' }, make(document, 'div', { class: 'card' }, lossChart.root), make(document, 'div', { class: 'card' }, accuracyChart.root)),
    shelf.root,
  );

  const showState = () => {
    const phase = state.get('phase');
    const { learningRate, epochs: passes, batchSize, optimizer: kind } = state.get('settings');
    const busy = phase === 'training' || phase === 'loading' || phase === 'paused';
    rate.show(learningRate);
    epochs.show(passes);
    batch.show(String(batchSize));
    optimizer.show(kind);
    for (const input of [epochs.input, batch.select]) input.disabled = busy;
    optimizer.root.disabled = busy;
    structure.textContent = t('best.structure', { layers: state.get('network').layers.map((layer) => layer.inputs).concat(labels.length).join(' → ') });
    buttons.train.hidden = busy || !trainer.learns;
    buttons.train.textContent = t(phase === 'trained' ? 'best.more' : 'best.train');
    buttons.train.classList.toggle('first', phase !== 'trained');
    buttons.pause.hidden = phase !== 'training';
    buttons.resume.hidden = phase !== 'paused';
    buttons.stop.hidden = !busy;
    buttons.again.hidden = phase !== 'trained';
    buttons.use.hidden = phase !== 'trained';
    fault.hidden = state.get('error') === null;
    fault.textContent = state.get('error') === null ? '' : inWords(state.get('error'), t);
    shelf.show();
  };
  const showProgress = () => {
    const progress = state.get('progress');
    const last = progress.at(-1);
    const line = (/** @type {'loss' | 'accuracy' | 'validationLoss' | 'validationAccuracy'} */ name) => (
      progress.map((report) => /** @type {[number, number]} */ ([report.step, report[name]]))
    );
    lossChart.show([line('loss'), line('validationLoss')]);
    accuracyChart.show([line('accuracy'), line('validationAccuracy')]);
    status.textContent = last
      ? t('best.status', {
        epoch: Math.ceil(last.epoch) || 1,
        step: last.step,
        loss: last.loss.toPrecision(3),
        accuracy: `${(100 * last.validationAccuracy).toFixed(1)}%`,
        seconds: last.seconds.toFixed(1),
      })
      : t(state.get('phase') === 'loading' ? 'goodness.loading' : 'best.untrained');
  };
  const showDigit = () => {
    bars.show(reading ? forward(state.get('network'), reading.digit).a.at(-1) ?? null : null);
  };
  let told = state.get('phase');
  const stops = [
    state.on(['phase', 'settings', 'structure', 'error', 'name'], () => {
      showState();
      showProgress();
      const phase = state.get('phase');
      if (phase === 'trained' && told === 'training') say(status.textContent ?? '');
      told = phase;
    }),
    state.on(['progress'], showProgress),
    state.on(['network'], showDigit),
  ];
  showState();
  showProgress();

  return {
    show(next) {
      reading = next;
      showDigit();
    },
    redraw() {},
    destroy() { stops.forEach((stop) => stop()); },
  };
}
