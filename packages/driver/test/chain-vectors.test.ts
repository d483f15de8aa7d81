import { createRandom } from "@platewise/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fit, parse } from "../src/index.ts";

/** Steps enough for vector code with eight states; the sequences are not whole tiles. */
const [SEQUENCES, LENGTH, STATES] = [3, 1450, 8];

const emissions = {
  Gaussian: {
    params: "param mean[K] : vector(2)\nparam var[K] : diagonal(2)",
    draw: "observed x ~ MvNormal(mean[state], var[state]) from (u, v)",
  },
  categorical: { params: "param emit[K] : simplex(5)", draw: "observed w ~ Categorical(emit[state])" },
} as const;

const modelOf = ({ params, draw }: (typeof emissions)[keyof typeof emissions]) =>
  parse(`model Long
const K = ${STATES}
param start   : simplex(K)
param move[K] : simplex(K)
${params}
plate sequence by seq {
  chain t {
    initial state ~ Categorical(start)
    latent  state ~ Categorical(move[prev state])
    ${draw}
  }
}
`);

function table() {
  const random = createRandom(17);
  const steps = SEQUENCES * LENGTH;
  const level = Array.from({ length: steps }, (_, i) => Math.floor(i / 37) % STATES);
  return {
    seq: Int32Array.from(level, (_, i) => Math.floor(i / LENGTH)),
    u: Float64Array.from(level, (k) => 2 * k + random.normal()),
    v: Float64Array.from(level, (k) => (k % 3) + random.normal()),
    w: Int32Array.from(level, (k) => (k + Math.floor(2 * random.next())) % 5),
  };
}

interface Host {
  readonly Memory: new (size: { readonly initial: number }) => object;
}

/** Counts the memories that are made for vector code from now on. */
function countMemories(): () => number {
  const host = Reflect.get(globalThis, "WebAssembly") as Host;
  let made = 0;
  class Memory extends host.Memory {
    constructor(size: { readonly initial: number }) {
      super(size);
      made++;
    }
  }
  vi.stubGlobal("WebAssembly", { Module: Reflect.get(host, "Module"), Instance: Reflect.get(host, "Instance"), Memory });
  return () => made;
}

afterEach(() => vi.unstubAllGlobals());

describe.each(["Gaussian", "categorical"] as const)("a long chain with %s emissions", (emission) => {
  it("has the same fit, to the last bit, with vector code and without", async () => {
    const options = { seed: 3, maxIterations: 4, tolerance: 0, restarts: 1 } as const;
    const run = () => fit(modelOf(emissions[emission]), table(), options);
    const made = countMemories();
    const vectors = await run();
    // One for the chain, one for the densities.
    expect(made()).toBe(emission === "Gaussian" ? 2 : 1);
    vi.stubGlobal("WebAssembly", undefined);
    const plain = await run();
    expect(plain.logLik).toBe(vectors.logLik);
    expect(plain.params).toEqual(vectors.params);
    expect(Number.isFinite(plain.logLik)).toBe(true);
  });
});
