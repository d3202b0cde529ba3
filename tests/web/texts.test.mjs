/** Every word of the page, in both languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';
import { test } from 'node:test';

const WEB = new URL('../../web/', import.meta.url);

const CODE = ['language.js', 'localized_error.js'];
const parts = (await readdir(new URL('text/', WEB))).filter((name) => name.endsWith('.js') && !CODE.includes(name)).sort();
const texts = Object.fromEntries(await Promise.all(
  parts.map(async (name) => [name, (await import(new URL(`text/${name}`, WEB))).texts]),
));
const all = Object.values(texts).flatMap((part) => Object.entries(part));
const keys = new Set(all.map(([key]) => key));

const sources = await Promise.all(
  (await readdir(WEB, { recursive: true }))
    .filter((path) => /\.(js|html)$/.test(path) && !/^(vendor|bundle)\b/.test(path) && !parts.some((name) => path.endsWith(`text/${name}`)))
    .map((path) => readFile(new URL(path.replaceAll('\\', '/'), WEB), 'utf8')),
);
const source = sources.join('\n');

const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g))].sort().join();
const wrong = (isWrong) => all.filter(([, text]) => isWrong(text)).map(([key, { en, zh }]) => ({ key, en, zh }));

/** What a module and all that it imports from the start say. */
function sourceOf(path, seen = new Set()) {
  if (seen.has(path)) return '';
  seen.add(path);
  const text = readFileSync(new URL(path, WEB), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const imported = [...text.matchAll(/^import\b[^;]*?from '(\.[^']+)';/gm)].map(([, specifier]) => join(dirname(path), specifier));
  return text + imported.filter((name) => !/^(vendor|text)\b/.test(name)).map((name) => sourceOf(name, seen)).join('');
}

test('what is loaded together has the texts that it asks for', () => {
  const lazy = readFileSync(new URL('shell/lazy_modules.js', WEB), 'utf8');
  const first = new Set(['shell.js', 'drawing.js'].flatMap((name) => Object.keys(texts[name])));
  const loads = [{ path: 'main.js', own: [] }, ...lazy.split('\n').filter((line) => /import\((?!'\.\.\/vendor)/.test(line)).map((line) => {
    const [path, ...own] = [...line.matchAll(/import\('([^']+)'\)/g)].map(([, specifier]) => join('shell', specifier));
    return { path, own: own.flatMap((name) => Object.keys(texts[name.replace('text/', '')])) };
  })];
  assert.ok(loads.length > 8);
  for (const { path, own } of loads.filter((load) => !['training/trainer.js'].includes(load.path))) {
    const asked = [...sourceOf(path).matchAll(/\bt\('([\w.-]+)'|localizedError\('([\w.-]+)'|'([a-z]+\.[a-z_0-9]+)'/g)].map((m) => m[1] ?? m[2] ?? m[3]);
    const known = new Set([...first, ...own]);
    assert.deepEqual([...new Set(asked)].filter((key) => keys.has(key) && !known.has(key)), [], path);
  }
  const page = readFileSync(new URL('index.html', WEB), 'utf8');
  const written = [...page.matchAll(/data-(?:text|label|tip)="([\w.-]+)"/g)].map(([, key]) => key);
  assert.deepEqual(written.filter((key) => !first.has(key)), []);
});

test('each part of the texts is one that a page takes, and no key is in two of them', () => {
  const taken = ['text/language.js', 'shell/lazy_modules.js', 'model_page/main.js'].map((name) => readFileSync(new URL(name, WEB), 'utf8')).join('');
  for (const name of parts) assert.ok(taken.includes(`/${name}'`), `${name} is not taken`);
  const twice = all.map(([key]) => key).filter((key, i, list) => list.indexOf(key) !== i);
  assert.deepEqual(twice, []);
});

test('every text is there in both languages, without spaces around it', () => {
  assert.deepEqual(wrong(({ en, zh }) => !en || !zh || en !== en.trim() || zh !== zh.trim()), []);
});

test('both languages have the same places to fill', () => {
  assert.deepEqual(wrong(({ en, zh }) => placeholders(en) !== placeholders(zh)), []);
});

test('Chinese has its own, full-width punctuation', () => {
  const half = /[\p{Script=Han}」』）}][,;:?!]|[,;:?!(]\p{Script=Han}|\p{Script=Han}[()]|[)]\p{Script=Han}|\p{Script=Han}\.(?!\w)|[,;:?!](\s|$)|\.$/u;
  assert.deepEqual(wrong(({ zh }) => half.test(zh)), []);
});

test('English has none of it', () => {
  assert.deepEqual(wrong(({ en }) => /[，。：；？！（）、「」]/.test(en)), []);
});

test('Chinese is written in traditional characters', () => {
  assert.deepEqual(wrong(({ zh }) => /[们这说时对来个为发学习网络训练层图输权误类数开关级应线点击选择导显]/u.test(zh)), []);
});

test('every text is used', () => {
  const literals = new Set([...source.matchAll(/['"`]([a-z][\w.-]*)['"`]/gi)].map(([, text]) => text));
  const patterns = [...source.matchAll(/`([\w.-]*(?:\$\{[^{}]*\}[\w.-]*)+)`/g)]
    .map(([, text]) => new RegExp(`^${text.replaceAll('.', '\\.').replace(/\$\{[^{}]*\}/g, '[\\w-]+')}$`))
    .filter((pattern) => !['any', 'any.key'].some((key) => pattern.test(key)));
  const isUsed = (key) => literals.has(key) || patterns.some((pattern) => pattern.test(key));
  assert.deepEqual([...keys].filter((key) => !isUsed(key)), []);
});

test('every text that is asked for is there', () => {
  const asked = [...source.matchAll(/(?:\bt|\blocalizedError)\('([\w.-]+)'|data-(?:text|label|tip)="([\w.-]+)"/g)].map((m) => m[1] ?? m[2]);
  assert.ok(asked.length > 20);
  assert.deepEqual([...new Set(asked)].filter((key) => !keys.has(key)), []);
});
