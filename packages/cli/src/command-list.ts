import type { CommandRun } from "./request.ts";

/** An option; `many` may be repeated. `notYet` says what to do while this version does not have it; `group` heads it in the help. */
export interface OptionSpec {
  readonly flags: string;
  readonly about: string;
  readonly group?: string;
  readonly many?: boolean;
  readonly required?: boolean;
  readonly notYet?: string;
}

/** A command; one without `load` is planned but not there yet. */
export interface CommandSpec {
  readonly name: string;
  readonly args: string;
  readonly about: string;
  readonly options: readonly OptionSpec[];
  readonly examples?: readonly string[];
  readonly load?: () => Promise<CommandRun>;
}

const option = (flags: string, about: string, more: Partial<OptionSpec> = {}): OptionSpec => ({ flags, about, ...more });

const data = option("--data <file>", "the rows: CSV or JSON, - for standard input");
const needsData = { ...data, required: true };
const constants = option("--set <name=value>", "another value for a constant: K=3, or a JSON array (repeatable)", { many: true });
const seed = option("--seed <s>", "seed of the random starts (default 1)");

/** How a table is read; the same for every command that takes one. */
const reading = [
  option("--latent <names>", "treat these observed nodes as never observed", { many: true }),
  option("--weights <column>", "the column that says how many rows a row stands for"),
  option("--missing <texts>", "texts that mean an empty cell, such as NA,? (besides none at all)", { many: true }),
  option("--rows <which>", "complete drops rows with an empty cell in a node of the model (default all)"),
];
const budget = option("--budget <cost>", "largest joint table, in states, that is summed exactly (default 1000000)");

const one = "it runs in one thread; leave the option out";
const soon = "leave it out for now";

const grouped = (group: string, options: readonly OptionSpec[]): readonly OptionSpec[] => options.map((spec) => ({ ...spec, group }));

const fitOptions: readonly OptionSpec[] = [
  ...grouped("Data and model:", [needsData, constants, ...reading]),
  ...grouped("The search:", [
    option(
      "--method <method>",
      "auto (default); of models mle, em, hard-em; of networks gradient, newton, ipf, gis, cd, pcd, pseudo, composite, loopy, mean-field",
    ),
    option("--init <file>", "start from these parameters: a fit.json, or JSON with any of them"),
    option("--start <how>", "start of the others: auto, random; for models also kmeans++ or prior (drawn from the priors)"),
    option("--restarts <r>", "runs in all; the best is kept (default 1)"),
    option("--max-iter <n>", "iterations at most (default 1000); 0 evaluates the start"),
    option("--tol <t>", "relative change of the objective that ends a run (models: default 1e-9); 0 runs all iterations"),
    seed,
    budget,
  ]),
  ...grouped("Models only:", [
    option("--on-singular <policy>", "a component that collapses: floor, restart, fail, prior (default: it starts anew, in the end floor)"),
    option("--order <order>", "order of the components: auto, init, canonical"),
  ]),
  ...grouped("Networks only:", [
    option("--l1 <weight>", "penalty: this times the sum of the absolute weights"),
    option("--l2 <weight>", "penalty: this times half the sum of the squared weights"),
    option("--gradient-tol <t>", "largest entry of the gradient per row that ends a run (default 1e-9)"),
    option("--k <sweeps>", "cd and pcd: sweeps of the chains between two updates (default 1)"),
    option("--chains <n>", "cd and pcd: number of chains (default: cd as many as rows, pcd 100)"),
  ]),
  ...grouped("Results:", [
    option("--out <file>", "write the result there (fit.json)"),
    option("--posteriors <file>", "write the posterior of every latent or missing node, row by row (CSV)"),
  ]),
  ...grouped("Planned:", [
    option("--threads <n>", "number of threads", { notYet: one }),
    option("--checkpoint <file>", "save the run now and then", { notYet: soon }),
    option("--resume", "go on from the checkpoint", { notYet: "use --out, and --init with that file" }),
    option("--inner-tol <t>", "tolerance of a variational E-step", { notYet: soon }),
    option("--warm", "start each variational E-step from the last", { notYet: soon }),
  ]),
];

const inferOptions: readonly OptionSpec[] = [
  option("--params <file>", "a fit.json, or JSON with the parameters; not needed if the model fixes all"),
  data,
  option("--evidence <pairs>", "one case: NAME=LABEL,…, @case.json or @x.uai.evid (repeatable); an empty text asks for the prior", {
    many: true,
  }),
  option("--soft <pairs>", "likelihoods of a node's states in the case: NAME=0.7:0.3 (repeatable)", { many: true }),
  option("--mpe", "also the most probable joint state of all discrete nodes"),
  option("--joint <names>", "also the joint table of these nodes: NAME,NAME,… (repeatable)", { many: true }),
  option("--out <file>", "write the result there, row by row: FILE.csv or FILE.json"),
  constants,
  ...reading,
  budget,
];

const whileImputing = (spec: OptionSpec): OptionSpec => ({ ...spec, about: `with --impute: ${spec.about}` });

