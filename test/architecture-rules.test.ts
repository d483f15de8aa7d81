import { describe, expect, it } from "vitest";
import { exportedDeclarations } from "./support/exports.ts";
import { functionLengths } from "./support/functions.ts";
import { importCycles, importsOf } from "./support/imports.ts";
import {
  evaluatesText,
  hasDocComment,
  type NodeRule,
  skipsTests,
  usesAmbientState,
  usesBannedSyntax,
  violations,
} from "./support/style.ts";
import { parseText } from "./support/workspace.ts";

const caught = (rule: NodeRule, text: string) => violations([parseText("a.ts", text)], rule);

describe("the rules of the architecture test", () => {
  it.each(["console.log(1)", "Math.random()", "const now = Date.now()", "new Date()", "process.env.HOME", "setTimeout(f)"])(
    "see ambient state in %s",
    (text) => expect(caught(usesAmbientState, text)).toHaveLength(1),
  );

  it("let a date made from data and a name in a comment pass", () => {
    expect(caught(usesAmbientState, "const day = new Date(text); // console.log and Math.random")).toEqual([]);
  });

  it.each(["eval('1')", "new Function('return 1')", "Function('return 1')()"])("see code made from text in %s", (text) => {
    expect(caught(evaluatesText, text)).toHaveLength(1);
  });

  it.each(["export default 1", "export default function f() {}", "export { a as default }", "let a: any", "enum A {}", "namespace A {}"])(
    "see what the house leaves out in %s",
    (text) => expect(caught(usesBannedSyntax, text)).toHaveLength(1),
  );

  it("see skipped and focused tests", () => {
    const calls = ["it.skip", "describe.only", "test.todo"].map((call) => `${call}("x", () => {});`);
    expect(caught(skipsTests, calls.join("\n"))).toEqual(["a.ts:1 it.skip", "a.ts:2 describe.only", "a.ts:3 test.todo"]);
  });

  it("tell run-time imports from imports of types", () => {
    const text = `import { a } from "./a.ts";
import type { B } from "./b.ts";
import { type C } from "./c.ts";
export * from "./d.ts";
export type { E } from "./e.ts";
const f = import("./f.ts");
let g: import("./g.ts").G;`;
    const loaded = importsOf(parseText("x.ts", text)).map(({ specifier, isRunTime }) => `${specifier} ${isRunTime}`);
    expect(loaded).toEqual(["./a.ts true", "./b.ts false", "./c.ts false", "./d.ts true", "./e.ts false", "./f.ts true", "./g.ts false"]);
  });

  it("find a run-time cycle, and none where one edge is of types only", () => {
    const cycle = (back: string) => [
      parseText("p/a.ts", 'import { b } from "./b.ts";'),
      parseText("p/b.ts", 'import { c } from "./q/c.ts";'),
      parseText("p/q/c.ts", back),
    ];
    expect(importCycles(cycle('import { a } from "../a.ts";'))).toEqual(["p/a.ts -> p/b.ts -> p/q/c.ts -> p/a.ts"]);
    expect(importCycles(cycle('import type { A } from "../a.ts";'))).toEqual([]);
  });

  it("measure functions with their signatures and name them by where they stand", () => {
    const text = `/** Not counted. */
export function outer(
  a: number,
) {
  const inner = () => 1;
  return inner() + a;
}`;
    expect(functionLengths(parseText("a.ts", text))).toEqual([
      { id: "a.ts#outer", lines: 6 },
      { id: "a.ts#outer.inner", lines: 1 },
    ]);
  });

  it("ask every export for a doc comment, an overloaded function once", () => {
    const text = `/** Said. */
export const a = 1;
export interface B {}
/** Said once. */
export function c(x: number): number;
export function c(x: string): string;
export function c(x: number | string) { return x; }`;
    const silent = exportedDeclarations(parseText("a.ts", text)).filter(({ node }) => !hasDocComment(node));
    expect(silent.flatMap(({ names }) => names)).toEqual(["B"]);
  });
});
