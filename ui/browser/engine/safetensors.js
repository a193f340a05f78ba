// The safetensors format: eight bytes of header length, a JSON header, then the tensors, little-endian.
// https://github.com/huggingface/safetensors#format

/** @typedef {{shape: number[], data: Float32Array | Int32Array | Uint8Array}} Tensor */

/** @type {Record<string, number>} */
const WIDTHS = { F16: 2, BF16: 2, F32: 4, F64: 8, I64: 8, I32: 4, U8: 1 };
const MAX_HEADER = 100_000_000; // as in the reference implementation

/**
 * Read a safetensors file. F16, BF16, F32 and F64 become Float32Array; I64 and I32 Int32Array; U8 Uint8Array.
 * @param {Uint8Array} bytes the whole file, at any alignment
 * @returns {Map<string, Tensor>} copies: `bytes` may go
 * @throws {Error} naming what is wrong when the file is cut short, damaged or holds a type not listed above
 */
export function readSafetensors(bytes) {
  const { header, body } = readHeader(bytes);
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets: offsets } = entry ?? {};
    if (!(dtype in WIDTHS)) throw new Error(`The tensor ${name} has type ${dtype}; known are ${Object.keys(WIDTHS).join(", ")}.`);
    if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
      throw new Error(`The safetensors header does not give a shape and a place for the tensor ${name}.`);
    }
    const [start, end] = offsets;
    const size = shape.reduce((product, n) => product * n, 1) * WIDTHS[dtype];
    if (end - start !== size) {
      throw new Error(`The tensor ${name} should take ${size} bytes by its shape, but the header gives it ${end - start}.`);
    }
    if (end > body.length) {
      throw new Error(`The safetensors file is cut short: the tensor ${name} ends at byte ${end} of ${body.length}.`);
    }
    tensors.set(name, { shape, data: decodeValues(name, dtype, body.slice(start, end).buffer) }); // a slice is aligned
  }
  return tensors;
}

/**
 * Write a safetensors file: a Float32Array becomes F32, an Int32Array I32, a Uint8Array U8.
 * @param {Map<string, Tensor>} tensors @returns {Uint8Array<ArrayBuffer>}
 */
export function writeSafetensors(tensors) {
  /** @type {Record<string, {dtype: string, shape: number[], data_offsets: [number, number]}>} */
  const header = {};
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Float32Array ? "F32" : data instanceof Uint8Array ? "U8" : "I32";
    header[name] = { dtype, shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(8 * Math.ceil(text.length / 8))); // names are ASCII; the numbers are aligned
  const bytes = new Uint8Array(8 + head.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  for (const [name, { data }] of tensors)
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + head.length + header[name].data_offsets[0]);
  return bytes;
}

/**
 * The numbers of a tensor that must be there.
 * @param {Map<string, Tensor>} tensors @param {string} name
 * @throws {Error} naming it when it is not
 */
export function tensorOf(tensors, name) {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`The tensor ${name} is missing.`);
  return tensor.data;
}

/**
 * @param {Uint8Array} bytes @returns {{header: Record<string, any>,
 *   body: Uint8Array<ArrayBuffer>}} the header as it stands in the file, unchecked
 */
function readHeader(bytes) {
  if (!(bytes instanceof Uint8Array) || bytes.length < 8) {
    throw new Error("The safetensors file is cut short: it has no header.");
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER) throw new Error("These bytes are no safetensors file: the header length makes no sense.");
  if (8 + length > bytes.length) {
    throw new Error(`The safetensors file is cut short: its header takes ${length} bytes, ${bytes.length - 8} are there.`);
  }
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw new Error("These bytes are no safetensors file: the header is not JSON.");
  }
  if (header === null || typeof header !== "object" || Array.isArray(header)) {
    throw new Error("These bytes are no safetensors file: the header is not a table of tensors.");
  }
  return { header, body: /** @type {Uint8Array<ArrayBuffer>} */ (bytes.subarray(8 + length)) };
}

/** @param {unknown} list @returns {list is number[]} */
function isCounts(list) {
  return Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** @param {string} name @param {string} dtype @param {ArrayBuffer} buffer */
function decodeValues(name, dtype, buffer) {
  if (dtype === "F32") return new Float32Array(buffer);
  if (dtype === "F64") return Float32Array.from(new Float64Array(buffer));
  if (dtype === "I32") return new Int32Array(buffer);
  if (dtype === "U8") return new Uint8Array(buffer);
  if (dtype === "F16") return fromHalf(new Uint16Array(buffer));
  if (dtype === "BF16") return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer);
  return Int32Array.from(new BigInt64Array(buffer), (value) => {
    if (BigInt.asIntN(32, value) !== value) throw new Error(`The tensor ${name} holds ${value}, which does not fit 32 bits.`);
    return Number(value);
  });
}

// A half's exponent and fraction moved to a float's places give the value times 2^-112, subnormals included.
/** @param {Uint16Array} halves */
function fromHalf(halves) {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i];
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
    if ((half & 0x7c00) === 0x7c00)
      bits[i] |= 0x7f800000; // infinities and NaN keep their kind
    else floats[i] *= 2 ** 112;
  }
  return floats;
}
