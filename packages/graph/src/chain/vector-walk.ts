import {
  compileVectors,
  EXP_CONSTANTS,
  POWERS,
  portableLog,
  ROOTS,
  type Room,
  type VectorCode,
  type WrittenRowNormaliser,
  writtenRowNormalisers,
} from "@platewise/core";
import { vectors4 } from "../generated/vectors-4.ts";
import { vectors5 } from "../generated/vectors-5.ts";
import { vectors6 } from "../generated/vectors-6.ts";
import { vectors7 } from "../generated/vectors-7.ts";
import { vectors8 } from "../generated/vectors-8.ts";
import { vectors9 } from "../generated/vectors-9.ts";
import { vectors10 } from "../generated/vectors-10.ts";
import { vectors11 } from "../generated/vectors-11.ts";
import { vectors12 } from "../generated/vectors-12.ts";
import { vectors13 } from "../generated/vectors-13.ts";
import { vectors14 } from "../generated/vectors-14.ts";
import { vectors15 } from "../generated/vectors-15.ts";
import { vectors16 } from "../generated/vectors-16.ts";
import type { ChainWalk, Steps } from "./chain-walk.ts";
import { BLOCK, paddedWidth, type WrittenChain, writtenWalk } from "./written-walk.ts";

/** A walk in vector code, and the room in which the arrays stand that it can work on. */
export interface VectorWalk {
  readonly walk: ChainWalk;
  readonly room: Room;
}

const FEWEST = 4;
const modules: readonly string[] = [
  vectors4,
  vectors5,
  vectors6,
  vectors7,
  vectors8,
  vectors9,
  vectors10,
  vectors11,
  vectors12,
  vectors13,
  vectors14,
  vectors15,
  vectors16,
];

/** Bytes to spare: those between arrays. */
const SPARE = 1 << 12;

/** What a module of `.ci/vector-chains.mjs` has. */
interface Functions {
  forward(...numbers: number[]): number;
  backward(...numbers: number[]): void;
  addPairs(...numbers: number[]): void;
  normalise?(...numbers: number[]): number;
}

/** Arrays of the walk's own. */
interface Tables {
  readonly matrix: Float64Array;
  readonly transposed: Float64Array;
  readonly products: Float64Array;
}

/** Copies a matrix with its rows padded, and its transpose. */
function loadMatrix(states: number, width: number, from: Float64Array, { matrix, transposed }: Tables): void {
  for (let i = 0; i < states; i++) {
    for (let j = 0; j < states; j++) {
      const p = from[i * states + j] as number;
      matrix[i * width + j] = p;
      transposed[j * width + i] = p;
    }
  }
}

/** Σ of the logarithms of the first products. */
function logOf(products: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += portableLog(products[i] as number);
  return sum;
}

const address = (values: Float64Array | Int32Array, at: number): number => values.byteOffset + values.BYTES_PER_ELEMENT * at;

function loopsOf(states: number, code: Functions, tables: Tables): WrittenChain {
  const width = paddedWidth(states);
  const { matrix, transposed, products } = tables;
  return {
    forward(steps, start, end) {
      const { emission, place, initial, alpha, scale } = steps;
      loadMatrix(states, width, steps.matrix, tables);
      const rows = [address(alpha, start * width), address(scale, start), address(products, 0)] as const;
      const count = code.forward(
        address(emission, 0),
        address(place, start),
        address(initial, 0),
        address(matrix, 0),
        ...rows,
        end - start,
      );
      return count < 0 ? Number.NaN : logOf(products, count);
    },
    backward({ emission, place, alpha, scale, posterior, first: begin }, { start, first, last }, carry, messages) {
      const t = last - 1;
      const rows = [address(alpha, t * width), address(scale, t), address(posterior, 0), address(begin, 0), address(carry, 0)] as const;
      const message = address(messages, (t - first) * width);
      const tail = [message, last - first, first > start ? 1 : 0] as const;
      code.backward(address(emission, 0), address(place, t), address(transposed, 0), ...rows, ...tail);
    },
    addPairs({ alpha, pairs }, messages, { first, from, to }) {
      code.addPairs(address(alpha, (from - 1) * width), address(messages, (from - first) * width), address(pairs, 0), to - from);
    },
  };
}

/** The normalisation of rows in vector code; those that stand elsewhere are left to `plain`. */
function normaliserOf(code: Functions, room: Room, products: Float64Array, plain: WrittenRowNormaliser): WrittenRowNormaliser {
  const [constants, roots, powers] = [EXP_CONSTANTS, ROOTS, POWERS].map((table) => address(room.copy(table), 0));
  const one = address(POWERS, POWERS.indexOf(1)) - POWERS.byteOffset;
  return (rows, at, count) => {
    if (!code.normalise || rows.buffer !== products.buffer) return plain(rows, at, count);
    const written = code.normalise(
      address(rows, at),
      count,
      constants as number,
      roots as number,
      (powers as number) + one,
      address(products, 0),
    );
    return written < 0 ? Number.NaN : (products[written] as number) + logOf(products, written);
  };
}

/** True where the arrays that differ from walk to walk stand in a buffer; the others always do. */
const isIn = (buffer: ArrayBuffer, { emission, place, posterior }: Steps): boolean =>
  emission.buffer === buffer && place.buffer === buffer && posterior.buffer === buffer;

/**
 * The written-out recursions as vector code, with the same bits as `plain`, which walks where arrays stand elsewhere. `span` is the
 * longest stretch of steps, `numbers` what else the room has to hold. Null where the host has no vector code.
 */
export function vectorWalk(states: number, plain: ChainWalk, span: number, numbers: number): VectorWalk | null {
  const width = paddedWidth(states);
  const own = span + (2 * width + BLOCK + 1) * width + EXP_CONSTANTS.length + ROOTS.length + POWERS.length;
  const text = modules[states - FEWEST];
  const compiled: VectorCode | null = text === undefined ? null : compileVectors(text, 8 * (own + numbers) + SPARE);
  if (!compiled) return null;
  const { functions, buffer, room } = compiled;
  const tables = { matrix: room.floats(width * width), transposed: room.floats(width * width), products: room.floats(span + 2) };
  const code = functions as unknown as Functions;
  const vectors = writtenWalk(states, loopsOf(states, code, tables), room);
  const normalise = code.normalise && writtenRowNormalisers[states];
  const walk: ChainWalk = {
    width,
    forward: (steps, start, end) => (isIn(buffer, steps) ? vectors : plain).forward(steps, start, end),
    backward: (steps, start, end, weight) => (isIn(buffer, steps) ? vectors : plain).backward(steps, start, end, weight),
  };
  return { walk: normalise ? { ...walk, normalise: normaliserOf(code, room, tables.products, normalise) } : walk, room };
}
