import type { FitOptions } from "./driver.ts";
import { choice, nonnegative, wholeNumber } from "./option-values.ts";
import { budgetOption, readingOptions } from "./reading-options.ts";
import { optionText, type Request } from "./request.ts";
import { mistake } from "./usage.ts";
import { version } from "./version.ts";

const modelMethods = ["mle", "em", "hard-em"] as const;
/** Values of `--method` for networks, besides `auto`. */
export const networkMethods = ["gradient", "newton", "ipf", "gis", "cd", "pcd", "pseudo", "composite", "loopy", "mean-field"] as const;

const methods = ["auto", ...modelMethods, ...networkMethods] as const;
const plannedMethods = ["vem"];
const starts = ["auto", "random", "kmeans++", "prior"] as const;

/** The options of `pgm fit` that the learner takes, checked. Files, signals and progress are the command's own. */
export function fitOptions(request: Request): FitOptions {
  const given = {
    method: methodOption(request),
    start: choice(request, "start", "--start", starts),
    restarts: wholeNumber(request, "restarts", "--restarts", 1),
    maxIterations: wholeNumber(request, "maxIter", "--max-iter", 0),
    tolerance: nonnegative(request, "tol", "--tol"),
    seed: wholeNumber(request, "seed", "--seed", 0),
    onSingular: choice(request, "onSingular", "--on-singular", ["floor", "restart", "fail", "prior"] as const),
    order: choice(request, "order", "--order", ["auto", "init", "canonical"] as const),
    l1: nonnegative(request, "l1", "--l1"),
    l2: nonnegative(request, "l2", "--l2"),
    k: wholeNumber(request, "k", "--k", 1),
    chains: wholeNumber(request, "chains", "--chains", 1),
    gradientTolerance: nonnegative(request, "gradientTol", "--gradient-tol"),
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...(present as FitOptions), ...readingOptions(request), ...budgetOption(request) };
}

/** `--method`, if it was given. */
export function methodOption(request: Request): (typeof methods)[number] | undefined {
  const method = optionText(request, "method") ?? "";
  if (plannedMethods.includes(method)) {
    const instead = `there are ${modelMethods.join(", ")} for models, and ${networkMethods.join(", ")} for networks`;
    throw mistake("option-not-yet", { option: `--method ${method}`, version, instead });
  }
  return choice(request, "method", "--method", methods);
}
