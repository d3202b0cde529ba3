/**
 * WebGL shaders. No vertex is stored: each is worked out of its number, and only what differs
 * from cell to cell, from line to line and from word to word is handed over.
 */

/** The colours of `palette`, in this order. */
export const COLOURS = /** @type {const} */ ([
  'ground', 'dim', 'ink', 'mark', 'plus', 'minus', 'plusMost', 'minusMost', 'text', 'quiet',
]);
/** @typedef {(typeof COLOURS)[number]} ColourName */

const HEAD = `#version 300 es
precision highp float;
uniform mat4 view;
uniform vec3 palette[${COLOURS.length}], axis, eye;
uniform vec2 range, screen;
uniform float scale, gap;
vec3 faded(vec3 colour, float w) {
  return mix(colour, palette[0], 0.4 * clamp((w - range.x) / (range.y - range.x), 0.0, 1.0));
}
`;
const FRAGMENT = `#version 300 es
precision highp float;
out vec4 pixel;
`;

/** What a cell's colour is, silent to lit: pixels are ink, the answer is marked, others go over plus or minus to the most. */
const LIT = `
vec3 litColour(vec2 state) {
  int kind = int(state.y);
  bool minus = state.x < 0.0;
  float lit = abs(state.x);
  vec3 full = palette[kind > 0 ? kind + 1 : minus ? 5 : 4];
  vec3 most = palette[kind > 0 ? kind + 1 : minus ? 7 : 6];
  return mix(mix(palette[1], full, min(1.0, pow(lit, 0.7) * 1.15)), most, 0.8 * smoothstep(0.6, 1.0, lit));
}
`;

/** A cell is a box of which the three faces are drawn that look at the eye. It swells as it is lit. */
const CELL = `${HEAD}${LIT}
layout(location = 0) in vec4 place;
layout(location = 1) in vec2 form;
layout(location = 2) in vec2 state;
out vec3 colour;
out vec2 face;
out float rim;
void main() {
  float lit = abs(state.x);
  int n = gl_VertexID / 6;
  int k = int[6](0, 1, 2, 2, 1, 3)[gl_VertexID % 6];
  vec2 uv = vec2(k & 1, k >> 1) * 2.0 - 1.0;
  vec3 normal = vec3(0.0);
  normal[n] = eye[n] > place[n] ? 1.0 : -1.0;
  vec3 corner = normal;
  corner[(n + 1) % 3] = uv.x;
  corner[(n + 2) % 3] = uv.y;
  vec3 size = mix(vec3(form.x * mix(0.8, 1.0, lit)), vec3(form.y * mix(0.16, 1.0, lit)), abs(axis));
  gl_Position = view * vec4(place.xyz + corner * size * place.w * 0.5, 1.0);
  colour = litColour(state);
  float light = dot(normal, normalize(vec3(-0.35, 0.8, 0.55)));
  // Towards the ground on the sides away from the light: it is a shade on paper and on a chalkboard alike.
  colour = mix(colour, palette[0], (0.5 - 0.5 * light) * mix(0.5, 0.34, lit));
  colour = mix(faded(colour, gl_Position.w), colour, 0.6 * lit);
  face = uv;
  rim = 0.12 * lit;
}`;
const CELL_PIXEL = `${FRAGMENT}
in vec3 colour;
in vec2 face;
in float rim;
void main() {
  vec2 edge = smoothstep(0.7, 1.0, abs(face));
  pixel = vec4(mix(colour, vec3(1.0), rim * max(edge.x, edge.y)), 1.0);
}`;

/** Lit cells shine: a soft disc over each, light on a dark ground and a tint on a light one. */
const GLOW = `${HEAD}${LIT}
layout(location = 0) in vec4 place;
layout(location = 1) in vec2 form;
layout(location = 2) in vec2 state;
out vec2 from;
out vec4 colour;
void main() {
  from = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  float lit = smoothstep(0.2, 1.0, abs(state.x));
  gl_Position = view * vec4(place.xyz, 1.0);
  gl_Position.xy += from * step(0.01, lit) * place.w * 1.9 * scale * 2.0 / screen;
  float shine = lit * (state.y == 1.0 ? 0.1 : 0.4);
  bool dark = palette[0].g < 0.5;
  colour = vec4(litColour(state) * shine, dark ? 0.0 : shine);
}`;
const GLOW_PIXEL = `${FRAGMENT}
in vec2 from;
in vec4 colour;
void main() {
  float near = max(0.0, 1.0 - length(from));
  pixel = colour * near * near;
}`;

