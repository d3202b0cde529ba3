/** WebGL 2 renderer: all cells in one call, all lines in one, all words in one. */
import { PROGRAMS } from './shaders.js';

/**
 * @typedef {import('./camera.js').Look} Look
 *
 * @typedef {object} Picture What is drawn.
 * @property {Look} look
 * @property {import('./scene.js').Scene} scene
 * @property {Float32Array} palette Three numbers a colour.
 * @property {Float32Array} cells Eight numbers a cell: six of the scene's, how much it is lit, whether it is marked.
 * @property {Float32Array} ribbons Ten numbers a line: from, to, width, alpha, colour, bend; those farther away first.
 * @property {Float32Array} words Ten numbers a word: box on the screen, box in the sheet, colour, alpha.
 * @property {HTMLCanvasElement | null} sheet What the words are taken from; null: as it was.
 */

/**
 * @param {WebGL2RenderingContext} gl
 * @param {import('./shaders.js').Program} source
 */
function createBatch(gl, { vertex, fragment, parts, vertices, strip }) {
  const program = /** @type {WebGLProgram} */ (gl.createProgram());
  const shaders = [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]].map(([kind, text]) => {
    const shader = /** @type {WebGLShader} */ (gl.createShader(Number(kind)));
    gl.shaderSource(shader, String(text));
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return shader;
  });
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`${gl.getProgramInfoLog(program)} ${shaders.map((shader) => gl.getShaderInfoLog(shader))}`);
  }
  for (const shader of shaders) gl.deleteShader(shader);
  const [array, buffer] = [gl.createVertexArray(), gl.createBuffer()];
  const stride = parts.reduce((sum, part) => sum + part, 0);
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  let offset = 0;
  parts.forEach((part, n) => {
    gl.enableVertexAttribArray(n);
    gl.vertexAttribPointer(n, part, gl.FLOAT, false, 4 * stride, 4 * offset);
    gl.vertexAttribDivisor(n, 1);
    offset += part;
  });
  /** @type {Map<string, WebGLUniformLocation | null>} */
  const places = new Map();
  return {
    /** @param {string} name */
    place(name) {
      if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
      return /** @type {WebGLUniformLocation | null} */ (places.get(name));
    },
    use() { gl.useProgram(program); },
    /** @param {Float32Array} data */
    draw(data) {
      if (data.length === 0) return;
      gl.bindVertexArray(array);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
      gl.drawArraysInstanced(strip ? gl.TRIANGLE_STRIP : gl.TRIANGLES, 0, vertices, data.length / stride);
    },
    destroy() {
      gl.deleteProgram(program);
      gl.deleteVertexArray(array);
      gl.deleteBuffer(buffer);
    },
  };
}

/**
 * @param {WebGL2RenderingContext} gl
 */
export function createRenderer(gl) {
  const batches = {
    cells: createBatch(gl, PROGRAMS.cells),
    glows: createBatch(gl, PROGRAMS.glows),
    ribbons: createBatch(gl, PROGRAMS.ribbons),
    words: createBatch(gl, PROGRAMS.words),
  };
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return {
    /** @param {Picture} picture */
    draw({ look, scene, palette, cells, ribbons, words, sheet }) {
      const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
      gl.viewport(0, 0, width, height);
      gl.depthMask(true);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.enable(gl.DEPTH_TEST);
      if (sheet) gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, sheet);
      for (const [name, data] of /** @type {const} */ ([['cells', cells], ['glows', cells], ['ribbons', ribbons], ['words', words]])) {
        const batch = batches[name];
        batch.use();
        gl.uniformMatrix4fv(batch.place('view'), false, look.matrix);
        gl.uniform3fv(batch.place('palette'), palette);
        gl.uniform3fv(batch.place('axis'), scene.axis);
        gl.uniform3fv(batch.place('eye'), look.eye);
        gl.uniform2f(batch.place('range'), look.near, look.far);
        gl.uniform2f(batch.place('screen'), width, height);
        gl.uniform1f(batch.place('scale'), look.scale);
        gl.uniform1f(batch.place('gap'), scene.gap);
        // Cells hide what is behind them; lines and words hide nothing.
        gl.depthMask(name === 'cells');
        if (name === 'words') gl.disable(gl.DEPTH_TEST);
        batch.draw(data);
      }
    },
    destroy() {
      for (const batch of Object.values(batches)) batch.destroy();
      gl.deleteTexture(texture);
    },
  };
}
