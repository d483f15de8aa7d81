import { printColumn, printExpression, printLabels, printList, printLoops, printType } from "./print-expression.ts";
import type { FromClause, NodeStatement, ParamStatement, PlateStatement, Statement, Target } from "./program.ts";

/** A statement on one line; of a plate, the line that opens it. */
export function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case "const":
      return `const ${statement.name.text} = ${printExpression(statement.value)}`;
    case "type":
      return `type ${statement.name.text}${statement.labels === null ? "" : ` = ${printLabels(statement.labels)}`}`;
    case "param":
      return printParam(statement);
    case "node":
      return printNode(statement);
    case "let":
      return `let ${printTarget(statement.target)} = ${printExpression(statement.value)}`;
    case "plate":
      return printPlateHead(statement);
    case "factor":
      return `factor ${printExpression(statement.value)}${statement.loops.length === 0 ? "" : ` ${printLoops(statement.loops)}`}`;
  }
}

function printTarget(target: Target): string {
  return target.indices.length === 0 ? target.name.text : `${target.name.text}[${printList(target.indices)}]`;
}

function printTargets(word: string, statement: ParamStatement | NodeStatement): string {
  const type = statement.type === null ? "" : ` : ${printType(statement.type)}`;
  return `${word} ${statement.targets.map(printTarget).join(", ")}${type}`;
}

function printParam(statement: ParamStatement): string {
  const prior = statement.prior === null ? "" : ` ~ ${printExpression(statement.prior)}`;
  const fixed = statement.fixed === null ? "" : ` = ${printExpression(statement.fixed)}`;
  const init = statement.init === null ? "" : ` init ${printExpression(statement.init)}`;
  return `${printTargets("param", statement)}${prior}${fixed}${init}`;
}

function printNode(statement: NodeStatement): string {
  const law = statement.law === null ? "" : ` ~ ${printExpression(statement.law)}`;
  return `${printTargets(statement.role, statement)}${law}${statement.from === null ? "" : ` ${printFrom(statement.from)}`}`;
}

function printFrom(from: FromClause): string {
  const columns = from.columns.map(printColumn).join(", ");
  return from.list ? `from (${columns})` : `from ${columns}`;
}

function printPlateHead(statement: PlateStatement): string {
  const by = statement.by === null ? "" : ` by ${printColumn(statement.by)}`;
  const over = statement.over === null ? "" : ` in ${printExpression(statement.over)}`;
  const weight = statement.weightedBy === null ? "" : ` weighted by ${printColumn(statement.weightedBy)}`;
  return `${statement.word} ${statement.name.text}${by}${over}${weight} {`;
}
