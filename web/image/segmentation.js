/**
 * Segmentation of ink into single digits, in reading order: lines, pieces, cuts, and the grouping that is read surest.
 *
 * Ink falls apart into pieces: its connected components, those that may be touching digits cut at candidate seams. Pieces
 * that follow each other in a line are grouped into digits by dynamic programming, so that what a reader makes of all groups
 * costs least (R. G. Casey and E. Lecolinet, "A survey of methods and strategies in character segmentation", 1996).
 *
 * kerasdl/inference/segmentation.py does the same, and says what each constant is; both are held to one result by
 * tests/fixtures/segmentation.json.
 */
import { findCuts } from './cuts.js';
import { connectedComponents } from './filters.js';
import { boundaryCosts, intoLines, piecesOf, shapeCost, shared, typicalHeight, unionOf } from './pieces.js';
import {
  BAR_LENGTH, BAR_RATIO, BAR_RUNS, DIGIT_COST, DROP_COST, LEAST_CONFIDENCE, LONE_WIDTH, MAX_COMPONENTS, MAX_COVER, MAX_PIECES, MAX_WIDTH,
  MIN_CUT_WIDTH, MIN_HEIGHT, SPECK_SIDE, STACK_GAP, STACK_HEIGHT, WHOLE_CONFIDENCE, WHOLE_WIDTH,
} from './segmentation_constants.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('./pieces.js').Piece} Piece
 * @typedef {(ink: Picture) => number} Judge How surely ink, cut to its box, is read as one digit, 0 to 1.
 *
 * @typedef {object} Segment One digit's ink in a picture.
 * @property {number} x The box's first column.
 * @property {number} y The box's first row.
 * @property {number} width
 * @property {number} height
 * @property {number} line The line of digits, from 0, that it stands in.
 * @property {Picture} ink Its own ink alone, cut to its box.
 *
 * @typedef {object} Map What a segmentation knows of one picture.
 * @property {Picture} picture
 * @property {Int32Array} labels Each pixel's piece; 0 for no ink.
 * @property {number} next The next piece's label.
 * @property {(group: Piece[]) => number} judged What the judge says of a group of pieces.
 */

/**
 * The ink of a group of pieces alone, cut to its box.
 *
 * @param {Map} map @param {Piece[]} group @returns {Picture}
 */
function inkOf({ picture, labels }, group) {
  const { left, top, right, bottom } = unionOf(group);
  const [width, height] = [right - left, bottom - top];
  const wanted = new Set(group.map(({ label }) => label));
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0, from = (top + y) * picture.width + left; x < width; x += 1, i += 1, from += 1) {
      if (labels[from] && wanted.has(labels[from])) data[i] = picture.data[from];
    }
  }
  return { data, width, height };
}

/** @param {Picture} picture @param {Int32Array} labels @param {number} next @param {Judge} judge @returns {Map} */
function createMap(picture, labels, next, judge) {
  /** @type {globalThis.Map<string, number>} */
  const known = new globalThis.Map();
  const map = {
    picture, labels, next,
    /** @param {Piece[]} group */
    judged(group) {
      const key = group.map(({ label }) => label).sort((a, b) => a - b).join();
      const found = known.get(key) ?? judge(inkOf(map, group));
      known.set(key, found);
      return found;
    },
  };
  return map;
}

/** Whether a component is a line: long, and met once on its way. @param {Map} map @param {Piece} component */
function isBar(map, component) {
  const [width, height] = [component.right - component.left, component.bottom - component.top];
  const upright = height >= width;
  const [length, thickness] = upright ? [height, width] : [width, height];
  if (length < BAR_RATIO * thickness) return false;
  const { data } = inkOf(map, [component]);
  const at = (/** @type {number} */ along, /** @type {number} */ across) => data[upright ? along * width + across : across * width + along];
  let [runs, met] = [0, 0];
  for (let along = 0; along < length; along += 1) {
    let any = 0;
    for (let across = 0; across < thickness; across += 1) {
      if (at(along, across) === 0) continue;
      any = 1;
      if (across === 0 || at(along, across - 1) === 0) runs += 1;
    }
    met += any;
  }
  return runs / Math.max(1, met) <= BAR_RUNS;
}

