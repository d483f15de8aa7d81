import ts from "typescript";
import { folders, type PackageFolder, type ParsedFile, packages, resolveRelative, sourceFiles } from "./workspace.ts";

/** Whether a name still exists when the program runs. */
export type ExportKind = "value" | "type";

/** Exported names with their kinds. */
export type Names = Map<string, ExportKind>;

const filesByPath = new Map(sourceFiles.map((file) => [file.path, file]));

/** An exported declaration with the names that it introduces. */
export interface ExportedDeclaration {
  readonly node: ts.Statement;
  readonly names: readonly string[];
  readonly kind: ExportKind;
}

function hasModifier(node: ts.Statement, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}

function bindingNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bindingNames(element.name) : []));
}

function declaredNames(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap((declaration) => bindingNames(declaration.name));
  const named =
    ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  return named && node.name ? [node.name.text] : [];
}

function isLaterOverload(node: ts.Statement, index: number, all: readonly ts.Statement[]): boolean {
  const previous = all[index - 1];
  if (!ts.isFunctionDeclaration(node) || previous === undefined || !ts.isFunctionDeclaration(previous)) return false;
  return previous.body === undefined && previous.name?.text === node.name?.text;
}

/** The declarations of a file that carry `export` themselves; an overloaded function counts once. */
export function exportedDeclarations(file: ParsedFile): ExportedDeclaration[] {
  return file.ast.statements
    .filter((node, index, all) => hasModifier(node, ts.SyntaxKind.ExportKeyword) && !isLaterOverload(node, index, all))
    .map((node) => {
      const kind = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ? "type" : "value";
      return { node, names: declaredNames(node), kind } as const;
    });
}

function namesOfSpecifier(from: string, specifier: string): Names {
  if (specifier.startsWith(".")) {
    const file = filesByPath.get(resolveRelative(from, specifier));
    return file === undefined ? new Map() : namesOfFile(file);
  }
  const folder = folders.find((candidate) => packages[candidate].name === specifier);
  return folder === undefined ? new Map() : exportedNames(folder);
}

function merge(into: Names, name: string, kind: ExportKind): void {
  if (into.get(name) !== "value") into.set(name, kind);
}

function localKinds(file: ParsedFile): Names {
  const kinds: Names = new Map();
  for (const node of file.ast.statements) {
    if (ts.isImportDeclaration(node) && node.importClause?.namedBindings && ts.isStringLiteral(node.moduleSpecifier)) {
      const source = namesOfSpecifier(file.path, node.moduleSpecifier.text);
      const { namedBindings } = node.importClause;
      if (!ts.isNamedImports(namedBindings)) continue;
      for (const element of namedBindings.elements) {
        kinds.set(element.name.text, source.get((element.propertyName ?? element.name).text) ?? "value");
      }
    }
    const isType = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
    for (const name of declaredNames(node)) merge(kinds, name, isType ? "type" : "value");
  }
  return kinds;
}

function addReexports(file: ParsedFile, node: ts.ExportDeclaration, names: Names): void {
  const source =
    node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)
      ? namesOfSpecifier(file.path, node.moduleSpecifier.text)
      : localKinds(file);
  if (node.exportClause === undefined) {
    for (const [name, kind] of source) merge(names, name, node.isTypeOnly ? "type" : kind);
  } else if (ts.isNamespaceExport(node.exportClause)) {
    merge(names, node.exportClause.name.text, node.isTypeOnly ? "type" : "value");
  } else {
    for (const element of node.exportClause.elements) {
      const kind = source.get((element.propertyName ?? element.name).text) ?? "value";
      merge(names, element.name.text, node.isTypeOnly || element.isTypeOnly ? "type" : kind);
    }
  }
}

function namesOfFile(file: ParsedFile): Names {
  const names: Names = new Map();
  for (const declaration of exportedDeclarations(file)) for (const name of declaration.names) merge(names, name, declaration.kind);
  for (const node of file.ast.statements) if (ts.isExportDeclaration(node)) addReexports(file, node, names);
  return names;
}

/** What a package's index exports, names with their kinds. */
export function exportedNames(folder: PackageFolder): Names {
  const index = filesByPath.get(`packages/${folder}/src/index.ts`);
  return index === undefined ? new Map() : namesOfFile(index);
}
