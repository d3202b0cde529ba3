/** Reads the fixtures that hold Python and the page to one result; `tests/support/shared_fixtures.py` writes them. */
import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';

/** One of the files in tests/fixtures/. */
export const readFixture = async (name) => JSON.parse(await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));

/** The bytes of an array, deflated, in base64. */
export const unpackedBytes = (text) => new Uint8Array(inflateSync(Buffer.from(text, 'base64')));

/** The same as 32-bit floats. */
export const unpackedFloats = (text) => new Float32Array(unpackedBytes(text).buffer);
