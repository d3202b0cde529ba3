/** Constants of kerasdl/inference/segmentation.json, written by `python -m kerasdl.webpage`. */
export const MAX_COMPONENTS = 400;
export const MAX_COVER = 12;
export const MIN_HEIGHT = 0.38;
export const SPECK_SIDE = 0.1;
export const LINE_OVERLAP = 0.25;
export const MAX_WIDTH = 1.45;
export const MAX_PIECES = 7;
export const BAR_RATIO = 3;
export const BAR_RUNS = 1.15;
export const BAR_LENGTH = 1.6;
export const STACK_GAP = 0.35;
export const STACK_HEIGHT = 1.3;
export const CUT_ANCHORS = [
  0.3,
  0.5,
  0.7
];
export const CUT_ROWS = 96;
export const CUT_SLOPE = 83;
export const CUT_DISTANCE = 0.07;
export const CUT_SIDE_HEIGHT = 0.35;
export const CUTS_PER_HEIGHT = 8;
export const MIN_CUT_WIDTH = 0.5;
export const LONE_WIDTH = 1.15;
export const WHOLE_WIDTH = 1.25;
export const WHOLE_CONFIDENCE = 0.95;
export const DIGIT_COST = 0.15;
export const CUT_COST = 0.95;
export const LONE_CUT_COST = 1.2;
export const GAP_COST = 2.0;
export const USUAL_WIDTH = 0.9;
export const WIDTH_COST = 2.0;
export const JOIN_COST = 0.5;
export const HEIGHT_COST = 0.4;
export const OVERLAP_COST = 0.45;
export const DROP_COST = 1.2;
export const LEAST_CONFIDENCE = 0.015;
