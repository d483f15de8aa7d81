import { listed, meant } from "./phrases.ts";

const SHOWN = 12;

/** Names in backquotes; long lists are cut. */
function quoted(names: readonly string[], joint: "and" | "or" = "and"): string {
  const all = names.map((name) => `\`${name}\``);
  return all.length <= SHOWN ? listed(all, joint) : `${all.slice(0, SHOWN - 1).join(", ")}, … (${all.length} in all)`;
}

const didYouMean = (near: string | null): string => (near === null ? "" : `; ${meant(near)}`);

/** What the tool says about questions to a model: evidence, joint tables, and rows that are impossible. */
export const querySentences = {
  "not-evidence": {
    about: "A file of evidence is not a JSON object of names with their values.",
    says: (d: { path: string; name: string | null; problem: string | null }) =>
      d.name === null
        ? d.problem !== null
          ? `\`${d.path}\` is not JSON: ${d.problem}`
          : `\`${d.path}\` holds no evidence: expected a JSON object by name`
        : `\`${d.path}\` gives \`${d.name}\` neither a label or number, nor likelihoods, nor a list of numbers`,
    help: () => 'write for example { "rain": "yes", "sky": { "grey": 0.8, "blue": 0.1 }, "height": 170 }',
  },
  "unknown-evidence": {
    about: "The evidence names a node that the model does not have.",
    says: (d: { name: string; near: string | null; nodes: readonly string[] }) =>
      `the evidence is about \`${d.name}\`, but the model has no such node${didYouMean(d.near)}`,
    help: (d: { nodes: readonly string[] }) => `the nodes are ${quoted(d.nodes)}`,
  },
  "evidence-label": {
    about: "The evidence gives a node a state that it does not have.",
    says: (d: { node: string; found: string; states: readonly string[]; near: string | null }) =>
      `\`${d.node}\` has no state \`${d.found}\`${didYouMean(d.near)}`,
    help: (d: { states: readonly string[] }) => `its states are ${quoted(d.states)}`,
  },
  "evidence-number": {
    about: "The evidence gives a node of numbers something else, or a number outside its domain.",
    says: (d: { node: string; found: string; expected: string }) => `expected ${d.expected} as evidence on \`${d.node}\`, found ${d.found}`,
  },
  "evidence-element": {
    about: "The evidence does not name one element of a node inside fixed plates, or names one that is not there.",
    says: (d: { node: string; written: string; sizes: readonly { readonly plate: string; readonly size: number }[] }) =>
      d.sizes.length === 0
        ? `\`${d.written}\` names an element of \`${d.node}\`, which stands in no plate of fixed size`
        : `${d.written === d.node ? `\`${d.node}\` has many elements` : `\`${d.written}\` is no element of \`${d.node}\``}: expected an index for each of ${listed(
            d.sizes.map(({ plate, size }) => `\`${plate}\` (0 to ${size - 1})`),
            "and",
          )}`,
    help: (d: { node: string; sizes: readonly unknown[] }) =>
      d.sizes.length === 0 ? `write \`${d.node}\`` : `write \`${d.node}[${d.sizes.map(() => 0).join(",")}]\` for the first one`,
  },
  "evidence-twice": {
    about: "The evidence gives one node two different values.",
    says: (d: { node: string; first: string; second: string }) =>
      `the evidence gives \`${d.node}\` two values, \`${d.first}\` and \`${d.second}\``,
    help: () => "give one of them, or likelihoods of the states with `--soft`",
  },
  "evidence-on-latent": {
    about: "The evidence gives a value of a latent node, which is never seen.",
    says: (d: { node: string }) => `\`${d.node}\` is latent, so it is never seen and can't have a value as evidence`,
    help: (d: { node: string }) =>
      `declare it \`observed\` (without a value it is inferred), or weigh its states with \`--soft ${d.node}=…\``,
  },
  "given-missing": {
    about: "A case leaves out a `given` node, which can't be inferred.",
    says: (d: { nodes: readonly string[] }) =>
      `${quoted(d.nodes)} ${d.nodes.length === 1 ? "is" : "are"} \`given\`: a case must say ${d.nodes.length === 1 ? "its value" : "their values"}`,
    help: (d: { nodes: readonly string[] }) => `add \`${d.nodes[0]}=…\` to the evidence`,
  },
  "soft-evidence": {
    about: "The likelihoods of soft evidence do not match the states of their node.",
    says: (d: { node: string; found: string; states: readonly string[] }) =>
      `expected likelihoods of ${quoted(d.states)} as soft evidence on \`${d.node}\`, finite, from 0 and not all 0; found ${d.found}`,
    help: (d: { node: string; states: readonly string[] }) =>
      `write one number for each state, such as \`${d.node}=${d.states.map((_, i) => (i === 0 ? "0.7" : "0.3")).join(":")}\``,
  },
  "soft-not-discrete": {
    about: "Soft evidence is about a node without states, or about one that is `given`.",
    says: (d: { node: string; given: boolean }) =>
      d.given
        ? `\`${d.node}\` is \`given\`, so it has no law that soft evidence could be weighed against`
        : `\`${d.node}\` is not discrete, so its values can't be weighed by soft evidence`,
    help: () => "give its value as evidence",
  },
  "unknown-joint": {
    about: "A joint table is asked for of a node that the model does not have.",
    says: (d: { name: string; near: string | null; nodes: readonly string[] }) =>
      `the joint table of \`${d.name}\` is asked for, but the model has no such discrete node${didYouMean(d.near)}`,
    help: (d: { nodes: readonly string[] }) => `the discrete nodes are ${quoted(d.nodes)}`,
  },
  "joint-across-plates": {
    about: "A joint table is asked for of nodes in plates of which neither is inside the other.",
    says: (d: { first: string; second: string }) =>
      `\`${d.first}\` and \`${d.second}\` stand in plates of which neither is inside the other, so no row has one joint table of them`,
  },
  "joint-over-budget": {
    about: "The joint table that is asked for is over the budget.",
    says: (d: { nodes: readonly string[]; states: number; budget: number }) =>
      `${quoted(d.nodes)} have ${d.states} joint states together, and their table takes ${d.states} × ${d.states} entries, over the budget of ${d.budget}`,
    help: () => "ask for fewer nodes at a time, or raise the limit with `--budget`",
  },
  "impossible-evidence": {
    about: "What is seen has probability zero under the parameters, so there is nothing to infer.",
    says: (d: { rows: readonly number[]; total: number }) => {
      if (d.total === 1) return "the evidence has probability zero under these parameters, so no posterior is defined";
      const count =
        d.rows.length === 1 ? `row ${d.rows[0]} has` : `${d.rows.length} of ${d.total} rows (the first is row ${d.rows[0]}) have`;
      return `${count} probability zero under these parameters, so no posterior is defined there`;
    },
  },
} as const;
