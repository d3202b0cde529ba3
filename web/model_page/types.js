/**
 * Types of a model's page.
 *
 * @typedef {Float32Array | Int32Array | Uint8Array | number[]} Values
 * @typedef {{ name: string, shape: number[], values: any }} Shaped A tensor: its name, shape with the batch, and numbers.
 *
 * @typedef {object} Field A number of a form.
 * @property {string} name
 * @property {string} [unit]
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [step]
 *
 * @typedef {object} InputDescription What a model takes, and how the page asks for it (kerasdl/webpage/model_page/describe.py).
 * @property {string} name
 * @property {'picture' | 'form' | 'series' | 'text'} kind
 * @property {(number | null)[]} shape Without the batch; null for any size.
 * @property {string} dtype float32, int32 or bool.
 * @property {number} [channels] Of a picture: 1 or 3, and `first` where they are its first axis.
 * @property {boolean} [first]
 * @property {number[]} [factor] Of a picture: value · factor + term, for red, green and blue.
 * @property {number[]} [term]
 * @property {Field[]} [fields] Of a form, and of a series' columns.
 * @property {number[][]} [examples]
 * @property {number} [below] Whole numbers below this.
 * @property {string[]} [vocabulary] Of a text: the words by their numbers.
 *
 * @typedef {object} OutputDescription What a model answers, and how it is shown.
 * @property {string} name
 * @property {'classes' | 'numbers' | 'picture' | 'series'} kind
 * @property {'softmax' | 'sigmoid' | 'tanh' | 'none'} activation
 * @property {(number | null)[]} shape
 * @property {string[]} [labels]
 * @property {string} [unit]
 *
 * @typedef {object} PageDescription
 * @property {string} title
 * @property {InputDescription[]} inputs
 * @property {OutputDescription[]} outputs
 * @property {{ inputs: Record<string, { name: string, dtype: string }>, outputs: Record<string, { name: string }> }} signature
 * @property {string[]} files The model's.
 * @property {string[]} scripts Names of backends that have a script of their own.
 * @property {string[]} binaries
 * @property {boolean} threads Whether WebAssembly's threads are among the page's files.
 * @property {number} multiplyAdds
 * @property {number} weightBytes
 * @property {number} peakBytes
 *
 * @typedef {object} ModelToLoad What the worker needs.
 * @property {PageDescription['signature']} signature
 * @property {Record<string, ArrayBuffer>} files The model's, by their names.
 * @property {Record<string, string>} scripts URLs by the backends' names.
 * @property {Record<string, string | ArrayBuffer>} binaries WebAssembly: URLs, or the bytes themselves.
 * @property {Shaped[]} [example] Inputs to try it with; without them it is loaded and not tried.
 * @property {string} [backend] The one to use, for those who measure.
 * @property {Threads} [threads] Of WebAssembly; without them it has one.
 * @property {string} [insist] What is tried even where the model is quick or the graphics processor is a program, for tests.
 *
 * @typedef {object} Threads
 * @property {number} count
 * @property {string} starts URL of the script that starts them.
 * @property {string} runs URL of the script that each runs.
 * @property {string} binary URL of their WebAssembly.
 *
 * @typedef {{ milliseconds: number, found: Shaped[] }} Tried What an example took, and its answer.
 * @typedef {Tried & { backend: string, threads: number, bytes: number }} Loaded What the worker says of a model that it has loaded.
 *
 * @typedef {(values: Shaped | null) => void} Changed Called with an input's new values, or null where there are none.
 *
 * @typedef {object} InputView
 * @property {HTMLElement} root
 * @property {() => void} translate
 * @property {() => void} [answered] Called when an answer to its values was shown.
 *
 * @typedef {object} OutputView
 * @property {HTMLElement} root
 * @property {() => void} translate
 * @property {(values: ArrayLike<number>, shape: number[]) => void} show
 *
 * @typedef {object} PageFiles Where the page's files are.
 * @property {(path: string) => string} url
 * @property {(path: string) => Promise<ArrayBuffer>} bytes
 * @property {boolean} inside Whether they are in the page itself, so that a worker cannot fetch them.
 *
 * @typedef {object} Given What every view is given.
 * @property {Document} document
 * @property {() => import('../types.js').Translate} words
 * @property {(error: unknown) => void} failed
 */
export {};
