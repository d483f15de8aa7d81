import type { Draw } from "./network-draw.ts";
import type { Nested } from "./undirected-evaluate.ts";
import { type ParamSpec, types } from "./undirected-spec.ts";
import { nest } from "./undirected-unroll.ts";

/** A parameter that may be asked for again: its index sets (types or sizes), and the length of a vector. */
interface Shape {
  readonly sets: readonly (string | number)[];
  readonly vector: number | null;
}

const sizeOf = (set: string | number): number => (typeof set === "number" ? set : (types[set] as readonly string[]).length);

/** What parameters a property wants to see: percents, and whether factors may have parts without one. */
export interface ParamKind {
  readonly fixed: number;
  readonly priors: number;
  readonly holes: number;
  readonly constants: boolean;
}

/** The parameters of a network while its factors are drawn: half of what is asked for may be there already. */
export class ParamPool {
  readonly all: ParamSpec[] = [];
  readonly #shapes = new Map<string, string>();
  readonly #draw: Draw;
  readonly #kind: ParamKind;

  constructor(draw: Draw, kind: ParamKind) {
    this.#draw = draw;
    this.#kind = kind;
  }

  get constants(): boolean {
    return this.#kind.constants;
  }

  #number(): number {
    return this.#draw.int(-150, 150) / 100;
  }

  #value({ sets, vector }: Shape, fill: () => number): Nested {
    const shape = [...sets.map(sizeOf), ...(vector === null ? [] : [vector])];
    return nest(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, fill), shape);
  }

  /** The name of a parameter of a shape. */
  named(shape: Shape): string {
    const key = JSON.stringify(shape);
    const known = this.#shapes.get(key);
    if (known !== undefined && this.#draw.chance(40)) return known;
    const name = `w${this.all.length}`;
    this.#shapes.set(key, name);
    const domain = shape.vector === null ? "real" : `vector(${shape.vector})`;
    const head = `param ${name}${shape.sets.length > 0 ? `[${shape.sets.join(", ")}]` : ""} : ${domain}`;
    const value = this.#value(shape, () => this.#number());
    const fixed = this.#draw.chance(this.#kind.fixed);
    const spread = this.#draw.of(["2", "sd = 0.5", "variance = 3"]);
    const prior = !fixed && shape.vector === null && this.#draw.chance(this.#kind.priors) ? ` ~ Normal(${this.#number()}, ${spread})` : "";
    this.all.push({ name, line: fixed ? `${head} = ${JSON.stringify(value)}` : head + prior, value, fixed });
    return name;
  }

  /** The parameter of a table; the same text stands for the same parameter. */
  table(text: string, sets: readonly string[]): void {
    const name = text.replaceAll(" ", "").replaceAll("prevn", "prev n");
    if (this.all.some((p) => p.name === name)) return;
    const holed = this.#draw.chance(this.#kind.holes);
    const value = this.#value({ sets, vector: null }, () => (holed && this.#draw.chance(25) ? Number.NEGATIVE_INFINITY : this.#number()));
    this.all.push({ name, line: null, value, fixed: false });
  }
}
