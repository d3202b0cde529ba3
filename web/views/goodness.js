/** View of step 2, goodness of a function: the loss of the drawn digit, and the total loss over digits from MNIST. */
import { inWords } from '../text/language.js';
import { forward } from '../network/forward.js';
import { createLossCurve } from './goodness/loss_curve.js';
import { evaluateDigits } from './goodness/evaluate.js';
import { createExampleLoss } from './goodness/example_loss.js';
import { createTotalLoss } from './goodness/total_loss.js';
import { list, make } from './elements.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('./context.js').View} View
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('./goodness/evaluate.js').Evaluation} Evaluation
 */

const AT_ONCE = 20; // digits between two frames

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {View}
 */
export function createGoodness(root, context) {
  const { document, t, store, trainer, reader } = context;
  const window = /** @type {Window} */ (document.defaultView);
  const { labels } = reader;
  const names = [t('goodness.yours'), ...(reader.network ? [t('goodness.shipped')] : [])];
  const networks = () => [trainer.state.get('network'), ...(reader.network ? [reader.network] : [])];
  /** @type {Reading | null} */
  let reading = null;
  let gone = false;

  const meant = list(document, t('goodness.meant'), [['', t('goodness.as_read')], ...labels.map((label, i) => /** @type {[string, string]} */ ([String(i), label]))], (value) => {
    store.set({ meant: value === '' ? null : Number(value) });
    judgeDrawing();
  });
  const judgements = names.map((name) => createExampleLoss(context, name, labels));
  const curve = createLossCurve(context, names);
  const totals = names.map((name) => createTotalLoss(context, name, labels));
  const results = make(document, 'div', { class: 'columns', hidden: true }, ...totals.map((each) => each.root));
  const state = make(document, 'p', { class: 'quiet', role: 'status' });
  const measure = make(document, 'button', { type: 'button', class: 'first', text: t('goodness.measure'), onclick: () => { judgeSample(); } });
  const invitation = make(document, 'p', { class: 'quiet', text: t('functions.draw') });
  root.append(
    make(document, 'h2', { text: t('goodness.title') }),
    make(document, 'p', { class: 'lead', text: t('goodness.lead') }),
    invitation,
    meant.root,
    make(document, 'div', { class: 'columns' }, ...judgements.map((each) => each.root), make(document, 'div', { class: 'card' }, curve.root, make(document, 'p', { class: 'quiet', text: t('goodness.curve_text') }))),
    make(document, 'h3', { text: t('goodness.many') }),
    make(document, 'p', { class: 'quiet', text: t(trainer.learns ? 'goodness.many_text' : 'best.other_digits') }),
    make(document, 'p', {}, measure),
    state,
    results,
    make(document, 'p', { class: 'next' }, make(document, 'button', { type: 'button', text: t('goodness.next'), onclick: () => store.set({ view: 'best' }) })),
  );
  measure.hidden = !trainer.learns;
  meant.show(store.get('meant') === null ? '' : String(store.get('meant')));

  const judgeDrawing = () => {
    invitation.hidden = reading !== null;
    const { digit, confidences } = reading ?? {};
    const chosen = store.get('meant');
    const target = chosen ?? (confidences ? confidences.indexOf(Math.max(...confidences)) : null);
    const passes = networks().map((network) => (digit ? forward(network, digit) : null));
    judgements.forEach((each, i) => each.show(passes[i], target));
    curve.show(judgements.map((each, i) => each.of(passes[i], target)));
  };
  const judgeSample = async () => {
    measure.disabled = true;
    state.textContent = t('goodness.loading');
    try {
      const digits = await trainer.digits();
      const { training, count } = digits;
      for (const [i, network] of networks().entries()) {
        /** @type {Evaluation[]} */
        const judged = [];
        for (let at = training; at < count && !gone; at += AT_ONCE) {
          judged.push(...evaluateDigits(network, digits, at, Math.min(count, at + AT_ONCE)));
          state.textContent = t('goodness.judging', { name: names[i], done: judged.length, of: count - training });
          await new Promise((next) => { window.requestAnimationFrame(next); });
        }
        if (gone) return;
        totals[i].show(judged, digits);
        results.hidden = false;
      }
      state.textContent = '';
    } catch (error) {
      state.textContent = inWords(error, t);
    }
    measure.disabled = false;
  };
  const stop = trainer.state.on(['network'], judgeDrawing);

  return {
    show(next) {
      reading = next;
      judgeDrawing();
    },
    redraw() {},
    destroy() {
      gone = true;
      stop();
    },
  };
}
