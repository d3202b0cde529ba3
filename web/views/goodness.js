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
 * @typedef {{name: string, network: () => import('../types.js').Network}} Judged One that is compared here.
 */

const AT_ONCE = 20; // digits between two frames

/** The visitor's network, and the page's where it is a plain one. @param {Context} context @returns {Judged[]} */
function networksOf({ t, trainer, reader: { network } }) {
  return [
    { name: t('goodness.yours'), network: () => trainer.state.get('network') },
    ...(network ? [{ name: t('goodness.shipped'), network: () => network }] : []),
  ];
}

/**
 * The loss of the drawing, by each network.
 *
 * @param {Context} context
 * @param {Judged[]} judged
 */
function createDrawingLoss(context, judged) {
  const { document, t, store, reader: { labels } } = context;
  /** @type {Reading | null} */
  let reading = null;
  const classes = labels.map((label, i) => /** @type {[string, string]} */ ([String(i), label]));
  const meant = list(document, t('goodness.meant'), [['', t('goodness.as_read')], ...classes], (value) => {
    store.set({ meant: value === '' ? null : Number(value) });
    show();
  });
  const losses = judged.map(({ name }) => createExampleLoss(context, name, labels));
  const curve = createLossCurve(context, judged.map(({ name }) => name));
  const invitation = make(document, 'p', { class: 'quiet', text: t('functions.draw') });
  const explanation = make(document, 'p', { class: 'quiet', text: t('goodness.curve_text') });
  const card = make(document, 'div', { class: 'card' }, curve.root, explanation);
  meant.show(store.get('meant') === null ? '' : String(store.get('meant')));

  const show = (next = reading) => {
    reading = next;
    invitation.hidden = reading !== null;
    const { digit, confidences } = reading ?? {};
    const target = store.get('meant') ?? (confidences?.length === labels.length ? confidences.indexOf(Math.max(...confidences)) : null);
    const passes = judged.map(({ network }) => (digit ? forward(network(), digit) : null));
    losses.forEach((each, i) => each.show(passes[i], target));
    curve.show(losses.map((each, i) => each.of(passes[i], target)));
  };
  const columns = make(document, 'div', { class: 'columns' }, ...losses.map((each) => each.root), card);
  return { roots: [invitation, meant.root, columns], show };
}

/**
 * The total loss over the digits that are left out of training, by each network.
 *
 * @param {Context} context
 * @param {Judged[]} judged
 */
function createSampleLoss(context, judged) {
  const { document, t, trainer, reader: { labels } } = context;
  const window = /** @type {Window} */ (document.defaultView);
  let gone = false;
  const totals = judged.map(({ name }) => createTotalLoss(context, name, labels));
  const results = make(document, 'div', { class: 'columns', hidden: true }, ...totals.map((each) => each.root));
  const status = make(document, 'p', { class: 'quiet', role: 'status' });
  const measure = make(document, 'button', { type: 'button', class: 'first', text: t('goodness.measure'), onclick: () => { start(); } });
  measure.hidden = !trainer.learns;

  /** @param {Judged} one @param {Awaited<ReturnType<typeof trainer.digits>>} digits */
  const evaluationsOf = async ({ name, network }, digits) => {
    const { training, count } = digits;
    /** @type {Evaluation[]} */
    const found = [];
    const same = network(); // it may be trained meanwhile
    for (let at = training; at < count && !gone; at += AT_ONCE) {
      found.push(...evaluateDigits(same, digits, at, Math.min(count, at + AT_ONCE)));
      status.textContent = t('goodness.judging', { name, done: found.length, of: count - training });
      await new Promise((next) => { window.requestAnimationFrame(next); });
    }
    return found;
  };
  const start = async () => {
    measure.disabled = true;
    status.textContent = t('goodness.loading');
    try {
      const digits = await trainer.digits();
      for (const [i, one] of judged.entries()) {
        const found = await evaluationsOf(one, digits);
        if (gone) return;
        totals[i].show(found, digits);
        results.hidden = false;
      }
      status.textContent = '';
    } catch (error) {
      status.textContent = inWords(error, t);
    }
    measure.disabled = false;
  };
  return { roots: [make(document, 'p', {}, measure), status, results], stop() { gone = true; } };
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {View}
 */
export function createGoodness(root, context) {
  const { document, t, store, trainer } = context;
  const judged = networksOf(context);
  const drawing = createDrawingLoss(context, judged);
  const sample = createSampleLoss(context, judged);
  root.append(
    make(document, 'h2', { text: t('goodness.title') }),
    make(document, 'p', { class: 'lead', text: t('goodness.lead') }),
    ...drawing.roots,
    make(document, 'h3', { text: t('goodness.many') }),
    make(document, 'p', { class: 'quiet', text: t(trainer.learns ? 'goodness.many_text' : 'best.other_digits') }),
    ...sample.roots,
    make(document, 'p', { class: 'next' }, make(document, 'button', { type: 'button', text: t('goodness.next'), onclick: () => store.set({ view: 'best' }) })),
  );
  const stop = trainer.state.on(['network'], () => drawing.show());
  return {
    show(reading) { drawing.show(reading); },
    redraw() {},
    destroy() {
      sample.stop();
      stop();
    },
  };
}
