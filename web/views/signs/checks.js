/** The checks: each drawing, read by a network that was trained without it; those that were read wrongly are shown. */
import { make } from '../elements.js';
import { thumbnail } from './thumbnail.js';

/** @param {import('./context.js').SignsContext} context */
export function createChecks({ document, t, signs, attempt }) {
  const { state } = signs;
  const result = make(document, 'p', { class: 'status', id: 'signs-checks' });
  const wrong = make(document, 'ul', { class: 'worst wrong' });
  const root = make(
    document, 'section', { class: 'card' },
    make(document, 'h3', { text: t('signs.checks') }), make(document, 'p', { class: 'quiet', text: t('signs.checks_text') }), result, wrong,
  );
  return {
    root,
    show() {
      const [all, phase, checks] = [state.get('signs'), state.get('phase'), state.get('checks')];
      const count = all.reduce((sum, { drawings }) => sum + drawings.length, 0);
      // Of the signs that have drawings, the network has one output each.
      const drawn = all.flatMap(({ drawings }, n) => (drawings.length > 0 ? [n] : []));
      const read = checks.map((check) => ({ ...check, best: drawn[check.confidences.indexOf(Math.max(...check.confidences))] }));
      const missed = read.filter(({ sign, best }) => sign !== best);
      root.hidden = checks.length === 0;
      const right = t('signs.right', { right: checks.length - missed.length, count: checks.length });
      result.textContent = phase === 'checking' ? t('signs.checking', { done: checks.length, count }) : right;
      wrong.replaceChildren(...missed.map(({ sign, drawing, best }) => {
        const [name, words] = [all[sign].name, t('signs.wrong', { name: all[sign].name, best: all[best].name })];
        return make(
          document, 'li', {}, thumbnail(document, signs.digit(all[sign].drawings[drawing])), make(document, 'span', { text: words }),
          make(document, 'button', { type: 'button', text: t('signs.remove'), 'aria-label': t('signs.erase', { name, number: drawing + 1 }), onclick: attempt(() => signs.erase(sign, drawing)) }),
        );
      }));
    },
  };
}
