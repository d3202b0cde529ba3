/**
 * The network's picture with its legend and the choice between flat and 3-D.
 *
 * @typedef {import('../../types.js').Context} Context
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
  const [flat, solid] = ['think-flat', 'think-solid'].map((name) => {
    const canvas = make(document, 'canvas', { class: name });
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', t('think.network'));
    return canvas;
  });
  const [toFlat, toSolid] = ['think.flat', 'think.solid'].map((key) => {
    const button = make(document, 'button', {}, t(key));
    button.type = 'button';
    return button;
  });
  const choice = make(document, 'div', { class: 'think-switch' }, toFlat, toSolid);
  choice.setAttribute('role', 'group');
  choice.setAttribute('aria-label', t('think.view'));
  const chip = (/** @type {string} */ name, /** @type {string} */ key) => make(document, 'span', { class: `chip ${name}` }, t(key));
  const active = chip('active', 'think.legend_active');
  const legend = make(document, 'p', { class: 'think-legend' }, active, chip('plus', 'think.legend_plus'), chip('minus', 'think.legend_minus'));
  const invite = make(document, 'p', { class: 'think-invite' }, t('think.invite'));
  const picture = make(document, 'div', { class: 'think-picture' }, flat, solid);
  const note = make(document, 'p', { class: 'think-quiet think-note' });
  const stage = make(document, 'div', { class: 'think-card think-stage' }, make(document, 'header', {}, invite, legend, choice), picture, note);
  return { stage, picture, flat, solid, toFlat, toSolid, invite, legend, note, active, words: `${t('think.hint')} ${t('think.legend_links', { count: links })}` };
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
  const { flat, solid, toFlat, toSolid } = parts;
  const flatPicture = createNetwork2d(flat, options);
  /** @type {NetworkPicture | null | undefined} */
  let solidPicture;
  let isSolid = false;
  const turn = make(document, 'div', { class: 'think-zoom', role: 'group', 'aria-label': t('think.solid') }, ...[
    ['+', 'think.nearer', () => solidPicture?.zoom?.(1.25)],
    ['−', 'think.farther', () => solidPicture?.zoom?.(0.8)],
    ['⟲', 'think.reset', () => solidPicture?.reset?.()],
  ].map(([text, label, act]) => make(document, 'button', {
    type: 'button', text: String(text), 'aria-label': t(String(label)), title: t(String(label)), onclick: /** @type {() => void} */ (act),
  })));
  parts.picture.append(turn);
  const choose = (/** @type {boolean} */ wished) => {
    solid.hidden = !wished; // a hidden canvas has no size
    if (wished && solidPicture === undefined) solidPicture = createNetwork3d(solid, options);
    isSolid = wished && Boolean(solidPicture);
    if (wished && !isSolid) {
      parts.words = t('think.no_webgl');
      toSolid.disabled = true;
    }
    [flat.hidden, solid.hidden] = [isSolid, !isSolid];
    turn.hidden = !isSolid;
    toFlat.setAttribute('aria-pressed', String(!isSolid));
    toSolid.setAttribute('aria-pressed', String(isSolid));
  };
  const click = (/** @type {boolean} */ wished) => {
    choose(wished);
    store?.set?.({ solid: isSolid });
    changed();
  };
  toFlat.addEventListener('click', () => click(false));
  toSolid.addEventListener('click', () => click(true));
  choose(store?.get?.('solid') === true);
  return {
    /** @returns {NetworkPicture} */
    get current() { return (isSolid && solidPicture) || flatPicture; },
    destroy() {
      flatPicture.destroy();
      solidPicture?.destroy();
    },
  };
}
