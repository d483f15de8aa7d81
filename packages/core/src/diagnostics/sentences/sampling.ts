import { counted, listed } from "./phrases.ts";

const quoted = (names: readonly string[], joint: "and" | "or" = "and"): string =>
  listed(
    names.map((name) => `\`${name}\``),
    joint,
  );

/** What simulation and imputation say. */
export const samplingSentences = {
  "given-needs-table": {
    about: "A model with `given` columns can be sampled only beside a table that has them.",
    says: (d: { nodes: readonly string[] }) =>
      `${quoted(d.nodes)} ${d.nodes.length === 1 ? "is" : "are"} given, so ${d.nodes.length === 1 ? "its values" : "their values"} can't be simulated`,
    help: () => "name a table with those columns by `--given FILE`; its rows are completed",
  },
  "given-too-short": {
    about: "More rows are to be simulated than the table of given columns has.",
    says: (d: { plate: string; found: number; asked: number }) =>
      `the table has ${counted(d.found, "instance", "instances")} of \`${d.plate}\`, and ${d.asked} are asked for`,
    help: (d: { found: number }) => `ask for ${d.found} at most, or leave \`-n\` out to have them all`,
  },
  "per-not-a-plate": {
    about: "A number of instances is given for something other than a plate inside another one.",
    says: (d: { name: string; why: "outermost" | "fixed" | "unknown"; inner: readonly string[]; near: string | null }) => {
      if (d.why === "outermost") return `the plate \`${d.name}\` is outermost, so \`-n\` says how many instances it has`;
      if (d.why === "fixed") return `the plate \`${d.name}\` has the size that the model gives it`;
      return `there is no plate \`${d.name}\`${d.near === null ? "" : `; did you mean \`${d.near}\`?`}`;
    },
    help: (d: { inner: readonly string[] }) =>
      d.inner.length > 0
        ? `\`--per\` takes ${quoted(d.inner, "or")}`
        : "the model has no plate inside another one that reads rows, so leave `--per` out",
  },
  "too-many-simulated": {
    about: "So many rows are asked for that their cells can't be held at once.",
    says: (d: { rows: number; columns: number; limit: number }) =>
      `${d.rows} rows of ${counted(d.columns, "column", "columns")} are more than ${d.limit} cells`,
    help: () => "ask for fewer rows, and go on with another `--seed`",
  },
  "simulated-argument": {
    about: "A formula gives an argument that its distribution does not take, at the values that were drawn.",
    says: (d: { node: string; family: string; argument: string; found: string; needs: string; instance: number }) =>
      `the argument \`${d.argument}\` of \`${d.node} ~ ${d.family}(…)\` comes to ${d.found} in instance ${d.instance}, where ${d.needs} is needed`,
    help: () => "check the parameters, or write the argument so that it can't leave its range, as `exp(…)` and `sigmoid(…)` do",
  },
  "column-drawn-twice": {
    about: "Two parts of the model read one column, so one table can't hold what is drawn for both.",
    says: (d: { column: string; first: string; second: string }) =>
      `column \`${d.column}\` is read by ${d.first} and by ${d.second}, so it can't be simulated for both`,
    help: () => "let each read a column of its own, by `from`",
  },
  "number-not-imputable": {
    about: "An empty cell of a number on which something observed depends can't be drawn yet.",
    says: (d: { node: string; child: string }) =>
      `an empty cell of \`${d.node}\` can't be filled yet, because \`${d.child}\`, which depends on it, is observed`,
    help: () => "fill these cells beforehand, or leave their rows out",
  },
} as const;
