import { counted, listed, meant } from "./phrases.ts";

const quoted = (names: readonly string[]): string =>
  listed(
    names.map((name) => `\`${name}\``),
    "and",
  );

const choices = (names: readonly string[]): string => {
  const shown = names.length > 9 ? [...names.slice(0, 8).map((name) => `\`${name}\``), `… (${names.length} in all)`] : null;
  return shown ? shown.join(", ") : quoted(names);
};

const times = (n: number): string => (n === 1 ? "once" : `${n} times`);

/** What is said while parameters are read or learned. */
export const learningSentences = {
  "init-unknown-parameter": {
    about: "The starting values name a parameter that the model does not have.",
    says: (d: { name: string; known: readonly string[]; near: string | null }) =>
      `the given parameters have a value for \`${d.name}\`, which is not a parameter of the model${d.near === null ? "" : `; ${meant(d.near)}`}`,
    help: (d: { known: readonly string[] }) =>
      d.known.length === 0
        ? "the model has no parameters"
        : `the model's ${d.known.length === 1 ? "only parameter is" : "parameters are"} ${choices(d.known)}`,
  },
  "init-wrong-length": {
    about: "A starting value has the wrong number of entries at some index.",
    says: (d: { param: string; index: string; expected: number; found: number }) =>
      `the given value of \`${d.param}${d.index}\` must have ${counted(d.expected, "entry", "entries")}, found ${d.found}`,
  },
  "init-not-a-list": {
    about: "A starting value is a number or a text where a list is needed.",
    says: (d: { param: string; index: string; expected: number; found: string }) =>
      `the given value of \`${d.param}${d.index}\` must be a list of ${counted(d.expected, "entry", "entries")}, found ${d.found}`,
  },
  "init-not-a-number": {
    about: "A starting value is not a number, or a list stands where a number is needed.",
    says: (d: { param: string; index: string; found: string }) =>
      `the given value of \`${d.param}${d.index}\` must be a number, found ${d.found}`,
  },
  "init-missing-label": {
    about: "Starting values keyed by label leave one out, or name one that does not exist.",
    says: (d: { param: string; index: string; label: string; known: readonly string[] }) =>
      d.known.includes(d.label)
        ? `the given value of \`${d.param}${d.index}\` lacks the label \`${d.label}\``
        : `the given value of \`${d.param}${d.index}\` names \`${d.label}\`, which is not a label there`,
    help: (d: { known: readonly string[] }) => `the labels are ${choices(d.known)}`,
  },
  "init-outside-domain": {
    about: "A starting value lies outside the parameter's type.",
    says: (d: { param: string; index: string; needs: string; found: string | null }) =>
      `the given value of \`${d.param}${d.index}\` must be ${d.needs}${d.found === null ? "" : `, found ${d.found}`}`,
  },
  "init-changes-fixed": {
    about: "The starting values give a fixed parameter another value.",
    says: (d: { param: string }) => `\`${d.param}\` is fixed in the model, but the given parameters have another value for it`,
    help: () => "leave it out of the given parameters, or change `=` to `init` in the model",
  },
  "parameters-missing": {
    about: "Parameters are needed that neither the model nor the given file fixes.",
    says: (d: { missing: readonly string[] }) =>
      `no value is given for the ${d.missing.length === 1 ? "parameter" : "parameters"} ${quoted(d.missing)}`,
    help: () => "give a fit with `--params fit.json`",
  },
  "impossible-row": {
    about: "A row has probability zero under the starting or given parameters.",
    says: (d: { row: number; plate: string }) => `row ${d.row} has probability zero under the parameters at hand`,
    help: () => "look for zeros in the starting tables, and for parameters far outside the range of the data",
  },
  "impossible-under-prior": {
    about: "The prior of a parameter gives its starting value probability zero.",
    says: (d: { param: string; prior: string }) => `the prior \`${d.prior}\` gives the value of \`${d.param}\` probability zero`,
    help: () => "start it elsewhere: where a prior has pseudo-counts, no probability may start at 0",
  },
  "prior-without-bound": {
    about: "A prior with a pseudo-count below 1 pulls a probability to 0, where its density has no bound.",
    says: (d: { param: string; prior: string }) =>
      `the density of the prior \`${d.prior}\` grows without bound as a probability of \`${d.param}\` goes to 0, which it does here, so there is no maximum`,
    help: () => "use arguments of at least 1: `Dirichlet(1 + c)` adds c to every count",
  },
  "component-collapsed": {
    about: "A component's spread shrank to nothing, where the likelihood has no bound.",
    says: (d: { params: readonly string[]; iteration: number | null; matrix: boolean }) =>
      `${d.iteration === null ? "" : "a component of "}${quoted(d.params)} collapsed onto too few points${
        d.matrix ? ", or onto columns that determine one another" : ""
      }${d.iteration === null ? "" : `${d.matrix ? "," : ""} in iteration ${d.iteration}`}: the likelihood has no maximum there`,
    help: () => "use `--on-singular floor`, `restart` or `prior`, a prior such as `~ InverseWishart(df, scale)`, or fewer components",
  },
  "spread-floored": {
    about: "A collapsed spread was raised to a millionth of the data's variance.",
    says: (d: { params: readonly string[]; count: number; matrix: boolean }) =>
      `${d.count === 1 ? "a spread" : `${d.count} spreads`} of ${quoted(d.params)} collapsed and ${d.count === 1 ? "was" : "were"} held at a millionth of the data's variance`,
    help: (d: { matrix: boolean }) =>
      `such a likelihood means little; try fewer components${d.matrix ? ", fewer columns if some determine others," : ""} or a prior`,
  },
  "component-emptied": {
    about: "A component or table row received no data and kept its earlier value.",
    says: (d: { params: readonly string[]; count: number }) =>
      `${d.count === 1 ? "one entry" : `${d.count} entries`} of ${quoted(d.params)} received no data and kept ${d.count === 1 ? "its" : "their"} starting value`,
  },
  "run-restarted": {
    about: "A run collapsed and was started anew from another random start.",
    says: (d: { run: number; params: readonly string[]; attempts: number }) =>
      `run ${d.run} collapsed in ${quoted(d.params)} and was started anew ${times(d.attempts)}`,
  },
  "prior-added": {
    about: "A weak prior was put on spreads that had collapsed.",
    says: (d: { params: readonly string[] }) =>
      `a weak prior, scaled to the data, was put on ${quoted(d.params)} because a component had collapsed`,
    help: () => "the objective now includes its log density; logLik does not",
  },
  "symmetric-start": {
    about: "The start made all states of a latent alike, where EM can't tell them apart.",
    says: (d: { latents: readonly string[] }) =>
      `the start made all states of ${quoted(d.latents)} alike; their parameters were moved apart at random`,
    help: () => "give different starting values, or leave them out",
  },
  "one-start": {
    about: "Several runs were asked for, but every parameter has a starting value, so that all would be the same.",
    says: (d: { restarts: number }) => `every parameter has a starting value, so there was one run, not ${d.restarts}`,
    help: () => "leave out some values of `--init`, or `init` in the model, for `--restarts` to begin elsewhere",
  },
  "iterations-exhausted": {
    about: "The run ended at the limit of iterations before the objective settled.",
    says: (d: { iterations: number; change: number }) =>
      `stopped after ${counted(d.iterations, "iteration", "iterations")} while the objective still changed by ${d.change.toPrecision(2)}`,
    help: () => "raise `--max-iter`, or loosen `--tol`",
  },
} as const;
