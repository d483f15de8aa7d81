import { counted, inBytes, listed } from "./phrases.ts";

const quoted = (names: readonly string[], joint: "and" | "or" = "and"): string =>
  listed(
    names.map((name) => `\`${name}\``),
    joint,
  );

/** A large number for people: up to a million as it is, else with four digits. */
const large = (count: number): string => (count <= 1e6 ? String(count) : count.toPrecision(4).replace(/\.?0*e\+?/, "e"));

const SHOWN = 6;

/** Names with their numbers of states; long lists are cut. */
function withStates(unknown: readonly { readonly name: string; readonly states: number }[]): string {
  const names = unknown.map(({ name, states }) => `\`${name}\` (${counted(states, "state", "states")})`);
  if (names.length <= SHOWN) return listed(names, "and");
  return `${names.slice(0, SHOWN - 1).join(", ")} and ${names.length - SHOWN + 1} more`;
}

/** `states` are those of one joint table, or of so many `cliques` in all; `bytes` is the memory that they would take. */
export interface JointTooLarge {
  readonly plate: string;
  readonly unknown: readonly { readonly name: string; readonly states: number }[];
  readonly states: number;
  readonly budget: number;
  readonly cliques: number;
  readonly bytes: number;
}

/** The same of a sum that a network asks for: `over` says over what, `avoidable` whether there are ways without it. */
export type SumTooLarge = Omit<JointTooLarge, "unknown"> & { readonly over: string; readonly avoidable: boolean };

