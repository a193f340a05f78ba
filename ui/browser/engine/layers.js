// A layer list -> steps that run one after the other over buffers made once.
//
// Each map has around it the zeros that the next convolution looks at: then no window is ever cut off at an edge, and
// each of its rows is one run of adjacent numbers.
import { FeatureMap, compileActivation, compileMove } from "./feature_map.js";
import { compilePatches, patchBytes } from "./patches.js";

/**
 * @typedef {import("./kernels.js").Arena} Arena
 * @typedef {import("./safetensors.js").Tensor} Tensor
 * @typedef {"in" | "out" | "kernel" | "stride" | "padding" | "scale" | "classes"} Size
 * @typedef {{layer: string, shape?: number[]} & Partial<Record<Size, number>>} Layer one of a model's list, by aelab.models
 * @typedef {{name: string, output: FeatureMap, run: (label?: number) => void}} Step
 * @typedef {{shape: number[], bytes: number, compile: (arena: Arena, output: FeatureMap) => (label?: number) => void}} Plan
 * @typedef {ReturnType<typeof layerHelpers>} Helpers
 */

/** @type {Record<string, (data: Float32Array, start: number, end: number) => void>} */
const ACTIVATIONS = {
  relu(data, start, end) {
    for (let i = start; i < end; i++) if (data[i] < 0) data[i] = 0;
  },
  silu(data, start, end) {
    for (let i = start; i < end; i++) data[i] /= 1 + Math.exp(-data[i]);
  },
  tanh(data, start, end) {
    for (let i = start; i < end; i++) data[i] = Math.tanh(data[i]);
  },
  sigmoid(data, start, end) {
    for (let i = start; i < end; i++) data[i] = 1 / (1 + Math.exp(-data[i]));
  },
};

