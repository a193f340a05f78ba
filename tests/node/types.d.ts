// What these tests use of Node, for the type checker alone.

declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): void;
}

declare module "node:assert/strict" {
  const assert: {
    ok(value: unknown, message?: string): asserts value;
    equal(found: unknown, expected: unknown, message?: string): void;
    notDeepEqual(found: unknown, expected: unknown, message?: string): void;
    deepEqual(found: unknown, expected: unknown, message?: string): void;
    throws(body: () => void, expected?: RegExp): void;
  };
  export default assert;
}

declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf-8"): string;
}

declare const process: {
  env: Record<string, string>;
  stdin: AsyncIterable<Uint8Array>;
  stdout: { write(text: string): void };
};

/** What Python worked out for these tests: `golden` of tests/test_node.py. */
interface Golden {
  paths: (Record<"a" | "b" | "c" | "t", number[]> & Record<"lerp" | "slerp" | "analogy", number[][]>)[];
  surfaces: { corners: number[][]; u: number; v: number; at: number[] }[];
  random: { seed: number; uniforms: number[]; normals: number[] }[];
  noise: { kind: string; level: number; seed: number; image: number[]; noisy: number[] }[];
  scores: { measured: Measured } & Record<"thresholds" | "shares" | "above" | "levels", number[]>;
  centring: (Pick<Centred, "inverted" | "box" | "size" | "corner"> & {
    grey: Uint8Array;
    width: number;
    height: number;
    image: number[];
  })[];
  /** grey: its bytes in base 64 */
  photos: (Pick<Centred, "inverted" | "box"> & { name: string; grey: string; width: number; height: number; image: number[] })[];
  evidence: { logits: number[]; x: number[]; cost: number; entropy: number }[];
  priors: { code: number[]; logPrior: number }[];
  bound: { logWeights: number[]; bounds: number[] };
  codes: GoldenCodes[];
  lattice: { a: number[][]; b: number[]; c: number[][]; places: { z: Point; step: number[]; stretch: number }[] };
  means: { images: number[]; side: number; extent: [number, number, number, number]; chosen: number[]; mean: number[] } & {
    places: { at: Point; between: number[] }[];
  };
  aggregate: {
    side: number;
    middle: Point[];
    sigma: Point[];
    density: number[];
    shares: number[];
    levels: number[];
    contours: Point[][];
  };
  passes: Record<"encoder" | "decoder" | "images" | "many", number[][]> &
    Record<"spread" | "deviations", number[]> &
    Record<"level" | "mse" | "psnr", number>;
  resampled: { pixels: number[]; from: [number, number]; to: [number, number]; scaled: number[] }[];
  estimate: Record<"costs" | "means" | "errors", number[]>;
  curves: Record<"levels" | "errors" | "at" | "between", number[]> & { apart: number; heights: number[][]; free: number[][]; lines: Point[][]; places: Point[]; away: number[][]; climbs: {x: number[], y: number[]}; crossing: number };
  replays: {
    tensors: Record<string, { shape: number[]; data: number[] }>;
    labels: number[];
    at: number[];
    points: number[][];
    means: number[][][];
    loss: number[];
    pictures: number[][];
    middle: number[];
    halves: number[];
  }[];
  training: GoldenTraining[];
  meant: { said: string; names: string[]; found: string[] }[];
}

interface GoldenCodes {
  /** Of the prior, where a code is stored whole. */
  draws?: { near: number; far: number; digits: number[]; gap: number; beyond: number };
  size: number;
  latents: Record<string, { shape: number[]; data: number[] }>;
  weights: number[];
  at: number[][];
  onAxes: number[][];
  nearest: { distance: number; index: number; mix: number[] }[];
  gif: Point[];
  coordinates: Record<"low" | "high" | "variance" | "kl", number[]>;
  principal: Record<"low" | "high" | "variance" | "share", number[]>;
  place: Point;
  moved: number[];
  posteriors: [number, number, number][];
}

type GoldenTraining = import("../../ui/browser/engine/trainer.js").Body & {
  seed: number;
  beta: number;
  learningRate: number;
  noise?: boolean;
  losses: [number, number, number][];
  gradients: Record<string, number[]>;
  weights: Record<string, number[]>;
};
