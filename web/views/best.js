/** View of step 3, pick the best function: a training run, its charts, and the network that comes out of it; or one's own signs. */
import { inWords } from '../text/language.js';
import { forward } from '../network/forward.js';
import { createKerasCode } from './best/keras_code.js';
import { createProgress } from './best/progress.js';
import { createSettings } from './best/settings.js';
import { createSavedNetworks } from './saved_networks.js';
import { choice, make, smallBars } from './elements.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('./context.js').View} View
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../training/trainer.js').Phase} Phase
 */

/** What can be done in each phase. @param {Context} context */
function createActions({ document, t, store, trainer }) {
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
  return {
    root: make(document, 'div', { class: 'actions' }, ...Object.values(buttons)),
    /** @param {Phase} phase @param {boolean} busy */
    show(phase, busy) {
      buttons.train.hidden = busy || !trainer.learns;
      buttons.train.textContent = t(phase === 'trained' ? 'best.more' : 'best.train');
      buttons.train.classList.toggle('first', phase !== 'trained');
      buttons.pause.hidden = phase !== 'training';
      buttons.resume.hidden = phase !== 'paused';
      buttons.stop.hidden = !busy;
      buttons.again.hidden = buttons.use.hidden = phase !== 'trained';
    },
  };
}

/** The view's parts, none of them filled. @param {Context} context */
function createParts(context) {
  const { document, t, trainer } = context;
  const reads = (/** @type {string} */ label, /** @type {number} */ confidence) => (
    t('steps.reads', { label, percent: Math.round(100 * confidence) })
  );
  return {
    settings: createSettings(context),
    progress: createProgress(context),
    actions: createActions(context),
    saved: createSavedNetworks(context),
    code: createKerasCode(context),
    bars: smallBars(document, trainer.state.get('network').labels, t('best.your_digit'), reads),
    fault: make(document, 'p', { class: 'fault', role: 'alert', hidden: true }),
  };
}

/**
 * Training with the page's digits.
 *
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {View}
 */
function createDigits(root, context) {
  const { document, t, trainer, say } = context;
  const { state } = trainer;
  const { settings, progress, actions, saved, code, bars, fault } = createParts(context);
  const card = (/** @type {Element[]} */ ...children) => make(document, 'div', { class: 'card' }, ...children);
  root.append(
    make(document, 'p', { class: 'lead', text: t('best.lead') }),
    make(document, 'p', { class: 'formula', text: 'θ ← θ − η ∇L(θ)' }),
    ...(trainer.learns ? [] : [make(document, 'p', { class: 'card', text: t('best.other_digits') })]),
    make(document, 'div', { class: 'columns' }, settings.root, card(bars.root, progress.status, fault, actions.root)),
    make(document, 'div', { class: 'columns' }, ...progress.charts.map((chart) => card(chart))),
    saved.root,
    ...(trainer.learns ? [code.root] : []),
  );

  /** @type {Reading | null} */
  let reading = null;
  let said = state.get('phase');
  const showDigit = () => {
    bars.show(reading ? forward(state.get('network'), reading.digit).a.at(-1) ?? null : null);
  };
  const showState = () => {
    const [phase, error] = [state.get('phase'), state.get('error')];
    const busy = phase === 'training' || phase === 'loading' || phase === 'paused';
    settings.show(busy);
    actions.show(phase, busy);
    fault.hidden = error === null;
    fault.textContent = error === null ? '' : inWords(error, t);
    saved.show();
    progress.show();
    if (phase === 'trained' && said === 'training') say(progress.status.textContent ?? '');
    said = phase;
  };
  const stops = [
    state.on(['phase', 'settings', 'structure', 'error', 'name'], showState),
    state.on(['progress'], progress.show),
    state.on(['network'], showDigit),
    state.on(['settings', 'structure', 'seed'], code.show),
  ];
  showState();

  return {
    show(next) {
      reading = next;
      showDigit();
    },
    redraw() {},
    destroy() { stops.forEach((stop) => stop()); },
  };
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {View}
 */
export function createBest(root, context) {
  const { document, t, store } = context;
  const body = make(document, 'div', { class: 'view' });
  const learns = choice(document, t('best.learns'), [['digits', t('best.digits')], ['signs', t('best.signs')]], (value) => {
    store.set({ learns: /** @type {'digits' | 'signs'} */ (value) });
  });
  root.append(make(document, 'h2', { text: t('best.title') }), learns.root, body);
  /** @type {View | null} */
  let view = null;
  /** @type {Parameters<View['show']>} */
  let shown = [null, null];
  /** Each time another is asked for: the one before may still be loading. */
  let asked = 0;
  const close = () => {
    asked += 1;
    view?.destroy();
    view = null;
    body.replaceChildren();
  };
  const open = async () => {
    const wanted = store.get('learns');
    learns.show(wanted);
    close();
    const mine = asked;
    try {
      if (wanted === 'digits') view = createDigits(body, context);
      else {
        const { signs, createView } = await context.signs();
        if (mine !== asked) return;
        view = createView(body, context, signs);
      }
      view.show(...shown);
    } catch (error) {
      body.replaceChildren(make(document, 'p', { class: 'fault', role: 'alert', text: inWords(error, t) }));
    }
  };
  const stop = store.on(['learns'], open);
  open();
  return {
    show(...next) {
      shown = next;
      view?.show(...next);
    },
    redraw() { view?.redraw(); },
    destroy() {
      stop();
      close();
    },
  };
}
