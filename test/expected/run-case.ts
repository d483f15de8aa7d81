import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FitResult, ScoreResult } from "platewise";
import { pgmJson } from "../support/run-pgm.ts";
import type { Covered, MadeText, Scored } from "./covered.ts";
import { decode } from "./decode.ts";
import type { Params, Results, TrustedCase } from "./trusted-case.ts";

/** Stops where rounding begins, far inside every tolerance. */
const convergence = ["--tol", "1e-14", "--max-iter", "20000"];
const exactly = (iterations: number): readonly string[] => ["--tol", "0", "--max-iter", String(iterations)];

/** Where the trusted run itself ended early, as many iterations as it took. */
const untilItsEnd = ({ convergence: end }: TrustedCase): readonly string[] =>
  end && (end.stopWhenDeltaObjectiveBelow ?? 0) > 1e-4 && end.iterationsUsed ? exactly(end.iterationsUsed) : convergence;

/** Fits the case with further options. */
type Fit = (options: readonly string[]) => Promise<FitResult>;

/** Files of a case: where its models and data are, and a folder for those that are made. */
interface Files {
  readonly dataFolder: string;
  readonly made: string;
}

function fileFor(files: Files, trusted: TrustedCase, name: string, source: string | MadeText): string {
  if (typeof source === "string") return join(name.endsWith(".pgm") ? join(import.meta.dirname, "models") : files.dataFolder, source);
  const path = join(files.made, name);
  const readData = (file: string): string => readFileSync(join(files.dataFolder, file), "utf8");
  writeFileSync(path, source(trusted, readData));
  return path;
}

function startFile(files: Files, trusted: TrustedCase, { toPgm }: Covered): readonly string[] {
  if (!trusted.init) return [];
  const path = join(files.made, "init.json");
  // `fromRows` and the like say where a start was taken from.
  const { fromRows: _, rowIndexBase: __, ...params } = trusted.init;
  writeFileSync(path, JSON.stringify(toPgm ? toPgm(params, trusted) : params));
  return ["--init", path];
}

function fitter(files: Files, trusted: TrustedCase, how: Covered, model: string | MadeText): Fit {
  const words = [
    "fit",
    fileFor(files, trusted, "model.pgm", model),
    "--data",
    fileFor(files, trusted, "data.csv", how.data),
    ...(how.options ?? []),
    ...startFile(files, trusted, how),
  ];
  return (options) => pgmJson<FitResult>([...words, ...options]);
}

function endPoint({ expected }: TrustedCase, result: FitResult, layout: (params: Params) => Params): Results {
  const params = layout(result.params as Params);
  if (result.method !== "hard-em") return { logLik: result.logLik, params, objective: result.objective };
  const squares = { objective: result.withinSS ?? Number.NaN, objectiveTrace: result.withinSSTrace ?? [] };
  return { ...squares, params, ...(expected.values ? { values: { sizes: result.sizes ?? [] } } : {}) };
}

async function path({ expected }: TrustedCase, fit: Fit, layout: (params: Params) => Params): Promise<Results> {
  if (!expected.trace) return {};
  const { trace, logLikTrace } = await fit(exactly(expected.trace.length - 1));
  const paramsAfter: Record<string, Params> = {};
  for (const iterations of Object.keys(expected.paramsAfter ?? {})) {
    paramsAfter[iterations] = layout((await fit(exactly(Number(iterations)))).params as Params);
  }
  return { trace: logLikTrace ?? trace, objectiveTrace: trace, paramsAfter };
}

async function coefficients(files: Files, trusted: TrustedCase, how: Covered, logLik: number): Promise<Results> {
  if (how.counted === undefined) return {};
  const counted = await fitter(files, trusted, how, how.counted)(convergence);
  return { values: { logBinomialCoefficients: counted.logLik - logLik, logLikWithCoefficients: counted.logLik } };
}

async function decoded(files: Files, trusted: TrustedCase, how: Covered, learned: Params): Promise<Results> {
  if (how.decoded === undefined) return {};
  const model = fileFor(files, trusted, "model.pgm", how.model);
  const data = fileFor(files, trusted, "data.csv", how.data);
  const toPgm = (params: Params): Params => (how.toPgm ? how.toPgm(params, trusted) : params);
  return { values: await decode({ model, data, latent: how.decoded, made: files.made }, toPgm(learned), toPgm(trusted.init ?? {})) };
}

function scoredData(files: Files, trusted: TrustedCase, how: Covered): Scored {
  const [model, data] = [fileFor(files, trusted, "model.pgm", how.model), fileFor(files, trusted, "data.csv", how.data)];
  const params = join(files.made, "at.json");
  const score: Scored["score"] = (at) => {
    writeFileSync(params, JSON.stringify(at));
    return pgmJson<ScoreResult>(["score", model, "--params", params, "--data", data]);
  };
  return { data: readFileSync(data, "utf8"), score };
}

/** Fits a case with `pgm`, from its start and to convergence, and gives every field that the case has. */
export async function runCase(trusted: TrustedCase, how: Covered, dataFolder: string): Promise<Results> {
  const files = { dataFolder, made: mkdtempSync(join(tmpdir(), "platewise-case-")) };
  try {
    const fit = fitter(files, trusted, how, how.model);
    const layout = (params: Params): Params => (how.fromPgm ? how.fromPgm(params, trusted) : params);
    const result = await fit(untilItsEnd(trusted));
    const end = endPoint(trusted, result, layout);
    return {
      ...end,
      ...(await path(trusted, fit, layout)),
      ...(await coefficients(files, trusted, how, end.logLik ?? Number.NaN)),
      ...(await decoded(files, trusted, how, end.params ?? {})),
      ...(how.scored ? await how.scored(trusted, result, scoredData(files, trusted, how)) : {}),
    };
  } finally {
    rmSync(files.made, { recursive: true, force: true });
  }
}
