// What lies across what on a page: an expression that Playwright evaluates to a list of sentences.
(() => {
  // Of a line's box letters fill the middle; its leading may reach into the lines beside it.
  const LEADING = 0.18;
  // Words on the drawing surface, and buttons on a picture, are meant to be there.
  const ON_TOP = '.invitation, .think-zoom';
  const LAYERS = '[popover], #tour, #update';
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.spoken, .think-hidden, option');
  const layerOf = (element) => element.closest(LAYERS);
  const within = (box, other) => ({
    left: Math.max(box.left, other.left), right: Math.min(box.right, other.right),
    top: Math.max(box.top, other.top), bottom: Math.min(box.bottom, other.bottom),
  });
  // What can be seen of a box: what scrolls or hides cuts it off.
  const clipped = (box, element) => {
    let seen = box;
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      if (getComputedStyle(each).overflow !== 'visible') seen = within(seen, each.getBoundingClientRect());
    }
    return seen;
  };
  const area = ({ left, top, right, bottom }) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const element = node.parentElement;
    if (!node.data.trim() || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, top, right, bottom } of range.getClientRects()) {
      const lead = LEADING * (bottom - top);
      const box = clipped({ left, right, top: top + lead, bottom: bottom - lead }, element);
      if (area(box) > 1) texts.push({ element, node, box, name: node.data.trim().slice(0, 40) });
    }
  }
  const found = [];
  texts.forEach((one, n) => {
    for (const other of texts.slice(n + 1)) {
      if (one.node !== other.node && layerOf(one.element) === layerOf(other.element) && area(within(one.box, other.box)) > 1) {
        found.push(`"${one.name}" lies across "${other.name}"`);
      }
    }
    for (const thing of document.querySelectorAll('button, a, canvas, img, input, select, .track, svg')) {
      if (!isSeen(thing) || thing.contains(one.element) || one.element.contains(thing) || layerOf(thing) !== layerOf(one.element)) continue;
      if (one.element.closest(ON_TOP) || thing.closest(ON_TOP)?.contains(one.element)) continue;
      if (thing.closest('label')?.contains(one.element) && getComputedStyle(thing).opacity === '0') continue;
      if (area(within(one.box, clipped(thing.getBoundingClientRect(), thing))) > 1) {
        found.push(`"${one.name}" lies across ${thing.tagName.toLowerCase()} ${thing.id || thing.getAttribute('class') || thing.textContent}`);
      }
    }
  });
  return [...new Set(found)];
})()
