/** Constants of kerasdl/models/web_network.json, written by `python -m kerasdl.webpage`. */
export const MAX_BYTES = 3000000;
export const MAX_HEADER_BYTES = 100000;
export const MAX_SIDE = 256;
export const MAX_LAYERS = 16;
export const MAX_UNITS = 1024;
export const MAX_LABELS = 256;
export const LONGEST_LABEL = 40;
