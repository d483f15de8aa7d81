import { castDraft, produce } from "immer";
import type { Program } from "../syntax/program.ts";
import { exprOf, type NumbersLike } from "./value.ts";

/** The program with other values for some of its constants; names that are no constants are left out. */
export function setConstants(program: Program, constants: Readonly<Record<string, NumbersLike>>): Program {
  return produce(program, (draft) => {
    for (const statement of draft.statements) {
      if (statement.kind !== "const") continue;
      const value = constants[statement.name.text];
      if (value !== undefined) statement.value = castDraft(exprOf(value));
    }
  });
}
