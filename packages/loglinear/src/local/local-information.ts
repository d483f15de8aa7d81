// Godambe, "An optimum property of regular maximum likelihood estimation", Annals of Mathematical Statistics 31 (1960); for composite
// likelihoods Varin, Reid & Firth, "An overview of composite likelihood methods", Statistica Sinica 21 (2011).

import { InternalError, invertPositiveDefinite } from "@platewise/core";
import { applyMap, type LinearMap } from "@platewise/graph";
import { createTile, fillTile, openBlock, type Tile } from "./block-pass.ts";
import type { LinearNetwork } from "./feature-bounds.ts";
import { bindRows, jointStateOf, type LocalBlock, weightOf } from "./local-block.ts";
import type { LocalLikelihood } from "./local-likelihood.ts";

/**
 * What a local likelihood knows of its parameters at a point, matrices of size × size, row-major. `sensitivity` is the Hessian of its
 * negative, `variability` the sum over rows of squared scores: the terms of a row are dependent, so that the two differ.
 */
export interface LocalInformation {
  readonly sensitivity: Float64Array;
  readonly variability: Float64Array;
}

/** A case of a block, and a joint state of it. */
interface Place {
  readonly at: number;
  readonly joint: number;
}

interface CaseOfTile {
  readonly tile: Tile;
  readonly at: number;
}

/** A sparse vector over parameters. */
type Sparse = ReadonlyMap<number, number>;

function addEntry({ starts, cells, coefficients }: LinearMap, entry: number, scale: number, into: Map<number, number>): void {
  for (let at = starts[entry] as number; at < (starts[entry + 1] as number); at++) {
    const cell = cells[at] as number;
    into.set(cell, (into.get(cell) ?? 0) + scale * (coefficients[at] as number));
  }
}

/** Adds the features of a joint state of a block in a case. */
function addFeatures({ parts }: LocalBlock, map: LinearMap, { at, joint }: Place, into: Map<number, number>): void {
  for (const { project, factors } of parts) {
    const state = project === null ? joint : (project[joint] as number);
    for (const { codes, bases, offsets, scales } of factors) {
      const entry = (bases[codes[at] as number] as number) + (offsets[state] as number);
      addEntry(map, entry, scales === null ? 1 : (scales[at] as number), into);
    }
  }
}

/** Adds scale · v vᵀ. */
function addSquare(vector: Sparse, scale: number, size: number, into: Float64Array): void {
  for (const [i, x] of vector) {
    for (const [j, y] of vector) into[i * size + j] = (into[i * size + j] as number) + scale * x * y;
  }
}

/** Adds the covariance of the features of case `at` of a tile, times its weight, to the sensitivity, and returns their mean. */
function addCase(block: LocalBlock, { map, size }: LinearNetwork, { tile, at }: CaseOfTile, sensitivity: Float64Array): Sparse {
  const mean = new Map<number, number>();
  const features = Array.from({ length: block.states }, (_, joint) => {
    const found = new Map<number, number>();
    addFeatures(block, map, { at, joint }, found);
    return found;
  });
  const probability = (joint: number): number => tile.table[joint * tile.count + at - tile.start] as number;
  features.forEach((found, joint) => {
    for (const [cell, value] of found) mean.set(cell, (mean.get(cell) ?? 0) + probability(joint) * value);
  });
  features.forEach((found, joint) => {
    const off = new Map(Array.from(mean, ([cell, value]) => [cell, (found.get(cell) ?? 0) - value]));
    addSquare(off, (block.weights[at] as number) * probability(joint), size, sensitivity);
  });
  return mean;
}

/** Adds a block's part of the sensitivity, and returns the mean features of its cases. */
function addBlock(block: LocalBlock, linear: LinearNetwork, logPotentials: Float64Array, sensitivity: Float64Array): readonly Sparse[] {
  const tile = createTile(block.states);
  const means: Sparse[] = [];
  openBlock(block, logPotentials);
  for (let start = 0; start < block.cases; start += tile.count) {
    fillTile(block, start, tile);
    for (let at = start; at < start + tile.count; at++) means.push(addCase(block, linear, { tile, at }, sensitivity));
  }
  return means;
}

/** The sensitivity and variability of a likelihood of the same rows at `theta`. Meant for some hundreds of parameters. */
export function localInformation(linear: LinearNetwork, { blocks }: LocalLikelihood, theta: Float64Array): LocalInformation {
  const { network, map, size, data } = linear;
  const bound = bindRows(network, data);
  const logPotentials = new Float64Array(network.entries);
  applyMap(map, theta, logPotentials);
  const [sensitivity, variability] = [new Float64Array(size * size), new Float64Array(size * size)];
  const means = blocks.map((block) => addBlock(block, linear, logPotentials, sensitivity));
  for (let row = 0; row < data.rows; row++) {
    const score = new Map<number, number>();
    blocks.forEach((block, b) => {
      const at = block.caseOf[row] as number;
      if (at < 0) return;
      addFeatures(block, map, { at, joint: jointStateOf(bound, block, row) }, score);
      const mean = (means[b] as readonly Sparse[])[at] as Sparse;
      for (const [cell, value] of mean) score.set(cell, (score.get(cell) ?? 0) - value);
    });
    addSquare(score, weightOf(data, row), size, variability);
  }
  return { sensitivity, variability };
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const into = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const x = a[i * size + k] as number;
      for (let j = 0; j < size; j++) into[i * size + j] = (into[i * size + j] as number) + x * (b[k * size + j] as number);
    }
  }
  return into;
}

/**
 * The covariance of the maximum, H⁻¹ J H⁻¹ of sensitivity H and variability J, row-major; its diagonal are squared standard errors. Null
 * where H is singular: parameters are not identified. A weight counts as so many rows.
 */
export function sandwichCovariance({ sensitivity, variability }: LocalInformation, size: number): Float64Array | null {
  if (sensitivity.length !== size * size) throw new InternalError(`a matrix of ${sensitivity.length} entries for ${size} parameters`);
  const inverse = new Float64Array(size * size);
  if (!invertPositiveDefinite(sensitivity, 0, size, inverse, 0)) return null;
  return product(product(inverse, variability, size), inverse, size);
}
