import type { DataOptions } from "./driver.ts";
import { choice, wholeNumber } from "./option-values.ts";
import { optionNames, optionText, type Request } from "./request.ts";

/** How the command says that its table is to be read. `--missing` is used where the file is read. */
export function readingOptions(request: Request): DataOptions {
  const latent = optionNames(request, "latent");
  const weights = optionText(request, "weights");
  const rows = choice(request, "rows", "--rows", ["all", "complete"] as const);
  return {
    ...(latent.length > 0 ? { latent } : {}),
    ...(weights === undefined ? {} : { weights }),
    ...(rows === undefined ? {} : { rows }),
  };
}

/** `--budget`, if it was given. */
export function budgetOption(request: Request): { readonly budget?: number } {
  const budget = wholeNumber(request, "budget", "--budget", 1);
  return budget === undefined ? {} : { budget };
}
