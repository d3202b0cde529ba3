/**
 * Ink on a canvas: draw with mouse, finger or pen, undo, redo, clear, and take the picture that the network reads.
 *
 * One module with no imports and no page of its own: the static page and the dashboard both use it. The `document` is
 * the canvas's own, so it works in a shadow root as well.
 *
 * Points are in logical units: the canvas is always SIZE × SIZE, however large it is on the screen. A stroke is a
 * list of points `[x, y]` or `[x, y, width]`, a drawing a list of strokes, perhaps on a picture.
 *
 * @typedef {[number, number] | [number, number, number]} Point
 * @typedef {Point[]} Stroke
 * @typedef {{data: Uint8Array, width: number, height: number}} Picture Greys, white ink on black.
 * @typedef {{strokes: Stroke[], picture: Picture | null}} Drawing
 * @typedef {[number, number, number]} Disc x, y, radius.
 * @typedef {[number, number, number, number]} Area left, top, right, bottom.
 * @typedef {{at: [number, number], down: boolean}} Cursor
 * @typedef {(x: number, y: number, time: number, pressure: number | null) => Point} Feel
 * @typedef {(context: CanvasRenderingContext2D, drawing: Drawing, color: string) => void} Paint
 */

export const SIZE = 280;

/** Points nearer to each other than this say nothing about the stroke. */
const LEAST_STEP = 0.5;
/** A curve is laid out in pieces that turn by no more than this, in radians: smooth on the largest screens. */
const TURN = 0.12;
/** How wide the ink is, in logical units. */
const PEN = 18;
/** The speed of a hand that writes, in logical units a millisecond: at this speed the ink is as wide as the pen. */
const SPEED = 0.6;
/** So long after a pen a finger is the palm beside it, in milliseconds. */
const PALM = 500;
/** The radius of the ring that shows where a keyboard's pen is. */
const CURSOR = 12;

/**
 * Adds the hull of two discs to a path. All hulls go the same way round, so that a stroke of many is one shape, whose
 * edge is smooth where they meet.
 *
 * @param {Path2D} path @param {Disc} start @param {Disc} end
 */
function addHull(path, start, end) {
  const [x0, y0, r0] = start;
  const [x1, y1, r1] = end;
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length <= Math.abs(r0 - r1)) {
    const [x, y, r] = r0 > r1 ? start : end;
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  } else {
    const along = Math.atan2(y1 - y0, x1 - x0);
    const aside = Math.acos((r0 - r1) / length);
    path.moveTo(x0 + r0 * Math.cos(along + aside), y0 + r0 * Math.sin(along + aside));
    path.arc(x0, y0, r0, along + aside, along - aside + 2 * Math.PI);
    path.arc(x1, y1, r1, along - aside, along + aside);
  }
  path.closePath();
}

