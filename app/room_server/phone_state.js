/** What a telephone shows, from what the server and the outbox say; knows no page. */

/**
 * @typedef {object} Reading How a network reads the writer's own hand.
 * @property {number} right @property {number} judged
 * @property {'' | 'best' | 'worst'} rank Among all hands of the class.
 *
 * @typedef {object} State What the server says of a writer.
 * @property {number} asked How many digits in all.
 * @property {number[]} left The labels that are still asked for, in their order.
 * @property {boolean} closed Whether the room takes nothing more.
 * @property {Reading | null} reading
 * @property {{digit: number, png: string, left: number} | null} question The next of the quiz.
 * @property {{right: number, network: number, count: number} | null} quiz The writer's and the network's answers, once all are given.
 *
 * @typedef {{drawing: string, label: number, strokes: number[][][]}} Drawing
 * @typedef {'entrance' | 'start' | 'connecting' | 'draw' | 'done' | 'quiz'} View
 * @typedef {[string, Record<string, number>]} Line A text's name, and the values in it.
 */

/**
 * The labels that are left to draw.
 *
 * @param {number[]} asked Those that the server asks for. @param {{label: number}[]} waiting Drawn, and not sent yet.
 */
export function leftToDraw(asked, waiting) {
  const rest = [...asked];
  for (const { label } of waiting) {
    const place = rest.indexOf(label);
    if (place >= 0) rest.splice(place, 1);
  }
  return rest;
}

/**
 * Which part of the page is shown.
 *
 * @param {{closed: boolean} | null} room @param {boolean} joined @param {State | null} state @param {number[]} left
 * @returns {View}
 */
export function viewOf(room, joined, state, left) {
  if (!room) return 'entrance';
  if (!joined) return room.closed ? 'done' : 'start';
  if (!state) return 'connecting';
  if (state.question) return 'quiz';
  return left.length && !state.closed ? 'draw' : 'done';
}

/** What is said to a writer who has nothing to do. @param {State | null} state Null for one who has not joined. @returns {Line[]} */
export function doneLines(state) {
  if (!state) return [['closed_before', {}]];
  const { closed, quiz, reading } = state;
  /** @type {Line[]} */
  const lines = closed ? [['closed', {}]] : [];
  if (quiz) lines.push(['quiz_result', quiz]);
  if (reading) lines.push(['reading', { right: reading.right, judged: reading.judged }]);
  if (reading?.rank) lines.push([`rank_${reading.rank}`, {}]);
  return reading || closed ? lines : [...lines, ['wait', {}]];
}
