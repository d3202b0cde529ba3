/** Constants of kerasdl/layers/random_warp.json, written by `python -m kerasdl.webpage`. */
export const ROTATION = 0.21;
export const SHEAR = 0.25;
export const SCALE = 0.15;
export const SHIFT = 1.2;
export const ELASTIC = 0.8;
export const STROKE = 0.6;
export const KNOTS = 6;
export const UNCHANGED_SHARE = 0.25;