/** @param {Disc} a @param {Disc} b @param {number} share @returns {Disc} */
function between(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** Adds a curve from `start` to `end`, bent towards `bend`. @param {Path2D} path @param {Disc[]} discs */
function addCurve(path, [start, bend, end]) {
  const [fromX, fromY, toX, toY] = [bend[0] - start[0], bend[1] - start[1], end[0] - bend[0], end[1] - bend[1]];
  const turn = Math.abs(Math.atan2(fromX * toY - fromY * toX, fromX * toX + fromY * toY));
  const pieces = Math.ceil(turn / TURN) || 1;
  let last = start;
  for (let i = 1; i <= pieces; i += 1) {
    const next = between(between(start, bend, i / pieces), between(bend, end, i / pieces), i / pieces);
    addHull(path, last, next);
    last = next;
  }
}

/**
 * Returns a function that fills strokes in the context's colour. What a stroke has settled is laid out once and kept.
 *
 * @param {typeof Path2D} Path The browser's.
 * @param {number} pen The width of points that have none.
 * @returns {(context: CanvasRenderingContext2D, strokes: Stroke[]) => void}
 */
export function createBrush(Path, pen) {
  /** @type {WeakMap<Stroke, {path: Path2D, next: number, end: Disc | null}>} */
  const kept = new WeakMap();
  /** @param {Point} point @returns {Disc} */
  const disc = ([x, y, width = pen]) => [x, y, width / 2];
  return (context, strokes) => {
    for (const points of strokes) {
      const settled = kept.get(points) ?? { path: new Path(), next: 1, end: null };
      kept.set(points, settled);
      // From midpoint to midpoint, bent towards the points themselves: smooth, whatever the pointer's rate.
      for (; settled.next < points.length - 1; settled.next += 1) {
        const bend = disc(points[settled.next]);
        const end = between(bend, disc(points[settled.next + 1]), 0.5);
        addCurve(settled.path, [settled.end ?? disc(points[0]), bend, end]);
        settled.end = end;
      }
      context.fill(settled.path);
      const tip = new Path();
      addHull(tip, settled.end ?? disc(points[0]), disc(points[points.length - 1]));
      context.fill(tip);
    }
  };
}

/**
 * How wide the ink runs: by pressure, where it is a pen's, and a little less where the hand is quick.
 *
 * @param {number} [pen]
 */
export function createHand(pen = PEN) {
  let last = { x: 0, y: 0, time: 0, speed: SPEED, width: pen };
  /** @param {number | null} pressure */
  const pressed = (pressure) => pen * (pressure === null ? 1 : 0.6 + 0.8 * pressure);
  return {
    /** The first point. @type {Feel} */
    down(x, y, time, pressure) {
      last = { x, y, time, speed: SPEED, width: pressed(pressure) };
      return [x, y, last.width];
    },
    /** The next. @type {Feel} */
    move(x, y, time, pressure) {
      const way = Math.hypot(x - last.x, y - last.y);
      // A pen that rests presses harder as it comes down: a dot grows.
      if (way < LEAST_STEP) return [last.x, last.y, (last.width = Math.max(last.width, pressed(pressure)))];
      const duration = Math.max(time - last.time, 1);
      const speed = last.speed + (way / duration - last.speed) * (1 - Math.exp(-duration / 40));
      const wanted = pressed(pressure) * (0.8 + 0.4 / (1 + speed / SPEED));
      // Along the way, so that the width changes as gently whatever the pointer's rate.
      const width = last.width + (wanted - last.width) * (1 - Math.exp(-way / pen));
      last = { x, y, time, speed, width };
      return [x, y, width];
    },
  };
}

/** @param {Stroke[]} strokes @returns {Stroke[]} Without empty ones. */
function copy(strokes) {
  const full = strokes.filter((points) => points.length > 0);
  return full.map((points) => points.map((point) => /** @type {Point} */ ([...point])));
}

/** The drawing, and what undo and redo go to. */
function createHistory() {
  /** @type {Drawing} */
  let now = { strokes: [], picture: null };
  /** @type {Drawing[]} */
  let past = [];
  /** @type {Drawing[]} */
  let future = [];
  /** @param {Drawing[]} from @param {Drawing[]} to */
  const step = (from, to) => {
    const next = from.pop();
    if (!next) return;
    to.push(now);
    now = next;
  };
  return {
    get now() { return now; },
    /** @param {Drawing} next */
    change(next) {
      past.push(now);
      [now, future] = [next, []];
    },
    /** Without a step to undo. @param {Drawing} next */
    amend(next) { now = next; },
    /** @param {Drawing} next */
    restart(next) { [now, past, future] = [next, [], []]; },
    undo: () => step(past, future),
    redo: () => step(future, past),
    /** As if the last change had not been. */
    forget() { now = past.pop() ?? now; },
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}

/**
 * Draws drawings: the picture, tinted in the ink's colour, and the strokes on it.
 *
 * @param {HTMLCanvasElement} canvas @param {number} pen @returns {Paint}
 */
function createPainter({ ownerDocument }, pen) {
  const view = /** @type {Window & typeof globalThis} */ (ownerDocument.defaultView);
  const fill = createBrush(view.Path2D, pen);
  /** @type {WeakMap<Picture, {color: string, canvas: HTMLCanvasElement}>} */
  const kept = new WeakMap();
  /** @param {Picture} picture @param {string} color */
  const tinted = (picture, color) => {
    const known = kept.get(picture);
    if (known?.color === color) return known.canvas;
    const canvas = ownerDocument.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width, picture.height];
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const image = context.createImageData(picture.width, picture.height);
    picture.data.forEach((grey, i) => { image.data[4 * i + 3] = grey; });
    context.putImageData(image, 0, 0);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = color;
    context.fillRect(0, 0, picture.width, picture.height);
    kept.set(picture, { color, canvas });
    return canvas;
  };
  return (context, { strokes, picture }, color) => {
    if (picture) context.drawImage(tinted(picture, color), 0, 0, SIZE, SIZE);
    context.fillStyle = color;
    fill(context, strokes);
  };
}

/**
 * Returns a function that turns a drawing into a grey picture, the same on every screen.
 *
 * @param {HTMLCanvasElement} canvas @param {Paint} paint
 */
function createCamera({ ownerDocument }, paint) {
  const canvas = ownerDocument.createElement('canvas');
  [canvas.width, canvas.height] = [SIZE, SIZE];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  /** @param {Drawing} drawing @returns {Picture} */
  return (drawing) => {
    context.fillStyle = 'black';
    context.fillRect(0, 0, SIZE, SIZE);
    paint(context, drawing, 'white');
    const colors = context.getImageData(0, 0, SIZE, SIZE).data;
    const data = new Uint8Array(SIZE * SIZE);
    for (let i = 0; i < data.length; i += 1) data[i] = colors[4 * i];
    return { data, width: SIZE, height: SIZE };
  };
}

/**
 * Shows drawings on the visible canvas, as sharp as the screen is, in the canvas's own text colour.
 *
 * @param {HTMLCanvasElement} canvas @param {Paint} paint
 */
function createScreen(canvas, paint) {
  const view = canvas.ownerDocument.defaultView;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let color = 'black';
  const sharpest = () => Math.round((canvas.clientWidth || SIZE) * (view?.devicePixelRatio || 1));
  /** A ring that is seen on paper and on ink. @param {Cursor} cursor */
  const mark = ({ at: [x, y], down }) => {
    for (const [operation, width] of /** @type {const} */ ([['destination-out', 6], ['source-over', 2.5]])) {
      context.globalCompositeOperation = operation;
      context.lineWidth = width;
      context.strokeStyle = color;
      context.beginPath();
      context.arc(x, y, down ? 6 : CURSOR, 0, 2 * Math.PI);
      context.stroke();
    }
  };
  /**
   * Only what lies in an area, of whole pixels: while a stroke goes on, little is drawn, and yet as if all were.
   *
   * @param {Drawing} drawing @param {Cursor | null} cursor @param {Area} area
   */
  const renderPart = (drawing, cursor, [left, top, right, bottom]) => {
    const scale = canvas.width / SIZE;
    const [x, y] = [Math.floor(left * scale) - 1, Math.floor(top * scale) - 1];
    const [width, height] = [Math.ceil(right * scale) + 1 - x, Math.ceil(bottom * scale) + 1 - y];
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.clearRect(x, y, width, height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    paint(context, drawing, color);
    if (cursor) mark(cursor);
    context.restore();
  };
  return {
    renderPart,
    /** @param {Drawing} drawing @param {Cursor | null} cursor */
    render(drawing, cursor) {
      const side = sharpest();
      if (canvas.width !== side || canvas.height !== side) [canvas.width, canvas.height] = [side, side];
      color = view?.getComputedStyle(canvas).color || 'black';
      renderPart(drawing, cursor, [0, 0, SIZE, SIZE]);
    },
  };
}

/**
 * Calls `render` when the canvas changes its size, the screen its pixel density, or the reader the colour scheme.
 *
 * @param {HTMLCanvasElement} canvas @param {() => void} render
 */
function followScreen(canvas, render) {
  const view = canvas.ownerDocument.defaultView;
  const observer = view?.ResizeObserver ? new view.ResizeObserver(render) : null;
  const scheme = view?.matchMedia?.('(prefers-color-scheme: dark)');
  observer?.observe(canvas);
  scheme?.addEventListener('change', render);
  view?.addEventListener?.('resize', render);
  return () => {
    observer?.disconnect();
    scheme?.removeEventListener('change', render);
    view?.removeEventListener?.('resize', render);
  };
}

/**
 * @typedef {object} Pen One stroke that is being drawn, until something else changes the drawing.
 * @property {(points: Point[]) => boolean} extend False where the stroke has ended: by undo, clear or another stroke.
 * @property {() => void} end
 * @property {() => void} drop As if it had not been.
 */

/**
 * Follows one pointer at a time from down to up, and returns a function that stops following.
 *
 * @param {HTMLCanvasElement} canvas @param {ReturnType<typeof createHand>} hand @param {(point: Point) => Pen} begin
 */
function followPointer(canvas, hand, begin) {
  /** @type {{id: number, touch: boolean, pen: Pen} | null} */
  let active = null;
  let penSeen = -Infinity;
  /** @param {PointerEvent} event @param {DOMRect} box @returns {[number, number, number, number | null]} */
  const placeOf = (event, box) => [
    (event.clientX - box.left) * (SIZE / box.width), (event.clientY - box.top) * (SIZE / box.height), event.timeStamp,
    event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : null,
  ];
  /** @param {PointerEvent} event */
  const down = (event) => {
    const [isPen, isTouch] = [event.pointerType === 'pen', event.pointerType === 'touch'];
    if (event.button !== 0 || (isTouch && event.timeStamp - penSeen < PALM)) return;
    if (active && active.id !== event.pointerId) {
      if (!isPen || !active.touch) return;
      active.pen.drop(); // the palm came down before its pen
    }
    // Without capture a stroke would break off where the pointer leaves the canvas.
    canvas.setPointerCapture?.(event.pointerId);
    event.preventDefault();
    const point = hand.down(...placeOf(event, canvas.getBoundingClientRect()));
    active = { id: event.pointerId, touch: isTouch, pen: begin(point) };
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    if (event.pointerType === 'pen') penSeen = event.timeStamp;
    if (event.pointerId !== active?.id) return;
    if (event.buttons === 0) return up(event); // let go where nobody saw it
    // A browser hands over one event a frame; the points between are what makes a quick stroke round.
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const box = canvas.getBoundingClientRect();
    active.pen.extend((coalesced.length > 0 ? coalesced : [event]).map((each) => hand.move(...placeOf(each, box))));
  };
  /** @param {PointerEvent} event */
  const up = (event) => {
    if (event.pointerId !== active?.id) return;
    active.pen.end();
    active = null;
  };
  /** A finger that rests would open a menu or a magnifier, a pen start to write text. @param {Event} event */
  const hold = (event) => { if (active || event.type === 'touchstart') event.preventDefault(); };
  const listeners = Object.entries({
    pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, lostpointercapture: up, touchstart: hold,
    contextmenu: hold,
  });
  for (const [type, listener] of listeners) {
    canvas.addEventListener(type, /** @type {EventListener} */ (listener), { passive: false });
  }
  return () => {
    for (const [type, listener] of listeners) canvas.removeEventListener(type, /** @type {EventListener} */ (listener));
  };
}

/** The area that a stroke's points from a place on cover. @param {Stroke} points @param {number} pen @returns {Area} */
function areaOf(points, pen) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const reach = Math.max(pen, ...points.map(([, , width = pen]) => width)) / 2;
  return [Math.min(...xs) - reach, Math.min(...ys) - reach, Math.max(...xs) + reach, Math.max(...ys) + reach];
}

/**
 * Makes a canvas one to draw on.
 *
 * @param {HTMLCanvasElement} canvas Any size on the screen, square, without border or padding.
 * @param {object} [options]
 * @param {(change: {drawing: boolean}) => void} [options.onChange] Called after every change; `drawing` while a stroke
 *     is being drawn. Not called by `setStrokes`.
 * @param {number} [options.pen] The pen's width in logical units.
 */
export function createInk(canvas, { onChange = () => {}, pen = PEN } = {}) {
  const history = createHistory();
  const paint = createPainter(canvas, pen);
  const photograph = createCamera(canvas, paint);
  const screen = createScreen(canvas, paint);
  /** @type {Cursor | null} */
  let cursor = null;
  /** The stroke that goes on. @type {Stroke | null} */
  let current = null;
  /** The drawing of an example that goes on. @type {Drawing | null} */
  let performed = null;
  const redraw = () => screen.render(history.now, cursor);
  /** @param {boolean} during */
  const changed = (during) => {
    redraw();
    onChange({ drawing: during });
  };
  /** @param {() => void} action */
  const edit = (action) => () => {
    current = performed = null;
    action();
    changed(false);
  };
  /** @param {Point} point @returns {Pen} */
  const begin = (point) => {
    /** @type {Stroke} */
    const points = [point];
    const { strokes, picture } = history.now;
    // Who starts to draw while an example is drawn goes on from nothing, not from half of it.
    if (performed === history.now) history.amend({ strokes: [points], picture: null });
    else history.change({ strokes: [...strokes, points], picture });
    [current, performed] = [points, null];
    /** @param {number} from */
    const show = (from) => {
      screen.renderPart(history.now, cursor, areaOf(points.slice(Math.max(from, 0)), pen));
      onChange({ drawing: true });
    };
    show(0);
    return {
      extend(more) {
        if (current !== points) return false;
        const from = points.length - 3;
        for (const next of more) {
          const [x, y, width = pen] = points[points.length - 1];
          if (Math.hypot(next[0] - x, next[1] - y) >= LEAST_STEP) points.push(next);
          else if (points.length === 1 && (next[2] ?? pen) > width) points[0] = next;
        }
        show(from);
        return true;
      },
      end() {
        if (current !== points) return;
        current = null;
        changed(false);
      },
      drop() { if (current === points) edit(history.forget)(); },
    };
  };
  // A finger draws; it must not scroll the page, select text or open a menu.
  const still = { touchAction: 'none', userSelect: 'none', webkitUserSelect: 'none', webkitTouchCallout: 'none' };
  Object.assign(canvas.style, still);
  const stopFollowingPointer = followPointer(canvas, createHand(pen), begin);
  const stopFollowingScreen = followScreen(canvas, redraw);
  redraw();

  const isEmpty = () => history.now.strokes.length === 0 && history.now.picture === null;
  return {
    /** A copy. @returns {Stroke[]} */
    get strokes() { return copy(history.now.strokes); },
    /** What lies under the strokes. */
    get picture() { return history.now.picture; },
    isEmpty,
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    undo: edit(history.undo),
    redo: edit(history.redo),
    clear: edit(() => { if (!isEmpty()) history.change({ strokes: [], picture: null }); }),
    /** Silently, and with nothing to undo. @param {Stroke[]} strokes @param {Picture | null} [picture] */
    setStrokes(strokes, picture = null) {
      current = performed = null;
      history.restart({ strokes: copy(strokes), picture });
      redraw();
    },
    /**
     * Lays a picture under the strokes to come; those that are there go, and undo brings them back. Null takes the
     * picture away alone.
     *
     * @param {Picture | null} picture
     */
    setPicture(picture) {
      edit(() => history.change({ strokes: picture ? [] : history.now.strokes, picture }))();
    },
    /** Starts a stroke by other means than a pointer. */
    begin,
    /**
     * Draws an example: returns a function that shows it so far, and that says false where something else has changed
     * the drawing since. All of it is one step to undo.
     *
     * @returns {(strokes: Stroke[], going: boolean) => boolean}
     */
    perform() {
      /** @type {Drawing | null} */
      let shown = null;
      return (strokes, going) => {
        if (shown !== null && performed !== shown) return false;
        const next = { strokes: copy(strokes), picture: null };
        if (shown === null) history.change(next);
        else history.amend(next);
        [shown, performed, current] = [next, going ? next : null, null];
        changed(going);
        return true;
      };
    },
    /** Shows where a keyboard's pen is. @param {Cursor | null} next */
    setCursor(next) {
      const places = [cursor, next].flatMap((each) => (each ? [each.at] : []));
      cursor = next;
      if (places.length > 0) screen.renderPart(history.now, cursor, areaOf(places, 2 * CURSOR + 6));
    },
    /** Draws all of it anew, in the present size and colours. */
    redraw,
    /** What is seen, white on black: SIZE × SIZE. */
    pixels: () => photograph(history.now),
    destroy() { stopFollowingPointer(); stopFollowingScreen(); },
  };
}

/** @typedef {ReturnType<typeof createInk>} Ink */