/** A line leaves along the flow and arrives along it; it is as wide as its strength, and never thinner than a pixel. */
const SEGMENTS = 20;
const RIBBON = `${HEAD}
layout(location = 0) in vec3 from;
layout(location = 1) in vec3 to;
layout(location = 2) in vec4 manner;
out vec4 colour;
out vec2 across;
vec3 at(float t) {
  vec3 bend = axis * gap * manner.w;
  float u = 1.0 - t;
  return u * u * u * from + 3.0 * u * t * (u * (from + bend) + t * (to - bend)) + t * t * t * to;
}
void main() {
  float t = float(gl_VertexID >> 1) / ${SEGMENTS.toFixed(1)};
  float side = float(gl_VertexID & 1) * 2.0 - 1.0;
  vec4 here = view * vec4(at(t), 1.0);
  vec4 before = view * vec4(at(t - 0.01), 1.0);
  vec4 after = view * vec4(at(t + 0.01), 1.0);
  vec2 along = (after.xy / after.w - before.xy / before.w) * screen;
  vec2 normal = normalize(vec2(-along.y, along.x) + vec2(1e-6, 0.0));
  float wide = manner.x * scale / here.w;
  float drawn = max(wide, 1.0) + 1.0;
  here.xy += normal * side * drawn / screen * here.w;
  gl_Position = here;
  across = vec2(side * drawn, drawn);
  colour = vec4(faded(palette[int(manner.z)], here.w), manner.y * min(wide, 1.0));
}`;
const RIBBON_PIXEL = `${FRAGMENT}
in vec4 colour;
in vec2 across;
void main() {
  float alpha = colour.a * clamp((across.y - abs(across.x)) * 0.5, 0.0, 1.0);
  pixel = vec4(colour.rgb * alpha, alpha);
}`;

const WORD = `${HEAD}
layout(location = 0) in vec4 box;
layout(location = 1) in vec4 source;
layout(location = 2) in vec2 manner;
out vec2 uv;
out vec4 colour;
flat out vec3 ground;
void main() {
  vec2 k = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 at = (box.xy + k * box.zw) / screen * 2.0 - 1.0;
  gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
  uv = source.xy + k * source.zw;
  colour = vec4(palette[int(manner.x)], manner.y);
  ground = palette[0];
}`;
const WORD_PIXEL = `${FRAGMENT}
uniform sampler2D sheet;
in vec2 uv;
in vec4 colour;
flat in vec3 ground;
void main() {
  vec4 found = texture(sheet, uv);
  float alpha = found.r * colour.a;
  pixel = vec4(mix(ground, colour.rgb, found.g) * alpha, alpha);
}`;

/**
 * @typedef {object} Program
 * @property {string} vertex
 * @property {string} fragment
 * @property {number[]} parts How many numbers each attribute has; they follow one another.
 * @property {number} vertices
 * @property {boolean} strip Whether triangles share sides.
 */

/** @type {Record<'cells' | 'glows' | 'ribbons' | 'words', Program>} */
export const PROGRAMS = {
  cells: { vertex: CELL, fragment: CELL_PIXEL, parts: [4, 2, 2], vertices: 18, strip: false },
  glows: { vertex: GLOW, fragment: GLOW_PIXEL, parts: [4, 2, 2], vertices: 4, strip: true },
  ribbons: { vertex: RIBBON, fragment: RIBBON_PIXEL, parts: [3, 3, 4], vertices: 2 * SEGMENTS + 2, strip: true },
  words: { vertex: WORD, fragment: WORD_PIXEL, parts: [4, 4, 2], vertices: 4, strip: true },
};
