import type { Draw } from "./network-draw.ts";
import {
  fixedPlates,
  type NetworkArgument,
  type NetworkIndex,
  type NetworkNode,
  type NetworkSpec,
  type ParameterSpec,
  type PlateSpec,
  plateChain,
  readingPlate,
} from "./network-spec.ts";

/** What random models may hold. */
export interface NetworkKind {
  /** `flat` networks have one plate of rows and up to 9 discrete nodes; `plated` ones groups, siblings and nodes outside all plates. */
  readonly shape: "flat" | "plated";
  /** False where every node is discrete. */
  readonly numeric: boolean;
  /** Dirichlet priors on some parameters. */
  readonly priors: boolean;
  /** Latent nodes and empty columns. */
  readonly latents: boolean;
}

interface Draft {
  readonly draw: Draw;
  readonly kind: NetworkKind;
  /** Percentage of the tables whose probabilities are of all magnitudes. */
  readonly steep: number;
  readonly plates: PlateSpec[];
  readonly params: ParameterSpec[];
  readonly nodes: NetworkNode[];
}

function addPlate(draft: Draft, plate: Pick<PlateSpec, "name" | "parent" | "kind"> & { size?: number }): void {
  const weighted = plate.kind === "rows" && draft.draw.chance(30);
  draft.plates.push({ size: 0, weighted, ...plate });
}

function addRowPlates(draft: Draft): void {
  const { draw, kind } = draft;
  const depth = kind.shape === "flat" ? 1 : draw.of([1, 2, 2, 2, 3]);
  const names = ["region", "school", "pupil"].slice(3 - depth);
  names.forEach((name, i) => {
    addPlate(draft, { name, parent: names[i - 1] ?? null, kind: i === depth - 1 ? "rows" : "groups" });
  });
  if (kind.shape === "plated" && draw.chance(30))
    addPlate(draft, { name: "visit", parent: draw.of([null, ...names.slice(0, -1)]), kind: draw.of(["rows", "groups"]) });
}

function addFixedPlates(draft: Draft): void {
  const { draw } = draft;
  for (const name of ["item", "part"]) {
    if (!draw.chance(name === "item" ? 45 : 25)) continue;
    const around = draft.plates.map((p) => p.name);
    addPlate(draft, {
      name,
      parent: draw.of(draw.chance(15) ? [null] : around),
      kind: "fixed",
      size: draw.int(2, name === "item" ? 3 : 2),
    });
  }
}

/** Discrete nodes that a node of the plate can see: of plates around it, and of fixed plates in those. */
function visible(draft: Draft, plate: string | null): readonly NetworkNode[] {
  const around = [null, ...plateChain(draft, plate).map((p) => p.name)];
  return draft.nodes.filter((n) => n.states !== null && around.includes(readingPlate(draft, n.plate)));
}

/** An index into a parent; members are written where the plates around the node do not run them, and now and then anyway. */
function indexOf(draft: Draft, parent: NetworkNode, plate: string | null): NetworkIndex {
  const { draw } = draft;
  const theirs = fixedPlates(draft, parent.plate);
  const mine = fixedPlates(draft, plate);
  let shared = theirs.findIndex((p, i) => p !== mine[i]);
  if (shared < 0) shared = theirs.length;
  const written = draw.chance(85) ? theirs.length - shared : theirs.length;
  return { node: parent.name, members: theirs.slice(theirs.length - written).map((p) => draw.int(0, p.size - 1)) };
}

function chooseIndices(draft: Draft, plate: string | null, most: number): readonly NetworkIndex[] {
  const { draw } = draft;
  const parents = visible(draft, plate);
  const indices: NetworkIndex[] = [];
  const wanted = parents.length === 0 ? 0 : draw.int(draw.chance(75) ? 1 : 0, most);
  for (let i = 0; i < wanted; i++) {
    // Near nodes more often than far ones: chains and trees beside stars.
    const parent = draw.chance(50) ? (parents.at(-1 - draw.int(0, Math.min(2, parents.length - 1))) as NetworkNode) : draw.of(parents);
    const index = indexOf(draft, parent, plate);
    if (!indices.some((known) => JSON.stringify(known) === JSON.stringify(index))) indices.push(index);
  }
  return indices;
}

function sizeOfIndex(draft: Draft, index: NetworkIndex): number {
  if ("running" in index) return draft.plates.find((p) => p.name === index.running)?.size as number;
  return draft.nodes.find((n) => n.name === index.node)?.states as number;
}

/** The running indices of some of the fixed plates around. */
function runningOf(draft: Draft, plate: string | null): readonly NetworkIndex[] {
  return fixedPlates(draft, plate)
    .filter(() => draft.draw.chance(50))
    .map((p) => ({ running: p.name }));
}

type ParameterRequest = Pick<ParameterSpec, "domain" | "size"> & { readonly prefix: string; readonly indices: readonly NetworkIndex[] };

/** An indexed parameter; now and then one of another node. */
function argumentFor(draft: Draft, { prefix, domain, size, indices }: ParameterRequest): NetworkArgument {
  const { draw, kind, params } = draft;
  const dims = indices.map((index) => sizeOfIndex(draft, index));
  const same = params.filter((p) => !p.table && p.name.startsWith(prefix) && p.size === size && p.dims.join() === dims.join());
  if (prefix !== "mean" && prefix !== "sd" && same.length > 0 && draw.chance(40)) return { param: draw.of(same).name, indices };
  const name = `${prefix}${params.length}`;
  params.push({ name, dims, domain, size, table: false, ...valuesFor(draft, { domain, size, dims, prior: kind.priors }) });
  return { param: name, indices };
}