// Each takes what `planLayers` puts together and returns its output: `shape`, the bytes that it needs of an arena besides the
// maps', and `compile(arena, output)`, which makes the step.
/** @type {Record<string, (layer: Layer, input: FeatureMap, use: Helpers) => Plan>} */
const COMPILERS = {
  linear(layer, input, use) {
    const { in: ins, out: outs } = use.sizes("in", "out");
    if (input.shape.length !== 1 || ins !== input.channels) use.refuse(`takes ${ins} numbers`);
    const data = use.tensor("weight", [outs, ins]);
    const bias = use.tensor("bias", [outs]);
    return {
      shape: [outs],
      bytes: patchBytes(outs * ins, outs, 1),
      compile(arena, output) {
        const weight = { data, first: 0, out: ins, channel: 1, row: 0, column: 0 };
        return compilePatches(arena, { input, output, from: [0], to: [0] }, { rows: 1, columns: 1 }, weight, biasIn(arena, bias));
      },
    };
  },

  conv2d(layer, input, use) {
    const { in: ins, out: outs, kernel, stride, padding } = use.sizes("in", "out", "kernel", "stride", "padding");
    if (input.shape.length !== 3 || ins !== input.channels) use.refuse(`takes maps of ${ins} channels`);
    const data = use.tensor("weight", [outs, ins, kernel, kernel]);
    const bias = use.tensor("bias", [outs]);
    /** @param {number} n */
    const size = (n) => Math.floor((n + 2 * padding - kernel) / stride) + 1;
    const [height, width] = [size(input.height), size(input.width)];
    return {
      shape: [outs, height, width],
      bytes: patchBytes(data.length, outs, height * width),
      compile(arena, output) {
        const [from, to] = twoLists();
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            from.push(input.at(0, y * stride - padding, x * stride - padding));
            to.push(output.at(0, y, x));
          }
        }
        const weight = { data, first: 0, out: ins * kernel * kernel, channel: kernel * kernel, row: kernel, column: 1 };
        return compilePatches(arena, { input, output, from, to }, { rows: kernel, columns: kernel }, weight, biasIn(arena, bias));
      },
    };
  },

  // Output pixels whose places agree modulo the stride (a phase) see the same taps of the kernel, every stride-th of
  // them backwards: each phase is a small ordinary convolution, and nothing is added up in memory.
  conv_transpose2d(layer, input, use) {
    const { in: ins, out: outs, kernel, stride, padding } = use.sizes("in", "out", "kernel", "stride", "padding");
    if (input.shape.length !== 3 || ins !== input.channels) use.refuse(`takes maps of ${ins} channels`);
    const data = use.tensor("weight", [ins, outs, kernel, kernel]);
    const bias = use.tensor("bias", [outs]);
    /** @param {number} n */
    const size = (n) => (n - 1) * stride - 2 * padding + kernel;
    const [height, width] = [size(input.height), size(input.width)];
    const area = kernel * kernel;
    return {
      shape: [outs, height, width],
      bytes: patchBytes(data.length, outs, height * width, stride * stride),
      compile(arena, output) {
        const shared = biasIn(arena, bias);
        /** @type {(() => void)[]} */
        const steps = [];
        for (let phaseY = 0; phaseY < stride; phaseY++) {
          for (let phaseX = 0; phaseX < stride; phaseX++) {
            const rows = phaseTaps(kernel, stride, phaseY);
            const columns = phaseTaps(kernel, stride, phaseX);
            const [from, to] = twoLists();
            for (const [y, top] of phaseWindows(height, { kernel, stride, padding }, phaseY)) {
              for (const [x, left] of phaseWindows(width, { kernel, stride, padding }, phaseX)) {
                from.push(input.at(0, top, left));
                to.push(output.at(0, y, x));
              }
            }
            const first = (phaseY + stride * (rows - 1)) * kernel + phaseX + stride * (columns - 1);
            const weight = { data, first, out: area, channel: outs * area, row: -stride * kernel, column: -stride };
            if (from.length) steps.push(compilePatches(arena, { input, output, from, to }, { rows, columns }, weight, shared));
          }
        }
        return () => {
          for (let i = 0; i < steps.length; i++) steps[i]();
        };
      },
    };
  },

  flatten(layer, input) {
    return {
      shape: [input.count],
      bytes: 0,
      compile: (arena, output) => compileMove(input.data, input.places, output.data, output.places),
    };
  },

  reshape(layer, input, use) {
    const shape = layer.shape ?? [];
    if (!Array.isArray(shape) || shape.length !== 3 || shape[0] * shape[1] * shape[2] !== input.count) {
      use.refuse(`cannot make ${JSON.stringify(layer.shape)}`);
    }
    return { shape, bytes: 0, compile: (arena, output) => compileMove(input.data, input.places, output.data, output.places) };
  },

  upsample(layer, input, use) {
    const { scale } = use.sizes("scale");
    if (input.shape.length !== 3) use.refuse("takes maps");
    return {
      shape: [input.channels, input.height * scale, input.width * scale],
      bytes: 0,
      compile(arena, output) {
        const from = [];
        for (let c = 0; c < output.channels; c++) {
          for (let y = 0; y < output.height; y++) {
            for (let x = 0; x < output.width; x++) from.push(input.at(c, Math.floor(y / scale), Math.floor(x / scale)));
          }
        }
        return compileMove(input.data, Int32Array.from(from), output.data, output.places);
      },
    };
  },

  label(layer, input, use) {
    const { classes } = use.sizes("classes");
    if (input.shape.length !== 1) use.refuse("takes a flat vector");
    if (classes !== use.classes) use.refuse(`has ${classes} classes where the model has ${use.classes}`);
    const n = input.channels;
    return {
      shape: [n + classes],
      bytes: 0,
      compile(arena, output) {
        const move = compileMove(input.data, input.places, output.data, input.places);
        return (label = NaN) => {
          move();
          output.data.fill(0, n);
          output.data[n + label] = 1;
        };
      },
    };
  },
};

/**
 * Lay out one side of a model: what is wrong with it shows here, its memory is taken and its weights are put in order by
 * `compile`.
 * @param {string} side "encoder" or "decoder", as its tensors are named @param {Layer[]} layers
 * @param {number[]} shape of what goes in
 * @param {number} classes @param {Map<string, Tensor>} tensors
 * @returns {{input: FeatureMap, output: FeatureMap, bytes: number, compile: (arena: Arena) => Step[]}} bytes: what it takes of an
 *   arena, at most
 * @throws {Error} naming the layer when it is unknown, misses a tensor, or does not fit what comes before it
 */
