import type { FitResult, NetworkSummary } from "@platewise/core";
import { isPenalised, matchesMoments } from "./network-words.ts";
import { formatColumn } from "./numbers.ts";
import { flatten, memberNames, type ParamView } from "./param-view.ts";
import { renderTable, type TableLayout, type TextColumn, tableWidth, textWidth, wrap } from "./text-table.ts";

/** Features that are all listed; of more, those with the largest gaps. */
const MOST = 24;
const LARGEST = 10;

/** A feature of a network by the parameter that weighs it, with its mean per row in the data and under the model. */
interface Feature {
  readonly name: string;
  readonly data: number;
  readonly model: number;
  readonly gap: number;
}

/** The names of a parameter's elements: `table(Class,Age)[Crew][Child]`. */
function elementNames({ name, axes, element }: ParamView): readonly string[] {
  return [...axes, ...element].reduce<readonly string[]>(
    (names, axis) => names.flatMap((head) => memberNames(axis).map((member) => `${head}[${member}]`)),
    [name],
  );
}

type Moments = NonNullable<NetworkSummary["moments"]>;

function featuresOf(views: readonly ParamView[], { empirical, model }: Moments): readonly Feature[] {
  const numbers = (values: Moments["model"], name: string): readonly number[] => flatten(values[name] ?? []);
  return views.flatMap((view) => {
    const [seen, expected] = [numbers(empirical, view.name), numbers(model, view.name)];
    return elementNames(view).map((name, at): Feature => {
      const [data, mean] = [seen[at] ?? Number.NaN, expected[at] ?? Number.NaN];
      return { name, data, model: mean, gap: mean - data };
    });
  });
}

/** Gaps are told by their size: rounding needs no digits. */
const gapText = (gap: number): string => (gap === 0 ? "0" : gap.toExponential(1));

function columnsOf(features: readonly Feature[]): readonly TextColumn[] {
  const right = (head: string, cells: readonly string[]): TextColumn => ({ head: [head], cells, align: "right" });
  const names = features.map(({ name }) => name);
  return [
    { head: ["feature"], cells: names, align: "left", mark: "cyan", widest: Math.max(...names.map(textWidth)) },
    right("data", formatColumn(features.map(({ data }) => data))),
    right("model", formatColumn(features.map(({ model }) => model))),
    right(
      "gap",
      features.map(({ gap }) => gapText(gap)),
    ),
  ];
}

/** The columns that fit: without the two means where there is no room for them, then with names cut. */
function fitting(columns: readonly TextColumn[], { width }: TableLayout): readonly TextColumn[] {
  if (tableWidth(columns) <= width) return columns;
  const [name, , , gap] = columns as readonly [TextColumn, TextColumn, TextColumn, TextColumn];
  const room = width - tableWidth([{ ...name, head: [], cells: [] }, gap]);
  return [{ ...name, widest: Math.min(name.widest ?? room, room) }, gap];
}

/** What a gap means for this estimate. */
function meaning(result: FitResult, network: NetworkSummary): string {
  if (matchesMoments(result.method, network)) return "at the maximum of the likelihood there is no gap";
  if (isPenalised(network))
    return network.priors
      ? "the priors keep the model's means from those of the data"
      : "the penalty keeps the model's means from those of the data";
  return "this method need not match the means";
}

/** The certificate of a network's fit: means of its features in the data and under the model, and the largest gap. */
export function momentSection(result: FitResult, views: readonly ParamView[], layout: TableLayout): string[] {
  const { network } = result;
  if (!network) return [];
  const { style, width } = layout;
  const { moments } = network;
  if (!moments) {
    const text = "not compared: the means under the model are sums over all configurations, which are over the budget";
    return [style.bold("moments"), ...wrap(text, width - 2).map(indented)];
  }
  const learned = views.filter(({ fixed }) => !fixed);
  const all = featuresOf(learned, moments);
  if (all.length === 0) return [];
  const byGap = [...all].sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap));
  const shown = all.length > MOST ? byGap.slice(0, LARGEST) : all;
  const largest = byGap[0] as Feature;
  const verdict = `largest gap ${gapText(Math.abs(largest.gap))}, of ${largest.name}: ${meaning(result, network)}.`;
  return [
    ...heading(shown.length, all.length, layout),
    ...renderTable(fitting(columnsOf(shown), layout), layout),
    ...wrap(verdict, width - 2).map(indented),
  ];
}

const indented = (line: string): string => `  ${line}`;

function heading(shown: number, all: number, { style, width }: TableLayout): readonly string[] {
  const which = shown < all ? `the ${shown} largest gaps of ${all} features` : "means per row of the features";
  const text = `${which}, in the data and under the model`;
  const fits = 9 + textWidth(text) <= width;
  return fits
    ? [`${style.bold("moments")}  ${style.dim(text)}`]
    : [style.bold("moments"), ...wrap(text, width - 2).map((line) => `  ${style.dim(line)}`)];
}