/** Without ruled lines and the like, unless nothing else is there. @param {Map} map @param {Piece[]} components */
function withoutBars(map, components) {
  const bars = components.filter((each) => isBar(map, each));
  const others = components.filter((each) => !bars.includes(each));
  if (others.length === 0) return components;
  // A 1 is a bar, too, and the cap of a 5.
  const longest = BAR_LENGTH * typicalHeight(others);
  return components.filter((each) => !bars.includes(each) || Math.max(each.right - each.left, each.bottom - each.top) <= longest);
}

/** Whether one component stands on the other and the two are one digit. @param {Map} map @param {Piece} upper @param {Piece} lower @param {Piece[]} all */
function isStack(map, upper, lower, all) {
  const height = typicalHeight(all);
  const least = Math.min(upper.bottom - upper.top, lower.bottom - lower.top);
  if (upper === lower || upper.top >= lower.top || least < MIN_HEIGHT * height) return false;
  const gap = -shared(upper.top, upper.bottom, lower.top, lower.bottom);
  const across = shared(upper.left, upper.right, lower.left, lower.right);
  if (gap <= -0.5 * least || gap >= STACK_GAP * least) return false;
  if (2 * across < Math.min(upper.right - upper.left, lower.right - lower.left)) return false;
  const [whole, one, other] = [[upper, lower], [upper], [lower]].map(map.judged);
  const rest = all.filter(({ component }) => component !== upper.component && component !== lower.component);
  const low = rest.length > 0 && lower.bottom - upper.top <= STACK_HEIGHT * typicalHeight(rest);
  return whole >= WHOLE_CONFIDENCE && (low || Math.min(one, other) < WHOLE_CONFIDENCE);
}

/** @param {Map} map @param {Piece[]} pieces @returns {Piece} */
function join({ picture, labels }, pieces) {
  const joined = unionOf(pieces);
  const old = new Set(pieces.map(({ label }) => label));
  for (let y = joined.top; y < joined.bottom; y += 1) {
    for (let i = y * picture.width + joined.left; i < y * picture.width + joined.right; i += 1) {
      if (old.has(labels[i])) labels[i] = joined.label;
    }
  }
  return joined;
}

/** Components of which one stands on the other joined where the two are one digit, as the rings of an 8 are. @param {Map} map @param {Piece[]} components */
function joinedStacks(map, components) {
  const sorted = [...components].sort((a, b) => a.top - b.top || a.left - b.left);
  let rest = sorted;
  for (const upper of sorted) {
    const lower = rest.includes(upper) && rest.find((each) => isStack(map, upper, each, components));
    if (!lower) continue;
    const joined = join(map, [upper, lower]);
    rest = rest.filter((each) => each !== lower).map((each) => (each === upper ? joined : each));
  }
  return rest;
}

/** A component cut at every candidate seam, where it may be more than one digit. @param {Map} map @param {Piece} component @param {number} lineHeight @param {number} leastWidth @returns {Piece[]} */
function cut(map, component, lineHeight, leastWidth) {
  const { left, top, right, bottom, label } = component;
  const [width, height] = [right - left, bottom - top];
  if (height < MIN_HEIGHT * lineHeight || width < leastWidth * height) return [component];
  if (width < WHOLE_WIDTH * height && map.judged([component]) >= WHOLE_CONFIDENCE) return [component];
  const cuts = isBar(map, component) ? [] : findCuts(inkOf(map, [component]));
  if (cuts.length === 0) return [component];
  /** @type {(Piece | undefined)[]} */
  const parts = Array.from({ length: cuts.length + 1 });
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const i = y * map.picture.width + x;
      if (map.labels[i] !== label) continue;
      const side = cuts.filter(({ columns }) => x - left >= columns[y - top]).length;
      const part = parts[side] ?? { ...component, label: map.next + side, left: x, top: y, right: x + 1, bottom: y + 1 };
      parts[side] = part;
      map.labels[i] = part.label;
      [part.left, part.right, part.bottom] = [Math.min(part.left, x), Math.max(part.right, x + 1), y + 1];
    }
  }
  map.next += parts.length;
  const found = parts.flatMap((part, side) => (part ? [{ ...part, crossed: side > 0 ? cuts[side - 1].crossed : 0 }] : []));
  found[0].crossed = 0;
  return found;
}

