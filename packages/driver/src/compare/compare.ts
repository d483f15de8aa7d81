import type { BoundData, Diagnostic, FitResult, Outcome } from "@platewise/core";
import { failure, success } from "@platewise/core";
import type { Model } from "../api/model.ts";
import { type DataInput, toDataTable } from "../sources/index.ts";
import { typesOf } from "../stages/read-parameters.ts";
import { assertTheory } from "./assertions.ts";
import type { CompareOptions, CompareResult, FamilyComparison, MomentGap } from "./compare-result.ts";
import { findCoupling } from "./coupling.ts";
import { compareFamilies, momentGaps } from "./families.ts";
import { fitForms } from "./fit-forms.ts";
import { type Forms, makeForms, presentReading } from "./forms.ts";
import { findJoints } from "./joints.ts";
import { potentialTables, reordered } from "./keyed-tables.ts";
import { parameterUses } from "./law-limits.ts";
import { observedRows } from "./observed-variables.ts";
import { rowStructure } from "./row-structure.ts";

interface Unknowns {
  readonly latent: readonly string[];
  readonly missingCells: number;
}

/** What is not seen of the nodes that are modelled. */
function unknownsOf({ model, nodes }: BoundData): Unknowns {
  const modelled = nodes.filter(({ name }) => model.nodes.find((node) => node.name === name)?.role !== "given");
  const isAbsent = (name: string): boolean =>
    modelled.filter((bound) => bound.name === name).every(({ values }) => values.kind === "absent");
  const latent = model.nodes.filter(({ name, role }) => role !== "given" && isAbsent(name)).map(({ name }) => name);
  const seen = modelled.filter(({ values }) => values.kind !== "absent");
  return { latent, missingCells: seen.reduce((sum, { missing }) => sum + missing, 0) };
}

/** Sets of variables whose probabilities are held against the data: families, and the scopes of factors that are no family. */
function scopesOf({ families, network }: Forms): readonly (readonly string[])[] {
  const { variables, scopes } = rowStructure(network);
  const all = [
    ...families.map(({ child, parents }) => [...parents, child]),
    ...scopes.map(({ members }) => members.map((place) => variables[place]?.key ?? "")),
  ];
  const sorted = all.map((scope) => [...scope].sort().join("\n"));
  return all.filter((_, at) => sorted.indexOf(sorted[at] as string) === at);
}

/** The moments over the scopes of tables that one place of a row has, and no other. */
function matchedMoments({ network }: Forms, moments: readonly MomentGap[]): readonly MomentGap[] {
  const { variables, scopes } = rowStructure(network);
  const key = (members: readonly string[]): string => [...members].sort().join("\n");
  const own = scopes.filter(
    ({ factor }) => network.factors[factor]?.kind === "table" && scopes.filter((one) => one.factor === factor).length === 1,
  );
  const wanted = new Set(own.map(({ members }) => key(members.map((place) => variables[place]?.key ?? ""))));
  return moments.filter((moment) => wanted.has(key(moment.variables)));
}

/** Finds the log-potentials of the table that spans a scope, in its order. */
function potentialFinder({ network }: Forms, fit: FitResult): (scope: readonly string[]) => FamilyComparison["potential"] {
  const tables = potentialTables(network, fit) ?? [];
  const states = new Map(rowStructure(network).variables.map((variable) => [variable.key, variable.states ?? 1]));
  return (scope) => {
    const found = tables.find(({ keys }) => keys.length === scope.length && scope.every((key) => keys.includes(key)));
    const sizes = found?.keys.map((key) => states.get(key) ?? 1) ?? [];
    return found ? { param: found.name, values: reordered(found, sizes, scope) } : null;
  };
}

/** What both forms have to say of the data is said once. */
const distinct = (found: readonly Diagnostic[]): readonly Diagnostic[] => {
  const key = ({ code, details }: Diagnostic): string => code + JSON.stringify(details);
  return [...new Map(found.map((one) => [key(one), one])).values()];
};

/**
 * The stages of a comparison in order: both forms, their fits to the same data, their joints, what moves with one more datum, and
 * what theory says of all that. An assertion of theory that does not hold is our bug, and is thrown.
 */
export async function runCompare(model: Model, input: DataInput, options: CompareOptions): Promise<Outcome<CompareResult>> {
  const table = toDataTable(input, options.missing ? { missing: options.missing } : {});
  if (!table.ok) return table;
  const made = makeForms(model, table.value, { ...presentReading(options), ...typesOf(options.init) });
  if (!made.ok) return failure([...table.diagnostics, ...made.diagnostics]);
  const forms = made.value;
  const unknowns = unknownsOf(forms.data);
  const unknown = unknowns.latent.length > 0 || unknowns.missingCells > 0;
  const fitted = await fitForms(forms, options, unknown);
  if (!fitted.ok) return failure([...made.diagnostics, ...fitted.diagnostics]);
  const observed = observedRows(forms.data, table.value);
  const scopes = scopesOf(forms);
  const joints = findJoints({ forms, fitted: fitted.value, observed, scopes, options: presentReading(options) });
  if (!joints.ok) return joints;
  const { sides, divergence } = joints.value;
  const coupling = observed ? await findCoupling(forms, fitted.value, observed, options) : success(null);
  if (!coupling.ok) return coupling;
  const moments = sides ? momentGaps(sides, scopes) : [];
  const result: CompareResult = {
    ...{ schema: "platewise/compare@1", model: model.name, rows: fitted.value.directed.fit.rows, ...unknowns },
    ...{ theory: forms.theory, ...fitted.value },
    assertions: assertTheory({
      ...{ theory: forms.theory, forms: fitted.value, unknown, divergence, coupling: coupling.value },
      uses: parameterUses(forms.data.model),
      matched: matchedMoments(forms, moments),
    }),
    divergence,
    families: sides ? compareFamilies(sides, forms.families, potentialFinder(forms, fitted.value.undirected.fit)) : [],
    moments,
    coupling: coupling.value,
  };
  return success(result, distinct([...forms.diagnostics, ...fitted.diagnostics]));
}
