import type { Assertion, CompareResult, Divergence } from "../compare/compare-result.ts";
import type { Reason, Theory } from "../compare/theory.ts";
import { formatCount, formatNumber, plural } from "./numbers.ts";

const code = (name: string): string => `\`${name}\``;

const shown = 6;

/** Names one after the other; of many the first few. */
function listed(names: readonly string[], joint = "and"): string {
  const all = names.map(code);
  if (all.length > shown) return `${all.slice(0, shown).join(", ")}, … (${all.length} in all)`;
  return all.length <= 1 ? all.join("") : `${all.slice(0, -1).join(", ")} ${joint} ${all.at(-1)}`;
}

const edgeText = ([a, b]: readonly [string, string]): string => `${code(a)} – ${code(b)}`;

function limitText({ nodes, how }: Extract<Reason, { readonly kind: "limited-law" }>): string {
  const [laws, are, place] = nodes.length === 1 ? ["the law", "is", "a table in its place"] : ["the laws", "are", "tables in their place"];
  const of = `${laws} of ${listed(nodes)}`;
  if (how === "fixed") return `${of} ${are} fixed in the model; the undirected form learns ${place}`;
  if (how === "formula") return `${of} ${are} less than a full table; the undirected form has ${place}`;
  return `${of} ${nodes.length === 1 ? "has a prior, which pulls" : "have priors, which pull"} the directed fit off the largest likelihood; the undirected form has none`;
}

function cycleText({ cycle, added }: Extract<Reason, { readonly kind: "chordless-cycle" }>): string {
  const round = [...cycle, cycle[0] as string].map(code).join(" – ");
  const filled = added.slice(0, shown).map(edgeText).join(", ");
  const rest = added.length > shown ? ` and ${added.length - shown} more edges` : "";
  return `${round} is a cycle without a chord, so no directed model has the same independences; the directed form adds ${filled}${rest}`;
}

/** A reason in a sentence without its full stop. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case "married-parents":
      return `${listed(reason.edge)} are parents of ${listed(reason.children)} and not joined themselves (a v-structure); the undirected form marries them: ${edgeText(reason.edge)}`;
    case "chordless-cycle":
      return cycleText(reason);
    case "clique-without-factor":
      return `${listed(reason.clique)} are all joined, but no factor spans them; the directed form has a full table there`;
    case "clique-of-feature":
      return `the factor ${code(reason.factor)} is less than a full table over ${listed(reason.clique)}, which the directed form has`;
    case "tied":
      return reason.what === "law"
        ? `the law of ${code(reason.name)} is shared by ${reason.instances} places of a row: each of its rows sums to one, while the undirected form is normalised as a whole`
        : `the factor ${code(reason.name)} is shared by ${reason.instances} places of a row; the directed form has a table for each`;
    case "chain":
      return `the steps of ${code(reason.plate)} share their tables: those of the directed form are normalised step by step, those of the undirected one over whole sequences`;
    case "repeated":
      return `${code(reason.plate)} repeats its part of a row as often as the data says, and the undirected form is normalised over all of it together`;
    case "limited-law":
      return limitText(reason);
    case "shared-parameter":
      return `${code(reason.param)} is shared by the laws of ${listed(reason.nodes)}, whose tables are separate in the undirected form`;
  }
}

/** What theory concludes: which form is the larger one, or that there is none. */
export function verdictText({ theory, directed, undirected }: CompareResult): string {
  const more = Math.abs(undirected.fit.freeParameters - directed.fit.freeParameters);
  if (theory.contains === "neither") return `${whySame(theory)}: both forms are the same family of joints, and their maxima agree.`;
  const [larger, smaller] = theory.contains === "undirected" ? ["undirected", "directed"] : ["directed", "undirected"];
  const by = `it can be every joint that the ${smaller} one can be, with ${plural(more, "more free parameter", "more free parameters")}`;
  return `The ${larger} form is the larger one: ${more > 0 ? by : by.replace(/, with.*/, "")}.`;
}

function whySame({ from }: Theory): string {
  return from === "model"
    ? "There is no v-structure, so that marrying parents adds no edge"
    : "The graph has no chordless cycle, and every clique has a table of its own";
}

const assertionNames: Readonly<Record<Assertion["what"], string>> = {
  "same-log-likelihood": "the log-likelihoods agree",
  "same-joint": "the joints agree",
  "larger-fits-better": "the larger form fits no worse",
  "moments-match": "the undirected form's moments are those of the data",
  "only-own-rows-move": "one datum moves no row of a conditional table but its own",
};

/** What was checked, and how well it holds. */
export function assertionText({ what, difference, tolerance }: Assertion): string {
  const off = what === "only-own-rows-move" || difference === 0 ? "" : ` to ${difference.toExponential(1)}`;
  return `${assertionNames[what]}${off}${tolerance > 0 ? ` (${tolerance} is allowed)` : ""}`;
}

/** Divergences below this are rounding. */
const NOTHING = 1e-13;

const nats = (value: number | null): string => (value === null ? "infinite" : formatNumber(Math.abs(value) < NOTHING ? 0 : value));

const howFound = ({ how, states }: Divergence): string =>
  how === "enumerated" ? `over all ${formatCount(states ?? 0)} joint states of what is observed` : "exact, by the marginals of both";

/** The divergences of the two joints, one line each. */
export function divergenceTexts(divergence: Divergence): readonly (readonly [string, string])[] {
  if (divergence.how === "data") {
    const note = "nats a row, mean over the rows of the data: an estimate from the data, since the joints are out of reach";
    return [["log directed − log undirected", `${nats(divergence.fromDirected)} ${note}`]];
  }
  const distance = divergence.totalVariation;
  return [
    ["KL(directed ‖ undirected)", `${nats(divergence.fromDirected)} nats a row, ${howFound(divergence)}`],
    ["KL(undirected ‖ directed)", `${nats(divergence.fromUndirected)} nats a row`],
    ...(distance === null ? [] : [["total variation", formatNumber(distance)] as const]),
  ];
}
