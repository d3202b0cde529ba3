import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_ZOOM, look, moved, turned, zoomed } from '../../web/render3d/camera.js';

const BOX = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].flatMap((z) => [30 * x, 10 * y, 10 * z])));
const scene = { corners: BOX, axis: [1, 0, 0], margins: { sides: [20, 20, 15, 10], labels: [0, 0] } };
const FRONT = { yaw: 0, pitch: 0, zoom: 1, x: 0, y: 0 };
const near = (one, other, tolerance = 1e-3) => one.forEach((value, n) => (
  assert.ok(Math.abs(value - other[n]) < tolerance, `${one} is not ${other}`)
));
const corners = Array.from({ length: BOX.length / 3 }, (_, n) => BOX.slice(3 * n, 3 * n + 3));

/** What the matrix, as the graphics card applies it, makes of a point: pixels and distance. */
function byMatrix({ matrix }, [x, y, z], width, height) {
  const [cx, cy, cz, cw] = [0, 1, 2, 3].map((row) => matrix[row] * x + matrix[4 + row] * y + matrix[8 + row] * z + matrix[12 + row]);
  return { pixel: [((cx / cw + 1) * width) / 2, ((1 - cy / cw) * height) / 2], depth: cz / cw, distance: cw };
}

for (const [yaw, pitch] of [[0, 0], [0.7, 0.3], [-2.5, -1.2], [Math.PI / 2, 0.1]]) {
  for (const [width, height] of [[800, 400], [300, 900]]) {
    test(`everything fits as large as it can: turned ${yaw}, ${pitch} on ${width} × ${height}`, () => {
      const seen = look(scene, { ...FRONT, yaw, pitch }, width, height);
      const [xs, ys] = [0, 1].map((n) => corners.map((corner) => seen.project(...corner)[n]));
      const rooms = [Math.min(...xs) - 20, width - 20 - Math.max(...xs), Math.min(...ys) - 10, height - 15 - Math.max(...ys)];
      rooms.forEach((room) => assert.ok(room > -1e-6, String(rooms)));
      // It touches the margins on two sides that face one another.
      assert.ok(Math.max(rooms[0], rooms[1]) < 1e-6 || Math.max(rooms[2], rooms[3]) < 1e-6);
    });
  }
}

test('the side where the flow ends has room for labels', () => {
  const labelled = { ...scene, margins: { sides: [20, 20, 15, 10], labels: [60, 40] } };
  const ends = (yaw) => {
    const { project } = look(labelled, { ...FRONT, yaw }, 400, 800);
    const xs = corners.map((corner) => project(...corner)[0]);
    return [Math.min(...xs), 400 - Math.max(...xs)];
  };
  near(ends(0), [20, 80]);
  near(ends(Math.PI), [80, 20]);
});

test('the matrix says what project says, and keeps everything between its planes', () => {
  const seen = look(scene, { yaw: 0.7, pitch: 0.4, zoom: 1.5, x: 0.2, y: -0.3 }, 640, 360);
  for (const corner of corners) {
    const { pixel, depth, distance } = byMatrix(seen, corner, 640, 360);
    near([...pixel, distance], seen.project(...corner), 1e-2);
    assert.ok(depth > -1 && depth < 1);
    assert.ok(distance >= seen.near - 1e-3 && distance <= seen.far + 1e-3);
  }
});

test('seen from the front, right is right, up is up, and what is nearer is larger', () => {
  const { project, scale } = look(scene, FRONT, 800, 400);
  near([project(0, 0, 0)[0]], [400]);
  assert.ok(project(5, 0, 0)[0] > 400);
  assert.ok(project(0, 5, 0)[1] < project(0, 0, 0)[1]);
  assert.ok(project(5, 0, 10)[0] > project(5, 0, -10)[0]);
  const [x, , distance] = project(5, 0, 3);
  near([x - 400], [(5 * scale) / distance]);
});

test('more yaw brings the left nearer, more pitch shows it from above', () => {
  const turnedLook = look(scene, { ...FRONT, yaw: 0.5 }, 800, 400);
  assert.ok(turnedLook.project(-30, 0, 0)[2] < turnedLook.project(30, 0, 0)[2]);
  const above = look(scene, { ...FRONT, pitch: 0.5 }, 800, 400);
  assert.ok(above.project(0, 0, 10)[1] > above.project(0, 0, -10)[1]);
});

test('a ray through the pixel of a point meets the point', () => {
  const seen = look(scene, { yaw: 2, pitch: -0.4, zoom: 3, x: 0.5, y: 0.7 }, 500, 700);
  for (const point of [[3, 4, 5], [-20, 1, -9]]) {
    const [px, py, distance] = seen.project(...point);
    const ray = seen.ray(px, py);
    near(point, seen.eye.map((from, n) => from + ray[n] * distance));
  }
});

test('turning stops short of straight up and down, and goes round and round', () => {
  assert.equal(turned(FRONT, 9, 0).yaw, 9);
  assert.equal(turned(FRONT, 0, 9).pitch, 1.45);
  assert.equal(turned(FRONT, 0, -9).pitch, -1.45);
});

test('zooming about a point leaves that point where it is', () => {
  const before = look(scene, FRONT, 800, 400);
  const [px, py] = before.project(12, 4, 5);
  const after = look(scene, zoomed(FRONT, 2.5, (2 * px) / 800 - 1, 1 - (2 * py) / 400), 800, 400);
  near(after.project(12, 4, 5).slice(0, 2), [px, py]);
  near([after.scale], [2.5 * before.scale], 1e-6);
});

test('zoom has bounds, and all the way out is the whole network again', () => {
  assert.equal(zoomed(FRONT, 1e9).zoom, MOST_ZOOM);
  const aside = zoomed(FRONT, 4, 0.9, -0.9);
  assert.notEqual(aside.x, 0);
  const { zoom, x, y } = zoomed(aside, 1e-9, 0.5, 0.5);
  near([zoom, x, y], [1, 0, 0], 1e-12);
});

test('what is enlarged can be moved until its edge is at the edge of the screen', () => {
  near([moved(FRONT, 1, 1).x], [0]);
  const { x, y } = moved({ ...FRONT, zoom: 3 }, 5, -0.5);
  near([x, y], [2, -0.5]);
});
