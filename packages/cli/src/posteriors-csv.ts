import type { NodePosterior } from "./driver.ts";

/** Posteriors as CSV: the row (from 0, as in JSON), then a column `node=state` for every state. Dropped rows have empty cells. */
export function posteriorsCsv(posteriors: readonly NodePosterior[], rows: number): string {
  const head = ["row", ...posteriors.flatMap(({ node, states }) => states.map((state) => cell(`${node}=${state}`)))];
  const lines = Array.from({ length: rows }, (_, row) => {
    const values = posteriors.flatMap(({ states, probabilities }) =>
      states.map((_, state) => number(probabilities[row * states.length + state] ?? Number.NaN)),
    );
    return [String(row), ...values].join(",");
  });
  return `${[head.join(","), ...lines].join("\n")}\n`;
}

const number = (value: number): string => (Number.isNaN(value) ? "" : String(value));
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
