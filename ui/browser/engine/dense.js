// A linear layer that learns: its pass forward and the two backward over a batch, all three the kernel `blocks`.
//
// Numbers of a batch lie image by image. A matrix lies in blocks of eight columns, row by row within a block, as the kernel reads
// it; the last block is filled up with zeros. Weight, gradient and Adam's memories have the same order, so Adam needs no other.

export const BLOCK = 8;

/** @param {number} count @returns the next multiple of eight */
export const padded = (count) => Math.ceil(count / BLOCK) * BLOCK;

/** Numbers of a batch: `data` has `batch` rows of `width` numbers, the first `count` of each in use. */
export class Rows {
  /** @param {import("./kernels.js").Arena} arena @param {number} batch @param {number} count */
  constructor(arena, batch, count) {
    this.count = count;
    this.width = padded(count);
    this.data = arena.floats(batch * this.width);
    this.addresses = addresses(arena, this.data.byteOffset, batch, this.width);
  }

  /** @param {number} batch @param {number} count */
  static bytes(batch, count) {
    return 4 * batch * padded(count) + 4 * batch + 32;
  }
}

/** Weights, their gradients, and the two memories that Adam has of those. */
export class Parameter {
  /** @param {import("./kernels.js").Arena} arena @param {number} count */
  constructor(arena, count) {
    this.value = arena.floats(count);
    this.gradient = arena.floats(count);
    this.mean = arena.floats(count);
    this.square = arena.floats(count);
  }

  /** @param {number} count */
  static bytes(count) {
    return 4 * (4 * count + 16);
  }
}

export class Dense {
  /**
   * @param {import("./kernels.js").Arena} arena @param {Rows} input @param {Rows | null} inputGradient null where nobody asks for it
   * @param {number} outs @param {number} batch the most images that are passed at once
   */
  constructor(arena, input, inputGradient, outs, batch) {
    const ins = input.count;
    this.arena = arena;
    this.input = input;
    this.inputGradient = inputGradient;
    this.output = new Rows(arena, batch, outs);
    this.gradient = new Rows(arena, batch, outs);
    this.weight = new Parameter(arena, ins * this.output.width);
    this.bias = new Parameter(arena, this.output.width);
    this.zeros = arena.floats(Math.max(input.width, BLOCK));
    this.stride = Math.ceil(batch / 4) * 4;
    this.inputColumns = arena.floats(ins * this.stride); // the input turned: what each input number was, image by image
    this.columnAddresses = addresses(arena, this.inputColumns.byteOffset, ins, this.stride);
    this.panels = arena.floats(this.output.width * batch); // the output's gradient in blocks
    this.weightAddresses = addresses(arena, this.weight.gradient.byteOffset, (ins * this.output.width) / BLOCK, BLOCK);
    this.turned = arena.floats(inputGradient ? input.width * outs : 0); // the weight as the gradient of the input needs it
  }

  /** The bytes that a layer takes of an arena. @param {number} ins @param {number} outs @param {number} batch */
  static bytes(ins, outs, batch) {
    const [from, to, stride] = [padded(ins), padded(outs), batch + 4];
    const turned = ins * stride + ins + to * batch + (ins * to) / BLOCK + from * outs + from + BLOCK;
    return 2 * Rows.bytes(batch, outs) + Parameter.bytes(ins * to) + Parameter.bytes(to) + 4 * turned + 256;
  }

  /** Input (n, ins) -> output (n, outs). @param {number} n images */
  forward(n) {
    const { input, output } = this;
    const run = 4 * input.count;
    const { blocks } = this.arena.kernels;
    const [weight, bias] = [this.weight.value.byteOffset, this.bias.value.byteOffset];
    blocks(weight, bias, input.addresses, output.addresses, n, 1, run, run, output.width);
  }

  /** The output's gradient (n, outs) -> those of weight, bias and input. @param {number} n images */
  backward(n) {
    this.#turnInput(n);
    this.#cutGradient(n);
    const { blocks } = this.arena.kernels;
    const { zeros, input, output, gradient, stride } = this;
    const none = zeros.byteOffset;
    for (let block = 0; block < output.width / BLOCK; block++) {
      const panel = this.panels.byteOffset + 4 * BLOCK * block * n;
      const to = this.weightAddresses + 4 * block * input.count;
      blocks(panel, none, this.columnAddresses, to, input.count, 1, 4 * stride, 4 * n, BLOCK);
    }
    if (!this.inputGradient) return;
    this.#turnWeight();
    const run = 4 * output.count;
    blocks(this.turned.byteOffset, none, gradient.addresses, this.inputGradient.addresses, n, 1, run, run, input.width);
  }

  /** @param {number} n */
  #turnInput(n) {
    const { data, count, width } = this.input;
    const { inputColumns, stride } = this;
    for (let i = 0; i < count; i++) {
      for (let b = 0, from = i, to = i * stride; b < n; b++, from += width, to++) inputColumns[to] = data[from];
    }
  }

  /** The gradient into panels of eight columns, and summed up over the images into the bias's. @param {number} n */
  #cutGradient(n) {
    const { data, width } = this.gradient;
    const { panels } = this;
    const sums = this.bias.gradient;
    sums.fill(0);
    for (let b = 0, from = 0; b < n; b++) {
      for (let o = 0; o < width; o++, from++) {
        sums[o] += data[from];
        panels[(o - (o % BLOCK)) * n + b * BLOCK + (o % BLOCK)] = data[from];
      }
    }
  }

  #turnWeight() {
    const { value } = this.weight;
    const { turned } = this;
    const [ins, outs] = [this.input.count, this.output.count];
    for (let i = 0; i < ins; i++) {
      const to = (i - (i % BLOCK)) * outs + (i % BLOCK);
      for (let o = 0; o < outs; o++) turned[to + BLOCK * o] = value[(o - (o % BLOCK)) * ins + i * BLOCK + (o % BLOCK)];
    }
  }

  /**
   * A matrix in the order of the blocks, in PyTorch's: (outs, ins). @param {Float32Array} blocks @returns {Float32Array}
   */
  unpack(blocks) {
    const [ins, outs] = [this.input.count, this.output.count];
    const matrix = new Float32Array(outs * ins);
    for (let o = 0, k = 0; o < outs; o++) {
      for (let i = 0; i < ins; i++, k++) matrix[k] = blocks[(o - (o % BLOCK)) * ins + i * BLOCK + (o % BLOCK)];
    }
    return matrix;
  }

  /** The inverse: sets the weight. @param {ArrayLike<number>} matrix (outs, ins) @param {ArrayLike<number>} bias (outs,) */
  load(matrix, bias) {
    const [ins, outs] = [this.input.count, this.output.count];
    for (let o = 0, k = 0; o < outs; o++) {
      for (let i = 0; i < ins; i++, k++) this.weight.value[(o - (o % BLOCK)) * ins + i * BLOCK + (o % BLOCK)] = matrix[k];
    }
    this.bias.value.set(bias);
  }
}

/**
 * Where rows begin, as the kernels want it: addresses in the arena. @param {import("./kernels.js").Arena} arena
 * @param {number} first the first one's address, in bytes @param {number} count @param {number} width of a row, in numbers
 */
function addresses(arena, first, count, width) {
  return arena.ints(Array.from({ length: count }, (_, row) => first + 4 * width * row)).byteOffset;
}
