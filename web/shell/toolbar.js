/** Toolbar and keyboard shortcuts: undo, redo, clear, an example, a picture, sharing. */
import { inWords } from '../text/language.js';
import { EXAMPLES, play } from '../drawing/examples.js';
import { drawWithKeys } from '../drawing/keyboard.js';
import { wirePictures } from '../image/input.js';
import { loadPictures, loadShare } from './lazy_modules.js';

/**
 * @typedef {import('../types.js').Translate} Translate
 * @typedef {ReturnType<typeof import('../drawing/ink.js').createInk>} Ink
 * @typedef {import('./share.js').Shared} Shared
 */

/** @param {Document} document @param {Ink} ink Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y, Escape or Delete. */
function wireKeys(document, ink) {
  document.addEventListener('keydown', (event) => {
    const { tagName, isContentEditable } = /** @type {HTMLElement} */ (event.target);
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.defaultPrevented || isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(tagName)) return;
    if (document.querySelector(':popover-open')) return; // Escape closes what is open, and leaves the drawing alone
    if (command && (key === 'y' || (key === 'z' && event.shiftKey))) ink.redo();
    else if (command && key === 'z') ink.undo();
    else if (!command && (key === 'escape' || key === 'delete')) ink.clear();
    else return;
    event.preventDefault();
  });
}

/** Puts what pops up near the button that opened it. @param {HTMLElement} panel @param {HTMLElement} button */
function placeNear(panel, button) {
  const view = /** @type {Window} */ (panel.ownerDocument.defaultView);
  const { top, bottom, left, width } = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = panel;
  const margin = 8;
  const above = top - offsetHeight - margin;
  const below = bottom + margin;
  const fitsBelow = below + offsetHeight <= view.innerHeight - margin;
  const middle = left + width / 2 - offsetWidth / 2;
  panel.style.left = `${Math.max(margin, Math.min(middle, view.innerWidth - offsetWidth - margin))}px`;
  panel.style.top = `${Math.max(margin, fitsBelow ? below : above)}px`;
}

/**
 * @param {Document} document
 * @param {object} given
 * @param {Ink} given.ink
 * @param {() => Translate} given.words
 * @param {(text: string) => void} given.say
 * @param {() => Shared} given.shared
 */
export function wireTools(document, { ink, words, say, shared }) {
  const view = /** @type {Window} */ (document.defaultView);
  const place = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));
  const [undo, redo, clear] = ['undo', 'redo', 'clear'].map(place);
  let stopPlaying = () => {};
  const tell = (/** @type {string} */ text) => {
    place('notice').textContent = text;
    place('notice').hidden = !text;
    if (text) say(text);
  };

  for (const [button, action] of /** @type {const} */ ([[undo, 'undo'], [redo, 'redo'], [clear, 'clear']])) {
    button.addEventListener('click', () => { stopPlaying(); tell(''); ink[action](); });
  }
  wireKeys(document, ink);
  drawWithKeys(/** @type {any} */ (place('ink')), ink, { t: (key, values) => words()(key, values), say });
  place('ink').addEventListener('pointerdown', () => { stopPlaying(); tell(''); }, { capture: true });

  /** Draws one of the ways to write a class. @param {string} label @param {boolean} [atOnce] */
  const drawExample = (label, atOnce = false) => {
    tell('');
    stopPlaying();
    const styles = EXAMPLES[label];
    const strokes = styles[Math.floor(Math.random() * styles.length)];
    const reduced = atOnce || view.matchMedia('(prefers-reduced-motion: reduce)').matches;
    stopPlaying = play(ink, strokes, { requestFrame: (work) => view.requestAnimationFrame(work), reduced });
  };
  const showExamples = (/** @type {string[]} */ labels) => {
    const known = labels.filter((label) => EXAMPLES[label]);
    place('example').hidden = known.length === 0;
    place('examples').replaceChildren(...known.map((label) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.setAttribute('aria-label', words()('tools.example_of', { label }));
      button.addEventListener('click', () => {
        place('examples').hidePopover();
        drawExample(label);
      });
      return button;
    }));
  };

  wirePictures({
    document,
    input: /** @type {any} */ (place('file')),
    read: async (blob, given) => (await loadPictures())(blob, given),
    onPicture(picture) { stopPlaying(); tell(''); ink.setPicture(picture); },
    onError(error) { tell(inWords(error, words())); },
  });
  place('picture').addEventListener('click', () => place('file').click());

  for (const [button, panel] of [['example', 'examples'], ['share', 'sharing']]) {
    place(panel).addEventListener('toggle', (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === 'open') placeNear(place(panel), place(button));
    });
  }
  for (const name of /** @type {const} */ (['copyLink', 'savePicture', 'sendPicture'])) {
    place(name).addEventListener('click', async () => {
      place('sharing').hidePopover();
      try {
        tell(await (await loadShare())[name](document, shared(), words()) ?? '');
      } catch (error) {
        if (/** @type {Error} */ (error).name !== 'AbortError') tell(inWords(error, words()));
      }
    });
  }
  place('sendPicture').hidden = !view.navigator.canShare;

  return {
    /** The buttons as the drawing allows them. */
    show() {
      undo.disabled = !ink.canUndo();
      redo.disabled = !ink.canRedo();
      clear.disabled = ink.isEmpty();
      place('savePicture').disabled = ink.isEmpty();
      place('sendPicture').disabled = ink.isEmpty();
    },
    showExamples,
    /** Nothing can be read, so nothing need be drawn. */
    disable() { for (const name of ['example', 'picture']) place(name).disabled = true; },
    /** Any one of them, for who has not drawn yet. */
    drawExample() {
      const [label] = place('examples').children.length > 0 ? Object.keys(EXAMPLES).slice(3) : [];
      if (label) drawExample(label, true);
    },
    tell,
  };
}