function valuesFor(
  { draw, steep }: Draft,
  { domain, size, dims, prior }: Pick<ParameterSpec, "domain" | "size" | "dims"> & { readonly prior: boolean },
): Pick<ParameterSpec, "fixed" | "prior" | "elements"> {
  const fixed = draw.chance(15);
  const isPrior = prior && !fixed && domain === "simplex" && draw.chance(50);
  const sharp = !isPrior && draw.chance(fixed ? 50 : 15);
  const form = sharp ? "sharp" : draw.chance(steep) ? "steep" : "flat";
  const element = (): readonly number[] => {
    if (domain === "simplex") return draw.simplex(size, form);
    if (domain === "probability") return [draw.int(20, 980) / 1000];
    return [draw.int(domain === "real" ? -300 : 50, 300) / 100];
  };
  const elements = Array.from({ length: dims.reduce((n, d) => n * d, 1) }, element);
  return { fixed, prior: isPrior ? draw.int(2, 4) : null, elements };
}

function discreteLaw(draft: Draft, node: Pick<NetworkNode, "name" | "plate">, states: number): Pick<NetworkNode, "family" | "args"> {
  const { draw, kind } = draft;
  const parents = chooseIndices(draft, node.plate, 3);
  if (draw.chance(6))
    return { family: "Categorical", args: [{ constant: draw.simplex(states, draw.of(["flat", "flat", "flat", "sharp"] as const)) }] };
  if (draw.chance(50)) {
    const dims = parents.map((index) => sizeOfIndex(draft, index));
    const values = valuesFor(draft, { domain: "simplex", size: states, dims, prior: kind.priors });
    draft.params.push({ name: node.name, dims, domain: "simplex", size: states, table: true, ...values });
    return { family: "Categorical", args: [{ param: node.name, indices: parents }] };
  }
  const indices = draw.shuffled([...runningOf(draft, node.plate), ...parents]);
  if (states === 2 && draw.chance(30))
    return { family: "Bernoulli", args: [argumentFor(draft, { prefix: "p", domain: "probability", size: 1, indices })] };
  return { family: "Categorical", args: [argumentFor(draft, { prefix: "w", domain: "simplex", size: states, indices })] };
}

function numericLaw(draft: Draft, plate: string | null): Pick<NetworkNode, "family" | "args"> {
  const { draw } = draft;
  const indices = [...runningOf(draft, plate), ...chooseIndices(draft, plate, 2)];
  if (draw.chance(40)) return { family: "Poisson", args: [argumentFor(draft, { prefix: "rate", domain: "positive", size: 1, indices })] };
  const mean = argumentFor(draft, { prefix: "mean", domain: "real", size: 1, indices });
  if (draw.chance(40)) return { family: "Normal", args: [mean, { constant: [draw.int(50, 300) / 100] }] };
  const spread = draw.chance(50) ? [] : indices;
  return { family: "Normal", args: [mean, argumentFor(draft, { prefix: "sd", domain: "positive", size: 1, indices: spread })] };
}

function addNode(draft: Draft, plate: string | null): void {
  const { draw, kind } = draft;
  const discrete = draft.nodes.filter((n) => n.states !== null);
  if (kind.numeric && readingPlate(draft, plate) !== null && discrete.length > 0 && draw.chance(20)) {
    const law = numericLaw(draft, plate);
    draft.nodes.push({ name: `x${draft.nodes.length}`, plate, absence: null, states: null, ...law });
    return;
  }
  const name = `n${draft.nodes.length}`;
  const states = draw.of([2, 2, 2, 3, 3, 4]);
  const absence = !kind.latents ? null : readingPlate(draft, plate) === null ? "latent" : randomAbsence(draw);
  const law = discreteLaw(draft, { name, plate }, states);
  draft.nodes.push({ name, plate, absence, states, ...law });
}

const randomAbsence = (draw: Draw): NetworkNode["absence"] =>
  draw.chance(66) ? null : draw.of(["latent", "latent", "latent", "blank", "option"] as const);

/** Plates without a node have nothing to say and are left out. */
function usedPlates(draft: Draft): readonly PlateSpec[] {
  const used = new Set(draft.nodes.flatMap((n) => plateChain(draft, n.plate).map((p) => p.name)));
  return draft.plates.filter((p) => used.has(p.name));
}

/** A random model of a kind. */
export function randomNetwork(draw: Draw, kind: NetworkKind): NetworkSpec {
  const draft: Draft = { draw, kind, steep: draw.of([0, 0, 0, 0, 60]), plates: [], params: [], nodes: [] };
  addRowPlates(draft);
  addFixedPlates(draft);
  const rooted = kind.shape === "plated" && kind.latents && draw.chance(20);
  // Outer plates first: a node can't depend on one inside.
  const places = draft.plates.filter((p) => kind.latents || readingPlate(draft, p.name) !== null).map((p) => p.name);
  const reading = draft.plates.filter((p) => p.kind !== "fixed").map((p) => p.name);
  const chosen = Array.from({ length: draw.int(2, 8) }, () => draw.of<string | null>(rooted ? [null, ...places] : places));
  chosen.push(draw.of(reading));
  const depth = (plate: string | null): number => plateChain(draft, plate).filter((p) => p.kind !== "fixed").length;
  for (const plate of chosen.sort((a, b) => depth(a) - depth(b))) addNode(draft, plate);
  const plates = usedPlates(draft);
  // An option weighs the innermost plate: with siblings the text has to say which.
  const innermost = plates.filter((p) => p.kind !== "fixed" && !plates.some((q) => q.kind !== "fixed" && q.parent === p.name));
  const weightsOption = innermost.length === 1 && innermost[0]?.weighted === true && draw.chance(50);
  const names = draft.nodes.map((n) => n.name);
  return { plates, params: draft.params, nodes: draft.nodes, printed: draw.chance(50) ? names : draw.shuffled(names), weightsOption };
}
