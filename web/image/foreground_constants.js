/** Constants of kerasdl/inference/foreground.json, written by `python -m kerasdl.webpage`. */
export const MIN_CONTRAST = 16;
