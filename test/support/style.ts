import ts from "typescript";
import { type ParsedFile, place, walk } from "./workspace.ts";

/** A rule on single nodes: what it calls the node that breaks it, or null. */
export type NodeRule = (node: ts.Node) => string | null;

/** Every place in the files where a rule is broken, as `path:line what`. */
export function violations(files: readonly ParsedFile[], rule: NodeRule): string[] {
  const found: string[] = [];
  for (const file of files) {
    walk(file.ast, (node) => {
      const what = rule(node);
      if (what !== null) found.push(`${place(file, node)} ${what}`);
    });
  }
  return found;
}

const ambientObjects = new Set(["console", "process", "performance", "globalThis", "window", "document", "navigator"]);
const ambientCalls = new Set(["Math.random", "Date.now", "Symbol.for"]);
const timers = new Set(["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "fetch", "require"]);

/** The console, the clock, ambient randomness, the environment and process-wide state. */
export const usesAmbientState: NodeRule = (node) => {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const access = `${node.expression.text}.${node.name.text}`;
    return ambientObjects.has(node.expression.text) || ambientCalls.has(access) ? access : null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) return "new Date()";
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && timers.has(node.expression.text)) return `${node.expression.text}()`;
  return null;
};

/** Code made from text. */
export const evaluatesText: NodeRule = (node) => {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return null;
  const callee = node.expression.getText();
  return callee === "eval" || callee === "Function" || callee === "globalThis.eval" ? callee : null;
};

/** Parts of TypeScript that the house leaves out: default exports, `any`, enums, namespaces. */
export const usesBannedSyntax: NodeRule = (node) => {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  if (ts.isEnumDeclaration(node)) return "enum";
  if (ts.isModuleDeclaration(node)) return "namespace";
  if (ts.isExportAssignment(node)) return "default export";
  if (ts.isExportSpecifier(node) && node.name.text === "default") return "default export";
  const isDefault = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
  return isDefault ? "default export" : null;
};

/** Tests that do not run, or keep others from running. */
export const skipsTests: NodeRule = (node) => {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return null;
  const isTest = ["it", "test", "describe"].includes(node.expression.text);
  const skips = ["skip", "skipIf", "runIf", "todo", "only", "fails"].includes(node.name.text);
  return isTest && skips ? node.getText() : null;
};

/** True when a doc comment stands directly above the declaration. */
export function hasDocComment(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((comment) => ts.isJSDoc(comment));
}
