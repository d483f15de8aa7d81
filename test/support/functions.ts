import ts from "typescript";
import { type ParsedFile, walk } from "./workspace.ts";

/** Length of one function, its signature included and its doc comment not. */
export interface FunctionLength {
  /** `path#name`, the name qualified by those of the functions around it. */
  readonly id: string;
  readonly lines: number;
}

function ownName(node: ts.Node, file: ParsedFile): string {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const { name } = node as { name?: ts.Node };
  if (name !== undefined) return name.getText(file.ast);
  const { parent } = node;
  const named = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  return named ? parent.name.getText(file.ast) : "(anonymous)";
}

function qualifiedName(node: ts.Node, file: ParsedFile): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at)) names.unshift(ownName(at, file));
    else if (ts.isClassLike(at) && at.name) names.unshift(at.name.text);
  }
  return names.join(".");
}

/** The lengths of all functions of a file, nested ones too. */
export function functionLengths(file: ParsedFile): FunctionLength[] {
  const lengths: FunctionLength[] = [];
  const lineOf = (position: number) => file.ast.getLineAndCharacterOfPosition(position).line;
  walk(file.ast, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
    const lines = lineOf(node.end) - lineOf(node.getStart(file.ast)) + 1;
    lengths.push({ id: `${file.path}#${qualifiedName(node, file)}`, lines });
  });
  return lengths;
}