export function planLayers(side, layers, shape, classes, tensors) {
  const input = new FeatureMap(shape, borderFor(layers, 0));
  /** @type {{name: string, output: FeatureMap, bytes: number, compile: Plan["compile"]}[]} */
  const plans = [];
  let current = input;
  layers.forEach((layer, i) => {
    const name = `${side}.${i}.${layer.layer}`;
    if (Object.hasOwn(ACTIVATIONS, layer.layer)) {
      const map = current;
      plans.push({ name, output: map, bytes: 0, compile: () => compileActivation(ACTIVATIONS[layer.layer], map) });
      return;
    }
    if (!Object.hasOwn(COMPILERS, layer.layer)) {
      const known = [...Object.keys(COMPILERS), ...Object.keys(ACTIVATIONS)].join(", ");
      throw new Error(`The layer ${name} is of a kind this page does not know; it knows ${known}.`);
    }
    const use = layerHelpers(name, `${side}.${i}`, layer, current, classes, tensors);
    const plan = COMPILERS[layer.layer](layer, current, use);
    if (plan.shape.some((n) => !(n > 0))) use.refuse(`leaves nothing: its output would be ${plan.shape.join(" x ")}`);
    current = new FeatureMap(plan.shape, borderFor(layers, i + 1));
    plans.push({ ...plan, name, output: current });
  });
  const maps = new Set([input, ...plans.map((plan) => plan.output)]);
  return {
    input,
    output: current,
    bytes: plans.reduce((sum, plan) => sum + plan.bytes, 0) + [...maps].reduce((sum, map) => sum + 4 * map.length + 16, 0),
    compile(arena) {
      for (const map of maps) map.lieIn(arena);
      return plans.map(({ name, output, compile }) => ({ name, output, run: compile(arena, output) }));
    },
  };
}

/** @param {Arena} arena @param {Tensor["data"]} bias */
function biasIn(arena, bias) {
  const part = arena.floats(bias.length);
  part.set(bias);
  return part;
}

// What a compiler asks of its layer: checked sizes and tensors, and a way to say no that names the layer.
/**
 * @param {string} name
 * @param {string} prefix
 * @param {Layer} layer
 * @param {FeatureMap} input
 * @param {number} classes
 * @param {Map<string, Tensor>} tensors
 */
function layerHelpers(name, prefix, layer, input, classes, tensors) {
  /** @param {string} reason @returns {never} */
  const refuse = (reason) => {
    throw new Error(`The layer ${name} ${reason}, but gets ${input.shape.join(" x ")}.`);
  };
  /** @template {Size} Field @param {...Field} fields @returns {Record<Field, number>} */
  const sizes = (...fields) => {
    for (const field of fields) {
      if (!isCount(layer[field], field === "padding" ? 0 : 1)) refuse(`has ${field} = ${layer[field]}`);
    }
    return /** @type {Record<Size, number>} */ (layer);
  };
  /** @param {string} part @param {number[]} shape */
  const tensor = (part, shape) => {
    const found = tensors.get(`${prefix}.${part}`);
    if (!found) throw new Error(`The tensor ${prefix}.${part} is missing from the weights.`);
    if (found.shape.join() !== shape.join()) {
      throw new Error(`The tensor ${prefix}.${part} has shape ${found.shape.join(" x ")}; ${name} needs ${shape.join(" x ")}.`);
    }
    return found.data;
  };
  return { refuse, sizes, tensor, classes };
}

// How many zeros the layer that reads a map next wants around it; activations work in place, so it may come later.
/** @param {Layer[]} layers @param {number} i */
function borderFor(layers, i) {
  while (i < layers.length && Object.hasOwn(ACTIVATIONS, layers[i].layer)) i++;
  if (i === layers.length) return 0;
  const { layer, kernel = NaN, stride = NaN, padding = NaN } = layers[i];
  const border = layer === "conv2d" ? padding : layer === "conv_transpose2d" ? Math.floor((kernel - 1 - padding) / stride) : 0;
  return isCount(border, 0) ? border : 0;
}

/** @param {any} n as it stands in the file @param {number} least */
function isCount(n, least) {
  return Number.isSafeInteger(n) && n >= least && n <= 1e6;
}

/** @returns {[from: number[], to: number[]]} */
function twoLists() {
  return [[], []];
}

/** @param {number} kernel @param {number} stride @param {number} phase */
function phaseTaps(kernel, stride, phase) {
  return Math.max(0, Math.ceil((kernel - phase) / stride));
}

// For each row (or column) of the output in a phase: its number, and the first row of the input in its window.
/** @param {number} length @param {Record<"kernel" | "stride" | "padding", number>} layer @param {number} phase */
function phaseWindows(length, { kernel, stride, padding }, phase) {
  /** @type {[y: number, first: number][]} */
  const windows = [];
  for (let y = 0; y < length; y++) {
    const place = y + padding - phase;
    if (place % stride === 0) windows.push([y, place / stride - phaseTaps(kernel, stride, phase) + 1]);
  }
  return windows;
}
