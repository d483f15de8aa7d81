import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type OutputFile, openOutput } from "./output-file.ts";
import { optionText, type Request } from "./request.ts";
import { wrongUsage } from "./usage.ts";

/** Options that name files to be read. `--init` is not among them: a fit may go on from its own result. */
const inputs = ["data", "given", "impute", "params"] as const;

/** The file behind a path, links followed; for one that is not there yet its full path. */
function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Whether two paths lead to the same file. */
export const isSameFile = (a: string, b: string): boolean => placeOf(a) === placeOf(b);

/**
 * Opens the file of a result that `option` asks for. A path that the command reads as its model, data or parameters is refused:
 * a slip must not cost a table.
 */
export function openResult(request: Request, option: string, path: string): OutputFile {
  const model = request.args[0];
  const read = [
    ...(model === undefined ? [] : [{ word: model, path: model }]),
    ...inputs.flatMap((name) => {
      const input = optionText(request, name);
      return input === undefined ? [] : [{ word: `--${name} ${input}`, path: input }];
    }),
  ];
  const same = read.find((input) => input.path !== "-" && !input.path.startsWith("/dev/") && isSameFile(input.path, path));
  if (same) {
    throw wrongUsage("options-exclude-each-other", {
      first: `${option} ${path}`,
      second: same.word,
      why: "the result would be written over what it is made from",
    });
  }
  return openOutput(path);
}
