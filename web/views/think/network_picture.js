/**
 * Network diagram with its legend and the choice between 2-D and 3-D.
 *
 * @typedef {import('../context.js').Context} Context
 * @typedef {import('../../render2d/network2d.js').NetworkPicture} NetworkPicture
 */
import { createNetwork2d } from '../../render2d/network2d.js';
import { createNetwork3d } from '../../render3d/network3d.js';
import { make } from '../elements.js';

/**
 * @param {Document} document
 * @param {Context['t']} t
 * @param {number} links How many connections of each layer are drawn.
 */
export function createPictureCard(document, t, links) {
  const [canvas2d, canvas3d] = ['think-2d', 'think-3d'].map((name) => {
    const canvas = make(document, 'canvas', { class: name });
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', t('think.network'));
    return canvas;
  });
  const [to2d, to3d] = ['think.2d', 'think.3d'].map((key) => {
    const button = make(document, 'button', {}, t(key));
    button.type = 'button';
    return button;
  });
  const choice = make(document, 'div', { class: 'think-switch' }, to2d, to3d);
  choice.setAttribute('role', 'group');
  choice.setAttribute('aria-label', t('think.view'));
  const chip = (/** @type {string} */ name, /** @type {string} */ key) => make(document, 'span', { class: `chip ${name}` }, t(key));
  const active = chip('active', 'think.legend_active');
  const legend = make(document, 'p', { class: 'think-legend' }, active, chip('plus', 'think.legend_plus'), chip('minus', 'think.legend_minus'));
  const invite = make(document, 'p', { class: 'think-invite' }, t('think.invite'));
  const picture = make(document, 'div', { class: 'think-picture' }, canvas2d, canvas3d);
  const note = make(document, 'p', { class: 'think-quiet think-note' });
  const stage = make(document, 'div', { class: 'think-card think-stage' }, make(document, 'header', {}, invite, legend, choice), picture, note);
  return { stage, picture, canvas2d, canvas3d, to2d, to3d, invite, legend, note, active, words: `${t('think.hint')} ${t('think.legend_links', { count: links })}` };
}

/**
 * The flat picture and the one in 3-D, of which one is shown.
 *
 * @param {ReturnType<typeof createPictureCard>} parts
 * @param {Context} context
 * @param {import('../../render2d/network2d.js').PictureOptions} options
 * @param {() => void} changed
 */
export function createNetworkPicture(parts, { document, store, t }, options, changed) {
  const { canvas2d, canvas3d, to2d, to3d } = parts;
  const picture2d = createNetwork2d(canvas2d, options);
  /** @type {NetworkPicture | null | undefined} */
  let picture3d;
  let is3d = false;
  const turn = make(document, 'div', { class: 'think-zoom', role: 'group', 'aria-label': t('think.3d') }, ...[
    ['+', 'think.nearer', () => picture3d?.zoom?.(1.25)],
    ['−', 'think.farther', () => picture3d?.zoom?.(0.8)],
    ['⟲', 'think.reset', () => picture3d?.reset?.()],
  ].map(([text, label, act]) => make(document, 'button', {
    type: 'button', text: String(text), 'aria-label': t(String(label)), title: t(String(label)), onclick: /** @type {() => void} */ (act),
  })));
  parts.picture.append(turn);
  const choose = (/** @type {boolean} */ wished) => {
    canvas3d.hidden = !wished; // a hidden canvas has no size
    if (wished && picture3d === undefined) picture3d = createNetwork3d(canvas3d, options);
    is3d = wished && Boolean(picture3d);
    if (wished && !is3d) {
      parts.words = t('think.no_webgl');
      to3d.disabled = true;
    }
    [canvas2d.hidden, canvas3d.hidden] = [is3d, !is3d];
    turn.hidden = !is3d;
    to2d.setAttribute('aria-pressed', String(!is3d));
    to3d.setAttribute('aria-pressed', String(is3d));
  };
  const click = (/** @type {boolean} */ wished) => {
    choose(wished);
    store?.set({ shown3d: is3d });
    changed();
  };
  to2d.addEventListener('click', () => click(false));
  to3d.addEventListener('click', () => click(true));
  choose(store?.get('shown3d') === true);
  return {
    /** @returns {NetworkPicture} */
    get current() { return (is3d && picture3d) || picture2d; },
    destroy() {
      picture2d.destroy();
      picture3d?.destroy();
    },
  };
}
