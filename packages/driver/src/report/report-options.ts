import type { TemplateModel } from "@platewise/core";
import { styleFor } from "./style.ts";
import type { TableLayout } from "./text-table.ts";

/** What the report knows about the command that asked for it, so that it can say what to type next. */
export interface ReportCommand {
  /** The words after `pgm`, as they were typed. */
  readonly words: readonly string[];
  readonly model: string;
  /** File that the result was written to, or null. */
  readonly out: string | null;
  /** Constants of the model that are whole numbers, such as a number of components. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** How a text report is laid out. Left out: 100 characters wide, without colour, without advice on commands. */
export interface ReportOptions {
  readonly width?: number;
  readonly colour?: boolean;
  /** What to call the data in the title. */
  readonly data?: string;
  /** The model: axes are then called by the nodes and columns that the parameters belong to. */
  readonly template?: TemplateModel;
  readonly command?: ReportCommand;
}

const narrowest = 40;

/** The layout that the options ask for. */
export function layoutOf(options: ReportOptions): TableLayout {
  return { width: Math.max(narrowest, options.width ?? 100), style: styleFor(options.colour ?? false) };
}
