"""Faults of a page's layout, found in the page itself."""

# Everything that can be seen lies on the screen, and no text is cut off; what a reader scrolls inside may be wider.
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const { scrollWidth } = document.documentElement;
  const found = scrollWidth > width ? [`the page is ${scrollWidth} wide`] : [];
  const name = ({ tagName, id, classList, textContent }) => (
    `${[tagName.toLowerCase(), id && `#${id}`, ...classList].join(' ')} "${textContent.trim().slice(0, 30)}"`);
  const scrolls = (element) => {
    for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(each).overflowX)) return true;
    }
    return false;
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.spoken, .think-hidden, svg *')) continue;
    const box = element.getBoundingClientRect();
    if (box.width * box.height === 0 || scrolls(element)) continue;
    const sides = `${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`;
    if (box.left < -1 || box.right > width + 1) found.push(`${name(element)} lies at ${sides}`);
    const { overflowX, textOverflow } = getComputedStyle(element);
    const clips = ['hidden', 'clip'].includes(overflowX) || textOverflow === 'ellipsis';
    if (clips && element.scrollWidth > element.clientWidth + 1) found.push(`${name(element)} cuts off its content`);
  }
  return found;
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('button, a, input, select, summary, [role=slider]')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .map((element) => [element, (element.closest('label') ?? element).getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < 43.5)
  .map(([element, { width, height }]) => `${element.tagName} ${element.id || element.textContent} ${width} × ${height}`)"""
