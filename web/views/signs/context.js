/** What the parts of the signs' view are made with. Types alone; nothing runs here. */

/**
 * @typedef {import('../context.js').Context} Context
 * @typedef {import('../../signs/signs.js').Signs} Signs
 *
 * @typedef {(work: () => string | void | Promise<string | void>) => () => Promise<void>} Attempt Does what is asked, and tells
 *     what came of it, or what went wrong.
 * @typedef {Omit<Context, 'signs'> & {signs: Signs, attempt: Attempt}} SignsContext
 */

export {};