const sampleOptions: readonly OptionSpec[] = [
  option("--params <file>", "a fit.json, or JSON with the parameters; not needed if the model fixes all"),
  option("-n, --number <n>", "instances of the outermost plate: rows, groups of rows, or steps of a chain"),
  option("--per <plate=k>", "instances of a plate inside, in each instance of the plate around it (default 1; repeatable)", { many: true }),
  option("--seed <s>", "seed of the draws (default 1); the first rows do not depend on -n"),
  option("--given <file>", "a table with the columns of given nodes: its rows are completed"),
  option("--impute <file>", "fill the empty cells of this table by draws from their joint posterior"),
  option("--no-latents", "leave out the columns of latent nodes"),
  option("--out <file>", "write the rows there"),
  constants,
  ...reading.filter(({ flags }) => !flags.startsWith("--rows")).map(whileImputing),
  { ...budget, about: `with --impute, and of networks: ${budget.about}` },
];

const planned = (name: string, args: string, about: string): CommandSpec => ({ name, args, about, options: [] });

/** Every command of `pgm`, in the order of its help. */
export const commandList: readonly CommandSpec[] = [
  {
    name: "check",
    args: "<model>",
    about: "all diagnostics of a model, and with --data of the two together",
    options: [data, constants, ...reading],
    examples: ["pgm check model.pgm --data rows.csv"],
    load: async () => (await import("./commands/all.ts")).check,
  },
  {
    name: "fit",
    args: "<model>",
    about: "learns the parameters from data",
    options: fitOptions,
    examples: ["pgm fit model.pgm --data rows.csv --out fit.json", "pgm fit model.pgm --data rows.csv --set K=3 --restarts 10"],
    load: async () => (await import("./commands/all.ts")).fit,
  },
  {
    name: "infer",
    args: "<model>",
    about: "posteriors of latent and missing nodes: of the rows of a table, or of one case",
    options: inferOptions,
    examples: [
      "pgm infer model.pgm --evidence rain=yes,grass=wet --mpe",
      "pgm infer model.pgm --params fit.json --data rows.csv --out posteriors.csv",
    ],
    load: async () => (await import("./commands/all.ts")).infer,
  },
  {
    name: "score",
    args: "<model>",
    about: "log-likelihood of data, in total and per row",
    options: [
      option("--params <file>", "a fit.json, or JSON with the parameters; not needed if the model fixes all"),
      needsData,
      constants,
      ...reading,
      budget,
      option("--by <what>", "split by node", { notYet: soon }),
    ],
    examples: ["pgm score model.pgm --params fit.json --data new.csv --json"],
    load: async () => (await import("./commands/all.ts")).score,
  },
  {
    name: "sample",
    args: "<model>",
    about: "simulated rows, or with --impute a table with its empty cells filled; CSV, or JSON with --json",
    options: sampleOptions,
    examples: [
      "pgm sample model.pgm --params fit.json -n 100 --seed 1 --out rows.csv",
      "pgm sample model.pgm --params fit.json -n 20 --per toss=10",
      "pgm sample model.pgm --params fit.json --impute holes.csv --seed 1 --out filled.csv",
    ],
    load: async () => (await import("./commands/all.ts")).sample,
  },
  {
    name: "inspect",
    args: "<model>",
    about: "any stage between the text and the numbers: ast, model, graph, plan, kernel",
    options: [
      option("--stage <stage>", "ast, model, graph, plan or kernel (default model; the last two need --data)"),
      data,
      option("--method <method>", "plan for this method, as in fit (default auto)"),
      constants,
      ...reading,
      budget,
    ],
    examples: ["pgm inspect model.pgm --stage plan --data rows.csv"],
    load: async () => (await import("./commands/all.ts")).inspectStage,
  },
  planned("draw", "<model>", "the model in plate notation"),
  {
    name: "compare",
    args: "<model>",
    about: "a directed model beside its undirected, log-linear form (or a network beside a directed form), on the same data",
    options: [
      needsData,
      option("--init <file>", "start the given model from these parameters: a fit.json, or JSON with any of them"),
      option("--max-iter <n>", "iterations of either fit at most (default 10000)"),
      seed,
      option("--row <n>", "the row, from 1, that counts one more to show what moves (default the first that is complete)"),
      option("-o, --out <file>", "draw both graphs and what moves: FILE.svg"),
      constants,
      ...reading,
      budget,
    ],
    examples: ["pgm compare model.pgm --data rows.csv", "pgm compare model.pgm --data rows.csv -o graphs.svg"],
    load: async () => (await import("./commands/all.ts")).compare,
  },
  {
    name: "format",
    args: "<models...>",
    about: "rewrites model files in the canonical layout; - goes from standard input to standard output",
    options: [option("--check", "change nothing; status 1 lists the files that would change")],
    examples: ["pgm format model.pgm", "pgm format --check *.pgm"],
    load: async () => (await import("./commands/all.ts")).formatFiles,
  },
  {
    name: "convert",
    args: "<in> <out>",
    about: "from and to BIF, XMLBIF, UAI, libDAI, Hugin NET, fit.json and .pgm; a model gets its numbers beside it",
    options: [
      option("--from <format>", "bif, xmlbif, uai, net, fg, pgm or fit; without it the name of the file says it"),
      option("--to <format>", "the same of what is written"),
      option("--params <file>", "the numbers of a model: a fit.json, or JSON with the parameters"),
      option("--model <file>", "the model of a fit.json that is converted"),
      constants,
    ],
    examples: [
      "pgm convert alarm.bif alarm.pgm",
      "pgm convert alarm.pgm alarm.net --params alarm.fit.json",
      "pgm convert alarm.bif - --to uai",
    ],
    load: async () => (await import("./commands/all.ts")).convert,
  },
  planned("report", "<fit>", "a page with estimates, trace and pictures"),
];