/** What the plan says: refusals with their reason. */
export const planSentences = {
  "network-node-not-discrete": {
    about: "A network models a node that is a number.",
    says: (d: { node: string }) => `the node \`${d.node}\` is a number, and a network can model discrete nodes only yet`,
    help: () => "declare it `given` where it is conditioned on, or give it states or labels",
  },
  "weight-bounded": {
    about: "A weight of a network has a type that allows some numbers only.",
    says: (d: { param: string; domain: string }) =>
      `\`${d.param}\` is declared \`${d.domain}\`, and the weights of a network may be any number`,
    help: () => "declare it `real`, `vector(D)` or `matrix(R, C)`",
  },
  "weights-at-infinity": {
    about: "Features never occur in the data, so that the likelihood is largest with their weights at minus infinity.",
    says: (d: { weights: readonly string[]; count: number }) =>
      `${d.count === 1 ? "one weight lies" : `${d.count} weights lie`} at minus infinity, since the data has none of ${d.count === 1 ? "its" : "their"} configurations: ${d.weights.slice(0, SHOWN).join(", ")}${d.count > SHOWN ? ` and ${d.count - SHOWN} more` : ""}`,
    help: () => "a penalty (`--l2 1`) or a prior keeps weights finite",
  },
  "expectations-not-converged": {
    about: "The approximate expectations of a network had not settled at the estimate.",
    says: (d: { method: string; iterations: number; change: number }) =>
      `the expectations of \`${d.method}\` had not settled after ${counted(d.iterations, "iteration", "iterations")}: the last still changed a probability by ${d.change.toPrecision(2)}`,
    help: () => "don't trust this estimate; `--method pseudo` or `pcd` needs no such expectations",
  },
  "log-z-estimated": {
    about: "The normaliser of a network is estimated, since exact sums are over the budget.",
    says: (d: { logZ: number; standardError: number }) =>
      `log Z is estimated by annealed importance sampling: ${d.logZ.toPrecision(7)}, standard error ${d.standardError.toPrecision(2)}; every log-likelihood is off by the same`,
    help: () => "a larger `--budget` allows exact sums",
  },
  "weights-unbounded": {
    about: "The likelihood still rises where a weight is very large: its maximum lies at infinity.",
    says: () => "the likelihood has no maximum at finite weights",
    help: () => "a penalty (`--l2 1`) or a prior keeps weights finite",
  },
  "method-not-for-network": {
    about: "A method for directed models was asked for on a network.",
    says: (d: { method: string; known: readonly string[] }) => `\`${d.method}\` is a method for models, not for networks`,
    help: (d: { known: readonly string[] }) => `for a network use ${quoted(["auto", ...d.known], "or")}`,
  },
  "method-not-for-model": {
    about: "A method for networks was asked for on a directed model.",
    says: (d: { method: string }) => `\`${d.method}\` is a method for networks, not for models`,
    help: () => "for a model use `auto`, `mle`, `em` or `hard-em`; `pgm compare` fits its undirected form",
  },
  "method-not-for-this-network": {
    about: "The method that was asked for, or every one that could be chosen, can't be used on this network and data.",
    says: (d: { method: string; why: string; others: readonly string[] }) =>
      d.method === "auto" ? `no method can learn this network from this data: ${d.why}` : `\`${d.method}\` can't be used here: ${d.why}`,
    help: (d: { others: readonly string[] }) =>
      d.others.length > 0
        ? `use ${quoted(
            d.others.map((method) => `--method ${method}`),
            "or",
          )}`
        : "a larger `--budget` allows exact sums",
  },
  "sum-too-large": {
    about: "The exact sums that a network is learned by are over the budget.",
    says: ({ plate, states, budget, cliques, over }: SumTooLarge) => {
      const count = Number.isFinite(states) ? large(states) : "more than 1e308";
      const cost = cliques > 0 ? `${counted(cliques, "clique", "cliques")} of ${count} joint states in all` : `${count} joint states`;
      return `the sum over ${over} in plate \`${plate}\` takes ${cost}, over the budget of ${large(budget)}`;
    },
    help: ({ states, bytes, avoidable }: SumTooLarge) => {
      if (!Number.isSafeInteger(states)) return `no computer holds that many${avoidable ? ": use a method that needs no such sum" : ""}`;
      const raise = `raise it with \`--budget ${states}\`, which takes about ${inBytes(bytes)} of memory`;
      return avoidable ? `${raise}; or use a method that needs no such sum` : raise;
    },
  },
  "option-not-for-network": {
    about: "Options that only models have were given for a network.",
    says: (d: { options: readonly string[] }) =>
      `${quoted(d.options)} ${d.options.length === 1 ? "is" : "are"} for models, not for networks`,
    help: (d: { options: readonly string[] }) => `leave ${d.options.length === 1 ? "it" : "them"} out`,
  },
  "option-not-for-model": {
    about: "Options that only networks have were given for a directed model.",
    says: (d: { options: readonly string[] }) =>
      `${quoted(d.options)} ${d.options.length === 1 ? "is" : "are"} for networks, not for models`,
    help: (d: { options: readonly string[] }) =>
      d.options.some((option) => option === "--l1" || option === "--l2")
        ? "in a model a prior does what a penalty does in a network: `param mean : real ~ Normal(0, 1)`"
        : `leave ${d.options.length === 1 ? "it" : "them"} out`,
  },
  "option-not-for-method": {
    about: "Options of methods that sample were given, and the network is learned by another one.",
    says: (d: { options: readonly string[]; method: string }) =>
      `${quoted(d.options)} ${d.options.length === 1 ? "belongs" : "belong"} to methods that sample, and \`${d.method}\` does not`,
    help: (d: { options: readonly string[] }) =>
      `leave ${d.options.length === 1 ? "it" : "them"} out, or ask for \`--method pcd\` or \`--method cd\``,
  },
  "factor-not-learnable": {
    about: "A factor is not linear in its parameters, or too large.",
    says: (d: { factor: string; why: string; isLarge: boolean }) => `the factor \`${d.factor}\` can't be learned: ${d.why}`,
    help: (d: { isLarge: boolean }) =>
      d.isLarge
        ? "use smaller sizes, or raise the limit with `--budget`"
        : "a factor is a sum of products of one parameter and numbers that nodes give",
  },
  "factor-not-finite": {
    about: "A factor is no finite number for some states of its nodes or some rows.",
    says: (d: { factor: string; where: string; rows: number }) =>
      `the factor \`${d.factor}\` is not a finite number ${d.where === "" ? `in ${d.rows === 1 ? "1 row" : `${d.rows} rows`} of the data` : `where ${d.where}`}`,
    help: () => "a part without a parameter may be `log(0)`, which forbids a configuration; all else is finite",
  },
  "latent-not-discrete": {
    about: "A latent node that is a number or a vector can't be learned yet.",
    says: (d: { node: string }) => `the latent node \`${d.node}\` is not discrete, and only discrete latents can be learned yet`,
    help: () => "give it states or labels, or declare it observed",
  },
  "vector-partly-missing": {
    about: "Rows where only some components of a vector are empty can't be learned from yet.",
    says: (d: { node: string; rows: number; columns: readonly string[] }) =>
      `${d.rows === 1 ? "1 row has" : `${d.rows} rows have`} some, but not all, of the columns ${quoted(d.columns)} of the vector \`${d.node}\` empty, which can't be learned from yet`,
    help: (d: { rows: number }) =>
      `leave out ${d.rows === 1 ? "that row" : "those rows"} with \`--rows complete\`, or declare one node per column`,
  },
  "family-not-learnable": {
    about: "The distribution is known to the language, but has no learner yet.",
    says: (d: { family: string; node: string; known: readonly string[] }) => `\`${d.node} ~ ${d.family}(…)\` can't be learned yet`,
    help: (d: { known: readonly string[] }) => `learned so far: ${quoted(d.known)}`,
  },
  "argument-not-learnable": {
    about: "An argument is neither known numbers nor one parameter picked by discrete nodes.",
    says: (d: { family: string; argument: string; node: string; why: string }) =>
      `the argument \`${d.argument}\` of \`${d.node} ~ ${d.family}(…)\` can't be learned yet: ${d.why}`,
    help: () => "use known numbers, or a parameter indexed by discrete nodes, such as `mean[kind]`",
  },
  "prior-not-learnable": {
    about: "This prior does not fit a parameter of this type.",
    says: (d: { param: string; prior: string; known: readonly string[] }) => `the prior \`${d.prior}\` of \`${d.param}\` can't be used yet`,
    help: (d: { known: readonly string[] }) =>
      d.known.length > 0 ? `for a parameter in this place, use ${quoted(d.known, "or")}` : "leave the prior out",
  },
  "prior-of-parameters": {
    about: "The arguments of a prior are parameters themselves.",
    says: (d: { param: string; on: string }) => `the prior of \`${d.param}\` depends on the param \`${d.on}\`: that can't be learned yet`,
    help: (d: { on: string }) => `use known numbers in the prior: declare \`${d.on}\` as a \`const\``,
  },
  "parameter-in-two-families": {
    about: "A parameter is shared by two different kinds of distribution.",
    says: (d: { param: string; families: readonly string[] }) =>
      d.families.length > 1
        ? `\`${d.param}\` is used by ${quoted(d.families)} at once, which can't be learned yet`
        : `\`${d.param}\` is used by ${quoted(d.families)} in two forms at once, which can't be learned yet`,
    help: () => "give each distribution a parameter of its own",
  },
  "joint-too-large": {
    about: "The joint table of the unknowns of one instance, or the sum of its cliques, is over the budget.",
    says: ({ plate, unknown, states, budget, cliques }: JointTooLarge) => {
      const count = Number.isFinite(states) ? large(states) : "more than 1e308";
      const cost =
        cliques > 0 ? `take ${counted(cliques, "clique", "cliques")} of ${count} joint states in all` : `have ${count} joint states`;
      return `in plate \`${plate}\` the unknowns ${withStates(unknown)} ${cost}, over the budget of ${large(budget)}`;
    },
    help: ({ states, bytes }: JointTooLarge) => {
      const raise = `raise it with \`--budget ${states}\`, which takes about ${inBytes(bytes)} of memory`;
      const others = "see more of these nodes, give them fewer states, or drop incomplete rows with `--rows complete`";
      return Number.isSafeInteger(states) ? `${raise}; or ${others}` : `no computer holds that many: ${others}`;
    },
  },
  "too-many-states": {
    about: "A node has more states than a table may have.",
    says: (d: { node: string; states: number; budget: number }) =>
      `\`${d.node}\` has ${large(d.states)} states, over the budget of ${large(d.budget)}`,
    help: () => "use fewer states, or raise the limit with `--budget`",
  },
  "table-too-large": {
    about: "A distribution depends on more combinations of states than a table may have.",
    says: (d: { node: string; parents: readonly { name: string; states: number }[]; slots: number; budget: number }) =>
      `the law of \`${d.node}\` depends on ${withStates(d.parents)}: ${large(d.slots)} combinations, over the budget of ${large(d.budget)}`,
    help: () => "let it depend on fewer nodes, or raise the limit with `--budget`",
  },
  "too-many-parameters": {
    about: "The parameters together are more numbers than can be learned.",
    says: (d: { largest: string; numbers: number; total: number; limit: number }) =>
      `the parameters are ${large(d.total)} numbers, ${large(d.numbers)} of them in \`${d.largest}\`, where at most ${large(d.limit)} can be learned`,
    help: () => "use smaller sizes, or raise the limit with `--budget`, of which it is 20 times",
  },
  "more-states-than-rows": {
    about: "A latent node has thousands of states, more than there are rows to learn them from.",
    says: (d: { node: string; states: number; plate: string; rows: number }) =>
      `\`${d.node}\` has ${large(d.states)} states, but \`${d.plate}\` has only ${counted(d.rows, "instance", "instances")} to learn them from`,
    help: () => "use fewer states",
  },
  "constant-column": {
    about: "All values of a column are the same, so a spread can't be learned from them.",
    says: (d: { node: string; column: string; value: number; params: readonly string[] }) =>
      `every value of column \`${d.column}\` is ${d.value}, so the spread of \`${d.node}\` can't be learned: the likelihood grows without bound as ${quoted(d.params)} ${d.params.length === 1 ? "shrinks" : "shrink"}`,
    help: () => "leave the column out of the model, fix the spread with `= value`, or give it a prior",
  },
  "numbers-out-of-range": {
    about: "The values of a column are too large, or too close to one another, for their squares to be computed.",
    says: (d: { node: string; column: string; low: number; high: number }) =>
      `the values of column \`${d.column}\` go from ${d.low} to ${d.high}, and the squares of their differences are beyond what a computer's numbers hold`,
    help: () => "give the column in other units, so that its values are neither huge nor all but equal",
  },
  "argument-out-of-range": {
    about: "A number of the model or the start is too large or too small to compute densities with.",
    says: (d: { node: string; argument: string; param: string | null; value: number }) =>
      `the ${d.argument} of \`${d.node}\`${d.param === null ? "" : `, \`${d.param}\`,`} is ${d.value}, ${Math.abs(d.value) > 1 ? "too large" : "too small"} to compute with`,
    help: () => "use a number nearer to the size of the data, or give the data in other units",
  },
  "prior-out-of-range": {
    about: "A number in a prior is too large or too small to compute with.",
    says: (d: { param: string; prior: string; value: number }) =>
      `the prior \`${d.prior}\` of \`${d.param}\` is given ${d.value}, too ${Math.abs(d.value) > 1 ? "large" : "small"} to compute with`,
  },
  "method-needs-complete-data": {
    about: "`--method mle` was asked for, but something is unknown.",
    says: (d: { unknown: readonly string[]; absent: readonly string[] }) => {
      const everywhere = d.unknown.every((name) => d.absent.includes(name));
      return `\`--method mle\` needs everything observed, but ${quoted(d.unknown)} ${d.unknown.length === 1 ? "is" : "are"} unknown${everywhere ? "" : " in some rows"}`;
    },
    help: () => "use `--method em`, or leave `--method` out",
  },
  "stage-needs-data": {
    about: "A stage that depends on the data was asked for without any.",
    says: (d: { stage: string }) => `the stage \`${d.stage}\` depends on the data`,
    help: () => "add `--data FILE`",
  },
} as const;
