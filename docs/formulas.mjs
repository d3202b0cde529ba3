// Sets formulas by KaTeX: from [[tex, display], …] on standard input to [html, …] on standard output.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const require = createRequire(new URL('../web/vendor/build/package.json', import.meta.url));
const katex = require('katex');

const formulas = JSON.parse(await text(process.stdin));
const set = formulas.map(([tex, displayMode]) => katex.renderToString(tex, { displayMode, throwOnError: true, strict: 'error' }));
process.stdout.write(JSON.stringify(set));