/**
 * The grouping of a line's pieces into digits that costs least; pieces left out are in no group.
 *
 * @param {Map} map @param {Piece[]} pieces @param {number} height @param {boolean} alone @returns {Piece[][]}
 */
function cheapest(map, pieces, height, alone) {
  const between = boundaryCosts(pieces, alone);
  /** @type {{cost: number, from: number, group: Piece[] | null}[]} */
  const best = [{ cost: 0, from: 0, group: null }];
  for (let end = 1; end <= pieces.length; end += 1) {
    best[end] = { cost: Infinity, from: 0, group: null };
    for (let from = end - 1; from >= Math.max(0, end - MAX_PIECES); from -= 1) {
      const group = pieces.slice(from, end);
      const { left, top, right, bottom } = unionOf(group);
      if (end - from > 1 && right - left > MAX_WIDTH * height) continue;
      const whole = bottom - top >= MIN_HEIGHT * height;
      if (!whole && end - from > 1) continue;
      const own = whole
        ? DIGIT_COST - Math.log(Math.max(map.judged(group), LEAST_CONFIDENCE)) + shapeCost(group, height)
        : (DROP_COST * Math.max(right - left, bottom - top)) / height;
      const cost = best[from].cost + own + between[from];
      if (cost < best[end].cost) best[end] = { cost, from, group: whole ? group : null };
    }
  }
  /** @type {Piece[][]} */
  const found = [];
  for (let end = pieces.length; end > 0; end = best[end].from) {
    const { group } = best[end];
    if (group) found.unshift(group);
  }
  return found;
}

/**
 * Splits ink into single digits, line by line, from left to right.
 *
 * @param {Picture} ink White ink on black, of any size.
 * @param {Judge} judge Says how surely ink is read as one digit; asked some times for each digit, so it should be quick.
 * @param {{row?: boolean}} [options] Whether there are surely several digits. Else one component that stands alone is cut only
 *     where it is wide, for most of what stands alone is one digit, or none: a letter, a digit that is half drawn.
 * @returns {Segment[]} None for a picture without ink. A stroke that belongs to no digit, as a dash or a speck, is in none. Noise
 *     is one segment.
 *
 * @example
 * const digits = segmentDigits(ink, (part) => Math.max(...reader.read(part).confidences));
 * const readings = digits.map((digit) => reader.read(digit.ink));
 */
export function segmentDigits(ink, judge, { row = false } = {}) {
  const { labels, sizes } = connectedComponents(/** @type {any} */ (ink));
  const all = piecesOf(labels, ink.width, sizes.length);
  if (all.length === 0) return [];
  const map = createMap(ink, labels, sizes.length, judge);
  const least = SPECK_SIDE * typicalHeight(all);
  const large = all.filter(({ left, top, right, bottom }) => Math.max(right - left, bottom - top) >= least);
  const cover = large.reduce((sum, { left, top, right, bottom }) => sum + (right - left) * (bottom - top), 0);
  if (large.length > MAX_COMPONENTS || cover > MAX_COVER * ink.data.length) {
    const { left, top, right, bottom } = unionOf(large);
    const [width, height] = [right - left, bottom - top];
    const data = Uint8Array.from({ length: width * height }, (_, i) => ink.data[(top + Math.floor(i / width)) * ink.width + left + (i % width)]);
    return [{ x: left, y: top, width, height, line: 0, ink: { data, width, height } }];
  }
  const components = joinedStacks(map, withoutBars(map, large));
  const alone = components.length === 1 && !row;
  return intoLines(components).flatMap((line, number) => {
    const height = typicalHeight(line);
    const pieces = line.flatMap((component) => cut(map, component, height, alone ? LONE_WIDTH : MIN_CUT_WIDTH));
    pieces.sort((a, b) => a.left + a.right - b.left - b.right || a.top - b.top || a.left - b.left);
    return cheapest(map, pieces, height, alone).map((group) => {
      const { left, top } = unionOf(group);
      const found = inkOf(map, group);
      return { x: left, y: top, width: found.width, height: found.height, line: number, ink: found };
    });
  });
}
