/** Limits of a visitor's own signs: what a screen shows at once, a link carries, and a telephone learns in seconds. */
export const [LEAST_SIGNS, MOST_SIGNS] = [2, 12];
export const MOST_DRAWINGS = 40; // of one sign
/** So many drawings of each sign are enough; with fewer it learns all the same. */
export const ENOUGH = 10;
/** Pixels on a side of a drawing that came from a picture: those of a network's digit. */
export const [LEAST_SIDE, MOST_SIDE] = [8, 64];
/** Letters of a link, which some programs cut off beyond. */
export const MOST_LINK_LETTERS = 32_000;
/** Bytes of a file of signs: more than the most drawings of the most points. */
export const MOST_FILE_BYTES = 4_000_000;
