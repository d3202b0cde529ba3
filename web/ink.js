/**
 * Ink on a canvas: draw with mouse, finger or pen, undo, clear, and take the picture that the network reads.
 *
 * One module with no imports and no page of its own: the static page and the dashboard both use it. The `document` is
 * the canvas's own, so it works in a shadow root as well.
 *
 * Points are in logical units: the canvas is always SIZE × SIZE, however large it is on the screen. A stroke is a
 * list of points `[x, y]`, a drawing a list of strokes.
 */

export const SIZE = 280;

/** Draws strokes, in logical units, in the context's colours. */
export function trace(context, strokes, pen) {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = pen;
  for (const points of strokes) {
    context.beginPath();
    const [[x, y], ...rest] = points;
    if (rest.length === 0) {
      context.arc(x, y, pen / 2, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    context.moveTo(x, y);
    // Curves from midpoint to midpoint, bent towards the points themselves: smooth, whatever the pointer's rate.
    for (let i = 1; i < points.length - 1; i += 1) {
      const [[cx, cy], [nx, ny]] = [points[i], points[i + 1]];
      context.quadraticCurveTo(cx, cy, (cx + nx) / 2, (cy + ny) / 2);
    }
    context.lineTo(...points.at(-1));
    context.stroke();
  }
}

/** The drawing: strokes, the one that is being drawn, and what undo goes back to. */
function createDrawing() {
  let strokes = [];
  let past = [];
  const copy = (drawing) => drawing.map((points) => points.map(([x, y]) => [x, y]));
  const change = (next) => {
    past.push(strokes);
    strokes = next;
  };
  return {
    get strokes() { return strokes; },
    copy: () => copy(strokes),
    begin(point) { change([...strokes, [point]]); },
    extend(point) {
      const points = strokes.at(-1);
      const [x, y] = points.at(-1);
      if (Math.hypot(point[0] - x, point[1] - y) >= 0.5) points.push(point);
    },
    clear() { if (strokes.length > 0) change([]); },
    canUndo: () => past.length > 0,
    undo() { if (past.length > 0) strokes = past.pop(); },
    replace(next) {
      strokes = copy(next).filter((points) => points.length > 0);
      past = [];
    },
  };
}

/** Where a pointer event is, in logical units. */
function pointOf(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * (SIZE / box.width), (event.clientY - box.top) * (SIZE / box.height)];
}

/** Follows one pointer at a time from down to up, and returns a function that stops following. */
function followPointer(canvas, { begin, extend, end }) {
  let active = null;
  const down = (event) => {
    if (active !== null || (event.pointerType === 'mouse' && event.button !== 0)) return;
    active = event.pointerId;
    // Without capture a stroke would break off where the pointer leaves the canvas.
    canvas.setPointerCapture?.(active);
    event.preventDefault();
    begin(pointOf(canvas, event));
  };
  const move = (event) => {
    if (event.pointerId !== active) return;
    // A browser hands over one event a frame; the points between are what makes a quick stroke round.
    const between = event.getCoalescedEvents?.() ?? [];
    extend((between.length > 0 ? between : [event]).map((each) => pointOf(canvas, each)));
  };
  const up = (event) => {
    if (event.pointerId !== active) return;
    active = null;
    end();
  };
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, lostpointercapture: up };
  for (const [type, listener] of Object.entries(listeners)) canvas.addEventListener(type, listener);
  return {
    release() { active = null; },
    stop() {
      for (const [type, listener] of Object.entries(listeners)) canvas.removeEventListener(type, listener);
    },
  };
}

/** Calls `render` when the canvas changes its size, the screen its pixel density, or the reader the colour scheme. */
function followScreen(canvas, render) {
  const view = canvas.ownerDocument.defaultView;
  const observer = view?.ResizeObserver ? new view.ResizeObserver(render) : null;
  const scheme = view?.matchMedia?.('(prefers-color-scheme: dark)');
  observer?.observe(canvas);
  scheme?.addEventListener('change', render);
  return () => {
    observer?.disconnect();
    scheme?.removeEventListener('change', render);
  };
}

/** Draws the strokes on the visible canvas, as sharp as the screen is, in the canvas's own text colour. */
function renderOn(canvas, strokes, pen) {
  const view = canvas.ownerDocument.defaultView;
  const side = Math.round((canvas.clientWidth || SIZE) * (view?.devicePixelRatio || 1));
  if (canvas.width !== side || canvas.height !== side) [canvas.width, canvas.height] = [side, side];
  const context = canvas.getContext('2d');
  context.setTransform(side / SIZE, 0, 0, side / SIZE, 0, 0);
  context.clearRect(0, 0, SIZE, SIZE);
  const color = view?.getComputedStyle(canvas).color || 'black';
  [context.fillStyle, context.strokeStyle] = [color, color];
  trace(context, strokes, pen);
}

/** Returns a function that turns strokes into a grey picture, white on black, the same on every screen. */
function createCamera({ ownerDocument }) {
  const canvas = ownerDocument.createElement('canvas');
  [canvas.width, canvas.height] = [SIZE, SIZE];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (strokes, pen) => {
    [context.fillStyle, context.strokeStyle] = ['black', 'white'];
    context.fillRect(0, 0, SIZE, SIZE);
    context.fillStyle = 'white';
    trace(context, strokes, pen);
    const { data: colors } = context.getImageData(0, 0, SIZE, SIZE);
    return { data: Uint8Array.from({ length: SIZE * SIZE }, (_, i) => colors[4 * i]), width: SIZE, height: SIZE };
  };
}

/**
 * Makes a canvas one to draw on.
 *
 * @param {HTMLCanvasElement} canvas Any size on the screen, square, without border or padding.
 * @param {object} [options]
 * @param {(change: {drawing: boolean}) => void} [options.onChange] Called after every change; `drawing` while a stroke
 *     is being drawn. Not called by `setStrokes`.
 * @param {number} [options.pen] The pen's width in logical units.
 * @returns The ink: `clear()`, `undo()`, `canUndo()`, `isEmpty()`, `strokes` (a copy), `setStrokes(strokes)`,
 *     `pixels()` (`{data, width, height}`: a Uint8Array of SIZE × SIZE greys, white on black) and `destroy()`.
 */
export function createInk(canvas, { onChange = () => {}, pen = 18 } = {}) {
  const drawing = createDrawing();
  const photograph = createCamera(canvas);
  const render = () => renderOn(canvas, drawing.strokes, pen);
  const changed = (during) => {
    render();
    onChange({ drawing: during });
  };
  // A finger draws; it must not scroll the page, select text or open a menu.
  Object.assign(canvas.style, { touchAction: 'none', userSelect: 'none', webkitUserSelect: 'none' });
  const pointer = followPointer(canvas, {
    begin(point) { drawing.begin(point); changed(true); },
    extend(points) { points.forEach(drawing.extend); changed(true); },
    end() { changed(false); },
  });
  const stopFollowingScreen = followScreen(canvas, render);
  const edit = (action) => () => {
    pointer.release();
    action();
    changed(false);
  };
  render();

  return {
    get strokes() { return drawing.copy(); },
    setStrokes(strokes) { pointer.release(); drawing.replace(strokes); render(); },
    clear: edit(drawing.clear),
    undo: edit(drawing.undo),
    canUndo: drawing.canUndo,
    isEmpty: () => drawing.strokes.length === 0,
    pixels: () => photograph(drawing.strokes, pen),
    destroy() { pointer.stop(); stopFollowingScreen(); },
  };
}
