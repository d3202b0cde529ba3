/** Tables of numbers from texts: what people paste, or drop as a CSV file. */
import { localizedError } from '../../text/localized_error.js';

const MOST = 5_000_000;

/** The character that parts the cells of a line. @param {string} line */
function separatorOf(line) {
  const counted = [',', ';', '\t'].map((each) => ({ each, count: line.split(each).length }));
  counted.sort((a, b) => b.count - a.count);
  return counted[0].count > 1 ? counted[0].each : /\s+/;
}

/**
 * The numbers of a text: a line for each step, perhaps with a line of names above.
 *
 * @param {string} text
 * @param {number | null} columns How many numbers a line must have.
 * @param {number | null} rows How many lines there must be.
 * @returns {number[][]}
 * @throws An error with a `key`.
 */
export function readTable(text, columns, rows) {
  if (text.length > MOST) throw localizedError('table.large', { most: MOST, received: text.length });
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  if (lines.length === 0) throw localizedError('table.empty');
  const separator = separatorOf(lines[0]);
  let cells = lines.map((line) => line.split(separator).map((cell) => cell.trim()));
  // One line of a series with one column is that column, lying.
  if (columns === 1 && cells.length === 1) cells = cells[0].map((cell) => [cell]);
  const numbers = cells.map((line) => line.map(Number));
  if (numbers.length > 1 && numbers[0].some(Number.isNaN)) numbers.shift();
  numbers.forEach((line, n) => {
    const bad = line.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw localizedError('table.number', { line: n + 1, received: cells[cells.length - numbers.length + n][bad] });
    if (columns !== null && line.length !== columns) throw localizedError('table.columns', { columns, line: n + 1, received: line.length });
  });
  if (rows !== null && numbers.length !== rows) throw localizedError('table.rows', { rows, received: numbers.length });
  return numbers;
}
