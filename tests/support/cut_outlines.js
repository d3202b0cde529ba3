/**
 * Which outlines are cut off: of what has the focus or is chosen, by what clips its content, or by the window's left and right.
 * Run after a key was pressed, so that what gets the focus shows it.
 */
() => {
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';
  const CHOSEN = '[aria-pressed="true"], [aria-current], [aria-selected="true"], .lit, .at, .selected';
  const number = (text) => Number.parseFloat(text) || 0;
  /** How far a solid ring reaches beyond its element; blurred shadows may be cut. */
  const reachOf = (style) => {
    const shadows = style.boxShadow.split(/,(?![^(]*\))/).filter((shadow) => /px/.test(shadow) && !shadow.includes('inset'));
    const spreads = shadows.map((shadow) => shadow.match(/-?[\d.]+px/g).map(number)).map(([, , blur, spread]) => (blur === 0 ? spread : 0));
    const outline = style.outlineStyle === 'none' ? 0 : number(style.outlineWidth) + number(style.outlineOffset);
    return Math.max(0, outline, ...spreads);
  };
  const named = (element) => element.id || `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.trim().slice(0, 20)}"`;
  /** What the element lies in that clips it, and the window. */
  const clips = (element) => {
    const found = [];
    for (let parent = element.parentElement; parent && parent !== document.documentElement; parent = parent.parentElement) {
      const style = getComputedStyle(parent);
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const { left, top } = parent.getBoundingClientRect();
      const [x, y] = [left + parent.clientLeft, top + parent.clientTop];
      found.push([parent, { left: x, top: y, right: x + parent.clientWidth, bottom: y + parent.clientHeight }]);
    }
    return [...found, [document.documentElement, { left: 0, top: -Infinity, right: document.documentElement.clientWidth, bottom: Infinity }]];
  };
  const cut = (element, state) => {
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const reach = reachOf(getComputedStyle(element));
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return clips(element)
      .filter(([, clip]) => left - reach < clip.left - 0.6 || top - reach < clip.top - 0.6 || right + reach > clip.right + 0.6 || bottom + reach > clip.bottom + 0.6)
      .map(([parent, clip]) => `${state} ${named(element)} in ${named(parent).slice(0, 30)}: ${[left, top, right, bottom].map(Math.round)} and ${reach} beyond ${Object.values(clip).map(Math.round)}`);
  };
  const isShown = (element) => element.checkVisibility() && getComputedStyle(element).opacity !== '0' && !element.disabled
    && !/inset/.test(getComputedStyle(element).clipPath) && element.getBoundingClientRect().width > 1;
  const [focusable, chosen] = [FOCUSABLE, CHOSEN].map((which) => [...document.querySelectorAll(which)].filter(isShown));
  const before = document.activeElement;
  const found = focusable.flatMap((element) => {
    element.focus({ focusVisible: true, preventScroll: true });
    return document.activeElement === element ? cut(element, 'focused') : [];
  });
  before?.focus({ preventScroll: true });
  return [...found, ...chosen.flatMap((element) => cut(element, 'chosen'))];
}
