import ts from "typescript";
import { type ParsedFile, place, resolveRelative, walk } from "./workspace.ts";

/** One import, re-export or `import()` of a file. */
export interface Import {
  readonly at: string;
  readonly specifier: string;
  /** False where only types are imported, so that nothing is loaded. */
  readonly isRunTime: boolean;
}

function importLoads(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  const { name, namedBindings } = clause;
  if (name !== undefined || namedBindings === undefined || ts.isNamespaceImport(namedBindings)) return true;
  return namedBindings.elements.some((element) => !element.isTypeOnly);
}

function exportLoads(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return false;
  const { exportClause } = node;
  return exportClause === undefined || !ts.isNamedExports(exportClause) || exportClause.elements.some((element) => !element.isTypeOnly);
}

function specifierOf(node: ts.Node): { specifier: ts.Expression; isRunTime: boolean } | null {
  if (ts.isImportDeclaration(node)) return { specifier: node.moduleSpecifier, isRunTime: importLoads(node.importClause) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return { specifier: node.moduleSpecifier, isRunTime: exportLoads(node) };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal, isRunTime: false };
  const argument = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
  return argument === undefined ? null : { specifier: argument, isRunTime: true };
}

/** Every import of a file, in its order; the specifier of a computed `import()` is its source text. */
export function importsOf(file: ParsedFile): Import[] {
  const found: Import[] = [];
  walk(file.ast, (node) => {
    const hit = specifierOf(node);
    if (hit === null) return;
    const specifier = ts.isStringLiteralLike(hit.specifier) ? hit.specifier.text : hit.specifier.getText(file.ast);
    found.push({ at: place(file, node), specifier, isRunTime: hit.isRunTime });
  });
  return found;
}

/** The npm name that a bare specifier belongs to: `@platewise/core/x` is `@platewise/core`. */
export function packageNameOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function runTimeEdges(files: readonly ParsedFile[]): Map<string, string[]> {
  const paths = new Set(files.map((file) => file.path));
  const targets = (file: ParsedFile) =>
    importsOf(file)
      .filter((entry) => entry.isRunTime && entry.specifier.startsWith("."))
      .map((entry) => resolveRelative(file.path, entry.specifier))
      .filter((path) => paths.has(path));
  return new Map(files.map((file) => [file.path, targets(file)]));
}

/** Run-time import cycles among the files, each written as `a -> b -> a`; one per back edge of a depth-first search. */
export function importCycles(files: readonly ParsedFile[]): string[] {
  const edges = runTimeEdges(files);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(" -> "));
    if (start >= 0 || done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}
