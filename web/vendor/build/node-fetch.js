/** Stands in for `node-fetch`: every Node that runs the bundle has `fetch` of its own. */
export default globalThis.fetch;
