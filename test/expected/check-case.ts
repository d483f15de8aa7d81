import type { Numbers, Results, Tolerance, TrustedCase } from "./trusted-case.ts";

const fields = ["logLik", "params", "objective", "trace", "objectiveTrace", "paramsAfter", "values"] as const;

const isPlain = (value: Numbers | undefined): value is { readonly [name: string]: Numbers } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function differsAt(want: Numbers, got: Numbers | undefined, tolerance: Tolerance, path: string): string[] {
  if (want === null) return [];
  if (Array.isArray(want)) {
    if (!Array.isArray(got)) return [`${path}: no list`];
    if (got.length !== want.length) return [`${path}: ${got.length} entries, expected ${want.length}`];
    return want.flatMap((item, i) => differsAt(item, got[i], tolerance, `${path}[${i}]`));
  }
  if (isPlain(want)) {
    if (!isPlain(got)) return [`${path}: missing`];
    return Object.entries(want).flatMap(([name, item]) => differsAt(item, got[name], tolerance, `${path}.${name}`));
  }
  if (typeof want === "string" && Number.isNaN(Number(want))) return got === want ? [] : [`${path}: ${String(got)}, expected ${want}`];
  const [wanted, found] = [Number(want), Number(got ?? Number.NaN)];
  if (wanted === found) return [];
  const isNear = Math.abs(found - wanted) <= tolerance.abs + tolerance.rel * Math.abs(wanted);
  return isNear ? [] : [`${path}: ${found}, expected ${wanted}`];
}

function toleranceOf({ tolerance }: TrustedCase, field: (typeof fields)[number]): Tolerance {
  const instead = field === "objective" ? tolerance.logLik : field === "objectiveTrace" ? tolerance.trace : undefined;
  return tolerance[field] ?? instead ?? { abs: 1e-6, rel: 1e-6 };
}

/** Every number of a case that is missing or too far off. All fields that the case has must be there; null is not compared. */
export function differences(trusted: TrustedCase, results: Results): readonly string[] {
  return fields.flatMap((field) => {
    const want = trusted.expected[field] as Numbers | undefined;
    if (want === undefined || want === null) return [];
    return differsAt(want, results[field] as Numbers | undefined, toleranceOf(trusted, field), field);
  });
}
