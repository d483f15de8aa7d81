import { nearestName } from "@platewise/core";
import type { FactorStatement, Name, NodeStatement, Statement, Target } from "../syntax/program.ts";
import { type Checker, lineOf, replaceBy, report } from "./context.ts";
import type { Plate } from "./plate-scope.ts";
import { declarePlate } from "./plates.ts";
import { reservedAs } from "./reserved-words.ts";
import { type LetSymbol, type NodeSymbol, type ParamSymbol, type ProgramSymbol, symbolKind } from "./symbols.ts";
import { readLabels } from "./types.ts";

/** What a walk over the statements finds, in the order of the text. */
export interface Declarations {
  readonly params: ParamSymbol[];
  readonly lets: LetSymbol[];
  readonly factors: { readonly statement: FactorStatement; readonly plate: Plate | null }[];
  readonly initials: { readonly statement: NodeStatement; readonly target: Target; readonly plate: Plate | null }[];
}

/** Enters every name of the program into the checker, and every plate; nothing is resolved yet. */
export function declareAll(checker: Checker, statements: readonly Statement[]): Declarations {
  const found: Declarations = { params: [], lets: [], factors: [], initials: [] };
  walk(checker, statements, null, found);
  return found;
}

function walk(checker: Checker, statements: readonly Statement[], plate: Plate | null, found: Declarations): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case "const":
      case "type":
      case "param":
        if (plate)
          report(checker, "misplaced-declaration", { word: statement.kind, name: firstName(statement), plate: plate.name }, statement.span);
        declareGlobal(checker, statement, found);
        break;
      case "node":
        declareNodes(checker, statement, plate, found);
        break;
      case "let": {
        const symbol: LetSymbol = {
          kind: "let",
          name: statement.target.name,
          target: statement.target,
          statement,
          plate,
          body: { state: "new" },
          shape: { state: "new" },
        };
        if (enter(checker, symbol)) found.lets.push(symbol);
        break;
      }
      case "plate":
        walk(checker, statement.body, declarePlate(checker, statement, plate), found);
        break;
      case "factor":
        found.factors.push({ statement, plate });
        break;
    }
  }
}

type GlobalStatement = Statement & { readonly kind: "const" | "type" | "param" };

function firstName(statement: GlobalStatement): string {
  return statement.kind === "param" ? (statement.targets[0]?.name.text ?? "") : statement.name.text;
}

function declareGlobal(checker: Checker, statement: GlobalStatement, found: Declarations): void {
  if (statement.kind === "const") {
    enter(checker, { kind: "const", name: statement.name, statement, value: { state: "new" } });
  } else if (statement.kind === "type") {
    const labels = statement.labels === null ? null : readLabels(checker, statement.labels, statement.name.text);
    enter(checker, { kind: "type", name: statement.name, statement, set: { kind: "labels", type: statement.name.text, labels } });
  } else {
    for (const target of statement.targets) {
      const symbol: ParamSymbol = { kind: "param", name: target.name, target, statement, indices: [], domain: null };
      if (enter(checker, symbol)) found.params.push(symbol);
    }
  }
}

function declareNodes(checker: Checker, statement: NodeStatement, plate: Plate | null, found: Declarations): void {
  for (const target of statement.targets) {
    if (statement.role === "initial") {
      found.initials.push({ statement, target, plate });
      continue;
    }
    if (statement.role !== "latent") checker.read.push({ plate, role: statement.role });
    const symbol: NodeSymbol = {
      kind: "node",
      name: target.name,
      target,
      plate,
      statement,
      initial: null,
      domain: { state: "new" },
      type: null,
    };
    if (enter(checker, symbol)) checker.nodes.push(symbol);
  }
}

/** Enters a symbol under its name; a name that is taken or reserved is reported, and the first declaration stays. */
function enter(checker: Checker, symbol: ProgramSymbol): boolean {
  checkReserved(checker, symbol.name);
  const { text, span } = symbol.name;
  const first = checker.symbols.get(text);
  if (first === undefined) {
    checker.symbols.set(text, symbol);
    return true;
  }
  report(checker, "duplicate-name", { name: text, kind: symbolKind(first), line: lineOf(checker, first.name.span) }, span);
  checker.used.add(first);
  return false;
}

function checkReserved(checker: Checker, name: Name): void {
  const kind = reservedAs(name.text);
  if (kind !== null) report(checker, "reserved-name", { name: name.text, kind }, name.span);
}

/** Joins every `initial z ~ …` to its node, which may stand before or after it in the same place. */
export function joinInitials(checker: Checker, found: Declarations): void {
  for (const { statement, target, plate } of found.initials) {
    const name = target.name.text;
    const symbol = checker.symbols.get(name);
    if ((plate?.chain ?? null) === null) {
      report(checker, "initial-outside-chain", { name }, statement.span);
    } else if (symbol?.kind !== "node" || symbol.plate !== plate) {
      reportLoneInitial(checker, { statement, target, plate }, symbol);
    } else if (symbol.initial) {
      report(checker, "repeated-initial", { name, line: lineOf(checker, symbol.initial.statement.span) }, target.name.span);
    } else {
      symbol.initial = { statement, target };
    }
  }
}

type Initial = Declarations["initials"][number];

/** Reports a first step without its node; a node of nearly that name in the same place is taken for the one that was meant. */
function reportLoneInitial(checker: Checker, { statement, target, plate }: Initial, symbol: ProgramSymbol | undefined): void {
  const name = target.name.text;
  const beside = checker.nodes.filter((node) => node.plate === plate && node.initial === null);
  const near =
    symbol === undefined
      ? nearestName(
          name,
          beside.map((node) => node.name.text),
        )
      : null;
  const kind = symbol && symbol.kind !== "node" ? symbolKind(symbol) : null;
  const details = { name, kind, elsewhere: symbol?.kind === "node", near };
  report(checker, "initial-without-node", details, target.name.span, { suggestion: replaceBy(target.name.span, near) });
  const meant = beside.find((node) => node.name.text === near);
  if (meant) meant.initial = { statement, target };
}
