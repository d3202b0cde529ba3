"""TF.js in Node: `run.mjs` runs exported models with the bundle `tfjs.mjs`; see `kerasdl.parity`."""
