/**
 * View interface: what the shell hands to each view, and what a view answers to. Types alone; nothing runs here.
 *
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Reading} Reading
 *
 * @typedef {object} Context
 * @property {Document} document
 * @property {import('../types.js').Translate} t
 * @property {(text: string) => void} say Says it to a screen reader.
 * @property {import('../state/page_state.js').PageStore} store
 * @property {import('../training/trainer.js').Trainer} trainer The visitor's network and its training.
 * @property {import('../network/reader.js').Reader} reader
 * @property {() => Stroke[]} strokes The drawing as it is.
 * @property {() => import('../types.js').Picture | null} picture What is seen of the drawing, where a picture lies under it.
 * @property {() => Promise<typeof import('../image/image_file.js').pictureFrom>} pictures Loads what reads picture files.
 * @property {() => void} clear Takes the drawing away; undo brings it back.
 * @property {() => Promise<SignsModules>} signs The visitor's own signs, and the view of them, loaded when they are first wanted.
 * @property {(path: string) => string} files The URL of one of the page's files.
 *
 * @typedef {import('../types.js').Stroke} Stroke
 * @typedef {import('../signs/signs.js').Signs} Signs
 * @typedef {{signs: Signs, createView: (root: HTMLElement, context: Context, signs: Signs) => View}} SignsModules
 *
 * One of the page's views, in a section of its own.
 * @typedef {object} View
 * @property {(reading: Reading | null, network: Network | null) => void} show Called once a frame at most; null: nothing drawn.
 * @property {() => void} redraw Another theme or size.
 * @property {() => void} destroy
 */

export {};
