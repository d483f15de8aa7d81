const list = (names: readonly string[]): string => names.join(", ");

/** What the plan says: refusals with their reason. */
export const planSentences = {
  "network-not-learnable": {
    about: "An undirected model can be checked and printed, but not learned yet.",
    says: (d: { name: string }) => `${d.name} is a network; undirected models can't be learned yet`,
    help: () => "`pgm check` and `pgm inspect` work on it",
  },
  "chain-not-learnable": {
    about: "A chain can be checked and printed, but not learned yet.",
    says: (d: { plate: string }) => `the chain ${d.plate} can't be learned yet`,
    help: () => "models without `chain` are learned by closed form or EM",
  },
  "latent-not-discrete": {
    about: "A latent node that is a number or a vector can't be learned yet.",
    says: (d: { node: string }) => `the latent node ${d.node} is not discrete, and only discrete latents can be learned yet`,
    help: () => "give it states or labels, or declare it observed",
  },
  "vector-partly-missing": {
    about: "Rows where only some components of a vector are empty can't be learned from yet.",
    says: (d: { node: string; rows: number; columns: readonly string[] }) =>
      `${d.rows} rows have some, but not all, of the columns ${list(d.columns)} of the vector ${d.node} empty, which can't be learned from yet`,
    help: () => "drop those rows with `--rows complete`, or declare one node per column",
  },
  "family-not-learnable": {
    about: "The distribution is known to the language, but has no learner yet.",
    says: (d: { family: string; node: string; known: readonly string[] }) => `${d.node} ~ ${d.family}(…) can't be learned yet`,
    help: (d: { family: string; node: string; known: readonly string[] }) => `learned so far: ${list(d.known)}`,
  },
  "argument-not-learnable": {
    about: "An argument is neither known numbers nor one parameter picked by discrete nodes.",
    says: (d: { family: string; argument: string; node: string; why: string }) =>
      `the ${d.argument} of ${d.node} ~ ${d.family}(…) can't be learned yet: ${d.why}`,
    help: () => "use known numbers, or a parameter indexed by discrete nodes, such as `mean[kind]`",
  },
  "prior-not-learnable": {
    about: "This prior does not fit a parameter of this type.",
    says: (d: { param: string; prior: string; known: readonly string[] }) => `the prior ${d.prior} of ${d.param} can't be used yet`,
    help: (d: { param: string; prior: string; known: readonly string[] }) =>
      d.known.length > 0 ? `for a parameter of this type, use ${list(d.known)}` : "leave the prior out",
  },
  "parameter-in-two-families": {
    about: "A parameter is shared by two different kinds of distribution.",
    says: (d: { param: string; families: readonly string[] }) =>
      `${d.param} is used by ${list(d.families)} at once, which can't be learned yet`,
    help: () => "give each distribution a parameter of its own",
  },
  "joint-too-large": {
    about: "The joint table of the unknowns of one instance is over the budget.",
    says: (d: { plate: string; unknown: readonly { name: string; states: number }[]; states: number; budget: number }) =>
      `in plate ${d.plate} the unknowns ${list(d.unknown.map((u) => `${u.name} (${u.states})`))} have ${d.states.toExponential(2)} joint states, over the budget of ${d.budget}`,
    help: () => "raise it with `--budget`, declare fewer unknowns together, or drop incomplete rows with `--rows complete`",
  },
  "method-needs-complete-data": {
    about: "`--method mle` was asked for, but something is unknown.",
    says: (d: { unknown: readonly string[]; absent: readonly string[] }) =>
      `\`--method mle\` needs everything observed, but ${list(d.unknown)} ${d.unknown.length === 1 ? "is" : "are"} unknown in some rows`,
    help: () => "use `--method em`, or leave `--method` out",
  },
  "stage-needs-data": {
    about: "A stage that depends on the data was asked for without any.",
    says: (d: { stage: string }) => `the stage ${d.stage} depends on the data`,
    help: () => "add `--data FILE`",
  },
} as const;
