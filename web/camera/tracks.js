/**
 * Tracks: digits followed from picture to picture, so that an answer does not flicker. One is shown as soon as two of its last three
 * readings agree, and stays until two agree on something else; a box follows its digit, and outlives a picture without it.
 */

/**
 * @typedef {import('./find_digits.js').Box} Box
 *
 * @typedef {import('../types.js').Picture} Picture
 *
 * @typedef {object} Sighting What was read in one picture.
 * @property {Box} box
 * @property {number} line
 * @property {Picture} picture Its ink.
 * @property {string | null} label Null: not sure.
 * @property {number} confidence In the likeliest class.
 *
 * @typedef {object} Track
 * @property {number} id
 * @property {Box} box Where it is.
 * @property {Sighting} last Where and what it was last.
 * @property {number} line
 * @property {string | null | undefined} label What is shown: a class; null, where it is not sure; undefined, before two readings agree.
 * @property {number} confidence Mean of the readings that say so.
 * @property {{label: string | null, confidence: number}[]} readings The last ones.
 * @property {number} missed In how many pictures it was not found since.
 */

const [READINGS, AGREEING, MOST_MISSED] = [3, 2, 2];
/** How far a box goes towards where its digit is: still ones do not tremble, moved ones are there at once. */
const [GENTLE, MOVED] = [0.4, 0.25];

/** @param {Box} box */
const centre = ({ left, top, width, height }) => [left + width / 2, top + height / 2];

/** How far two boxes' centres are apart, in shares of their mean size; infinite where one is twice as large. @param {Box} one @param {Box} other */
function distance(one, other) {
  const [size, next] = [one, other].map(({ width, height }) => Math.max(width, height));
  if (size > 2 * next || next > 2 * size) return Infinity;
  const [[x, y], [u, v]] = [centre(one), centre(other)];
  return (2 * Math.hypot(x - u, y - v)) / (size + next);
}

/** @param {Box} from @param {Box} to @returns {Box} */
function followed(from, to) {
  const rate = distance(from, to) > MOVED ? 1 : GENTLE;
  const towards = (/** @type {keyof Box} */ key) => from[key] + rate * (to[key] - from[key]);
  return { left: towards('left'), top: towards('top'), width: towards('width'), height: towards('height') };
}

/** What a track shows after its last readings. @param {Track['readings']} readings @param {Track['label']} shown */
function agreed(readings, shown) {
  const count = (/** @type {string | null} */ label) => readings.filter((each) => each.label === label).length;
  const label = readings.map((each) => each.label).findLast((each) => count(each) >= AGREEING) ?? (count(null) >= AGREEING ? null : shown);
  const own = readings.filter((each) => each.label === label);
  return { label, confidence: own.reduce((sum, each) => sum + each.confidence, 0) / Math.max(own.length, 1) };
}

/** Pairs of tracks and sightings, the nearest first, each once. @param {Track[]} tracks @param {Sighting[]} sightings */
function pairs(tracks, sightings) {
  const near = tracks.flatMap((track) => sightings.map((sighting) => ({ track, sighting, far: distance(track.box, sighting.box) })))
    .filter(({ far }) => far < 0.8)
    .sort((a, b) => a.far - b.far);
  /** @type {Map<Track, Sighting>} */
  const found = new Map();
  const taken = new Set();
  for (const { track, sighting } of near) {
    if (found.has(track) || taken.has(sighting)) continue;
    found.set(track, sighting);
    taken.add(sighting);
  }
  return { found, rest: sightings.filter((sighting) => !taken.has(sighting)) };
}

/** @param {Track} track @param {Sighting | undefined} sighting @returns {Track} */
function next(track, sighting) {
  if (!sighting) return { ...track, missed: track.missed + 1 };
  const { label, confidence } = sighting;
  const readings = [...track.readings, { label, confidence }].slice(-READINGS);
  const { label: shown, confidence: mean } = agreed(readings, track.label);
  return {
    ...track, last: sighting, readings, missed: 0, line: sighting.line, box: followed(track.box, sighting.box), label: shown, confidence: mean || track.confidence,
  };
}

/** Follows digits. */
export function createTracker() {
  /** @type {Track[]} */
  let tracks = [];
  let made = 0;
  return {
    /** Takes what was read in the next picture. @param {Sighting[]} sightings @returns {Track[]} Those that are there, shown or not. */
    follow(sightings) {
      const { found, rest } = pairs(tracks, sightings);
      const kept = tracks.map((track) => next(track, found.get(track))).filter(({ missed }) => missed <= MOST_MISSED);
      const fresh = rest.map((last) => {
        const { box, line, label, confidence } = last;
        made += 1;
        return { id: made, box, last, line, label: undefined, confidence, readings: [{ label, confidence }], missed: 0 };
      });
      tracks = [...kept, ...fresh];
      return tracks;
    },
    forget() { tracks = []; },
  };
}

/** Signs that are not sure are shown beside digits that are, or where there are few: elsewhere they are what lies about. */
const FEW = 4;

/**
 * The tracks to show, in the order in which they are read.
 *
 * @param {Track[]} tracks
 * @returns {Track[]}
 */
export function shownTracks(tracks) {
  const ready = tracks.filter(({ label }) => label !== undefined);
  const lines = new Set(ready.filter(({ label }) => label !== null).map(({ line }) => line));
  const shown = ready.length <= FEW ? ready : ready.filter(({ line }) => lines.has(line));
  return [...shown].sort((a, b) => a.line - b.line || a.box.left - b.box.left);
}

/** What is read, lines apart, with "?" for what is not sure. @param {Track[]} tracks As `shownTracks` gives them. */
export function textOf(tracks) {
  return tracks.map(({ label, line }, i) => `${i > 0 && tracks[i - 1].line !== line ? ' ' : ''}${label ?? '?'}`).join('');
}
