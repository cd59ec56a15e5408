/** Packed numbers, unpacked by what a browser has of its own. */

/**
 * Inflates zlib's format.
 * @param {Uint8Array} packed
 * @returns {Promise<ArrayBuffer>}
 */
export async function inflate(packed) {
  const stream = new Blob([/** @type {any} */ (packed)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

/** @param {string} text base64 @returns {Uint8Array} */
export function fromBase64(text) {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place);
  return bytes;
}

/**
 * @param {ArrayBuffer} buffer all first bytes of the numbers, then all second ones, …: so they deflate better
 * @param {string} type as the bundle's card names it
 * @returns {Float32Array|Uint8Array|Uint16Array|Int32Array}
 */
export function typed(buffer, type) {
  if (type === "float32") return new Float32Array(together(buffer, 4));
  if (type === "float16") return widened(new Uint16Array(together(buffer, 2)));
  if (type === "uint8") return new Uint8Array(buffer);
  if (type === "uint16") return new Uint16Array(together(buffer, 2));
  if (type === "int32") return new Int32Array(together(buffer, 4));
  throw new Error(`numbers of the type ${type}`);
}

/**
 * The bytes of each number side by side, little-endian, as all machines with a browser are.
 * @param {ArrayBuffer} buffer
 * @param {number} size bytes a number
 * @returns {ArrayBuffer}
 */
function together(buffer, size) {
  const [apart, found] = [new Uint8Array(buffer), new Uint8Array(buffer.byteLength)];
  const count = apart.length / size;
  for (let plane = 0; plane < size; plane++) {
    for (let k = 0; k < count; k++) found[k * size + plane] = apart[plane * count + k];
  }
  return found.buffer;
}

/** @type {Float32Array|null} */
let halves = null;

/**
 * Half floats as single ones, through a table of all 65,536.
 * @param {Uint16Array} values
 * @returns {Float32Array}
 */
export function widened(values) {
  halves ??= Float32Array.from({ length: 65536 }, (_, bits) => half(bits));
  const table = halves;
  return Float32Array.from(values, (bits) => table[bits]);
}

/** @param {number} bits of IEEE 754's binary16 */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent ? sign * 2 ** (exponent - 15) * (1 + fraction / 1024) : sign * 2 ** -14 * (fraction / 1024);
}
