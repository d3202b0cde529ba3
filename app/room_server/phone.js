/**
 * Page of a telephone that writes in a room: asks for digits, sends what is drawn, and keeps it until it is acknowledged.
 *
 * vendor/build/build.mjs bundles it, with the page's canvas, to phone.bundle.js.
 */
import { createInk } from '../../web/drawing/ink.js';
import { createOutbox } from './phone_outbox.js';
import { createTexts } from './phone_texts.js';

const POLL = 4000;  // milliseconds between two looks at what is new

const { room, error, texts } = JSON.parse(document.querySelector('#data').textContent);
const $ = (id) => document.getElementById(id);
const words = createTexts(document, texts);
const outbox = room && createOutbox(room.code, localStorage);
/** What the server said last. */
let state = null;
let fault = error;

const ink = createInk($('ink'), { onChange: showTools });

/** The labels that are left to draw, those that wait to be sent left out. */
function left() {
  const rest = [...(state?.left ?? [])];
  for (const { label } of outbox.waiting()) {
    const place = rest.indexOf(label);
    if (place >= 0) rest.splice(place, 1);
  }
  return rest;
}

function showTools() {
  for (const id of ['undo', 'clear', 'next']) $(id).disabled = ink.isEmpty();
}

function view() {
  if (!room) return 'entrance';
  if (!outbox.token() || !state) return 'start';
  if (state.question) return 'quiz';
  return left().length && !state.closed ? 'draw' : 'done';
}

function readingText({ right, judged, rank }) {
  return [words('reading', { right, judged }), rank ? words(`rank_${rank}`) : ''].join(' ');
}

function show() {
  const now = view();
  for (const id of ['entrance', 'start', 'draw', 'done', 'quiz']) $(id).hidden = id !== now;
  words.fill();
  $('title').textContent = room?.title || words('title');
  document.title = $('title').textContent;
  $('error').hidden = !fault;
  $('error').textContent = fault && (texts[fault] ? words(fault) : fault);
  if (room) $('kept').textContent = words('kept', { date: words.date(room.until), asked: room.asked });
  $('ink').setAttribute('aria-label', words('canvas'));
  if (now === 'draw') showDrawing();
  if (now === 'quiz') showQuestion();
  $('back').hidden = !['draw', 'done'].includes(now) || !outbox.last() || state.closed;
  $('back').textContent = words('back', { label: outbox?.last()?.label ?? '' });
  $('reading').textContent = state?.reading ? readingText(state.reading) : state?.closed ? words('closed') : words('wait');
  const count = outbox?.waiting().length ?? 0;
  $('sending').textContent = count > 1 || outbox?.failing() ? words('sending', { count }) : '';
}

function showDrawing() {
  const rest = left();
  if ($('asked').textContent !== String(rest[0])) $('asked').textContent = rest[0];
  $('progress').max = state.asked;
  $('progress').value = state.asked - rest.length;
  $('progress').setAttribute('aria-label', words('left', { count: rest.length, asked: state.asked }));
  $('left').textContent = words('left', { count: rest.length, asked: state.asked });
  ink.redraw();
  showTools();
}

function showQuestion() {
  const { png, left: count } = state.question;
  if ($('picture').src !== png) $('picture').src = png;
  $('picture').alt = words('picture');
  $('questions').textContent = words('questions', { count });
  const buttons = [...Array(11).keys()].map((answer) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = answer < 10 ? answer : words('unsure');
    button.onclick = () => ask('vote', { digit: state.question.digit, answer }).then(take);
    return button;
  });
  $('answers').replaceChildren(...buttons);
}

function take(found) {
  if (!found) return;
  state = { ...state, ...found };
  show();
}

/** Sends one request; what is refused is said, and null is returned. Throws where the server cannot be reached. */
async function ask(path, body) {
  const response = await fetch(`/c/${room.code}/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${outbox.token() ?? ''}` },
    body: body && JSON.stringify(body),
  });
  const found = await response.json();
  if (response.ok) return found;
  if (response.status === 429 && path !== 'join') throw new Error('too fast');  // it is sent again
  if (found.error === 'no_writer' || found.error === 'no_room') outbox.forget();
  fault = texts[found.error] ? found.error : found.detail;
  show();
  return null;
}

async function poll() {
  if (room && outbox.token() && !document.hidden) {
    try {
      take(await ask('me'));
    } catch { /* the next time */ }
  }
  setTimeout(poll, POLL);
}

async function deliver() {
  await outbox.deliver((path, body) => ask(path, body).then((found) => found && take(found)), show);
  show();
}

function sendDrawing() {
  if (ink.isEmpty()) return;
  fault = '';
  const rounded = ink.strokes.map((points) => points.map((point) => point.map((v) => Math.round(10 * v) / 10)));
  outbox.add({ label: left()[0], strokes: rounded });
  ink.setStrokes([]);
  deliver();
}

function takeBack() {
  outbox.takeBack();
  deliver();
}

async function begin() {
  fault = '';
  $('begin').disabled = true;
  try {
    const found = await ask('join', { nickname: $('nickname').value });
    if (found) {
      outbox.join(found.token);
      take(found);
    }
  } catch {
    fault = 'unreachable';
    show();
  }
  $('begin').disabled = false;
}

$('begin').onclick = begin;
$('undo').onclick = ink.undo;
$('clear').onclick = ink.clear;
$('next').onclick = sendDrawing;
$('back').onclick = takeBack;
$('language').onclick = () => { words.turn(); show(); };
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ink.redraw);
show();
poll();
if (room && outbox.token()) deliver();
