/** The training of the signs: from where, the button, the loss. */
import { createLineChart } from '../../render2d/line_chart.js';
import { choice, make } from '../elements.js';

/** @param {import('./context.js').SignsContext} context */
export function createLearning({ document, t, store, signs, attempt, say }) {
  const { state } = signs;
  const from = choice(document, t('signs.from'), [[true, t('signs.on_features')], [false, t('signs.from_scratch')]], (value) => signs.choose(value));
  from.root.hidden = !signs.hasFeatures;
  const explained = make(document, 'p', { class: 'quiet', text: t('signs.from_text') });
  const learn = make(document, 'button', { type: 'button', id: 'signs-train', class: 'first', text: t('signs.train'), onclick: attempt(() => {
    signs.learn();
    store.set({ reads: 'signs' });
  }) });
  const stop = make(document, 'button', { type: 'button', id: 'signs-stop', text: t('signs.stop'), onclick: attempt(() => signs.stop()) });
  const status = make(document, 'p', { class: 'status', id: 'signs-status' });
  const chart = createLineChart(document, {
    title: t('signs.loss'), across: t('signs.across'), lines: [{ name: t('signs.warped'), color: 'against' }], say: (value) => String(Number(value.toPrecision(3))),
  });
  let said = state.get('phase');
  return {
    root: make(document, 'section', { class: 'card' }, make(document, 'h3', { text: t('signs.learning') }), from.root, explained, make(document, 'div', { class: 'actions' }, learn, stop), status, chart.root),
    show() {
      const [phase, loss] = [state.get('phase'), state.get('loss')];
      const busy = phase === 'learning' || phase === 'checking';
      from.show(state.get('onFeatures'));
      explained.hidden = !state.get('onFeatures');
      learn.hidden = busy;
      stop.hidden = !busy;
      chart.root.hidden = loss.length === 0;
      chart.show([loss]);
      const learned = state.get('network') ? (state.get('stale') ? 'signs.stale' : 'signs.ready') : 'signs.untrained';
      status.textContent = t(phase === 'learning' ? 'signs.busy' : learned);
      if (phase !== said && phase !== 'learning') say(status.textContent);
      said = phase;
    },
  };
}
