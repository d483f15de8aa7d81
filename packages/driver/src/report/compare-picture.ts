import type { CompareResult, ParameterChange } from "../compare/compare-result.ts";
import { formatNumber } from "./numbers.ts";
import { clip } from "./text-table.ts";

/** Colours of the picture: ink, quiet lines, observed nodes, what one form has and the other has not, and the bars. */
const colours = { ink: "#1f2933", line: "#7b8794", seen: "#e4e7eb", added: "#d64545", bar: "#2b6cb0", back: "#ffffff" } as const;

const font = 'font-family="Helvetica, Arial, sans-serif"';
const lineHeight = 22;
const margin = 24;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node as it is drawn: its middle and half its width and height. */
interface Box extends Point {
  readonly label: string;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly isLatent: boolean;
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const at = (x: number): string => String(Math.round(x * 10) / 10);

interface TextStyle {
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly weight?: "bold";
  readonly fill?: string;
}

function text({ x, y }: Point, words: string, { size = 13, anchor = "start", weight, fill = colours.ink }: TextStyle = {}): string {
  const bold = weight ? ` font-weight="${weight}"` : "";
  return `<text x="${at(x)}" y="${at(y)}" ${font} font-size="${size}" text-anchor="${anchor}"${bold} fill="${fill}">${escaped(words)}</text>`;
}

/** About how wide a text is at the size of labels: capitals take more room. */
const widthOf = (words: string): number => [...words].reduce((sum, letter) => sum + (/[A-Z_]/.test(letter) ? 9 : 7), 0);

/** Radius of the circle on which the nodes stand. */
const radiusOf = (nodes: number): number => Math.max(110, 15 * nodes);

/** The nodes on a circle, the first at the top, clockwise. */
function boxesOf({ theory, latent }: CompareResult, middle: Point): ReadonlyMap<string, Box> {
  const radius = radiusOf(theory.variables.length);
  const isLatent = (key: string): boolean => latent.some((name) => key === name || key.startsWith(`${name}[`));
  return new Map(
    theory.variables.map((key, i) => {
      const angle = (2 * Math.PI * i) / theory.variables.length - Math.PI / 2;
      const label = clip(key, 16);
      const place = { x: middle.x + radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) };
      return [key, { ...place, label, halfWidth: widthOf(label) / 2 + 9, halfHeight: 14, isLatent: isLatent(key) }];
    }),
  );
}

/** Where the line from a box to a point leaves the box. */
function borderOf({ x, y, halfWidth, halfHeight }: Box, to: Point): Point {
  const [dx, dy] = [to.x - x, to.y - y];
  const scale = Math.min(halfWidth / Math.max(Math.abs(dx), 1e-9), halfHeight / Math.max(Math.abs(dy), 1e-9), 1);
  return { x: x + dx * scale, y: y + dy * scale };
}

function line(from: Box, to: Box, isAdded: boolean, isArrow: boolean): string {
  const [a, b] = [borderOf(from, to), borderOf(to, from)];
  const colour = isAdded ? colours.added : colours.line;
  const head = isArrow ? ` marker-end="url(#${isAdded ? "added" : "arrow"})"` : "";
  const width = isAdded ? 2.5 : 1.5;
  return `<line x1="${at(a.x)}" y1="${at(a.y)}" x2="${at(b.x)}" y2="${at(b.y)}" stroke="${colour}" stroke-width="${width}"${head}/>`;
}

function box({ x, y, halfWidth, halfHeight, label, isLatent }: Box): string {
  const fill = isLatent ? colours.back : colours.seen;
  const place = `x="${at(x - halfWidth)}" y="${at(y - halfHeight)}" width="${at(2 * halfWidth)}" height="${2 * halfHeight}"`;
  return `<rect ${place} rx="13" fill="${fill}" stroke="${colours.ink}"/>${text({ x, y: y + 4.5 }, label, { anchor: "middle" })}`;
}

type Pair = readonly [string, string];

const joins = (pairs: readonly Pair[], [a, b]: Pair): boolean => pairs.some(([c, d]) => (a === c && b === d) || (a === d && b === c));

interface Drawing {
  readonly title: string;
  readonly middle: Point;
  readonly lines: readonly Pair[];
  readonly isArrow: boolean;
}

/** One of the two graphs; lines that the other one has not are in another colour. */
function graph(result: CompareResult, { title, middle, lines, isArrow }: Drawing): readonly string[] {
  const { theory } = result;
  const boxes = boxesOf(result, middle);
  const owner = theory.from === "model" ? !isArrow : isArrow;
  const drawn = lines.map((pair) =>
    line(boxes.get(pair[0]) as Box, boxes.get(pair[1]) as Box, owner && joins(theory.added, pair), isArrow),
  );
  const top = { x: middle.x, y: margin + 14 };
  return [text(top, title, { anchor: "middle", weight: "bold", size: 15 }), ...drawn, ...[...boxes.values()].map(box)];
}

const mostBars = 14;
const barWidth = 150;

/** Bars of how many of each parameter's numbers moved. */
function bars(title: string, changes: readonly ParameterChange[], corner: Point): readonly string[] {
  const shown = changes.slice(0, mostBars);
  const rest = changes.length - shown.length;
  const lines = shown.flatMap(({ param, moved, of, largest }, i) => {
    const y = corner.y + (i + 1) * lineHeight;
    const x = corner.x + 170;
    const share = of > 0 ? moved / of : 0;
    return [
      text({ x: x - 8, y: y + 11 }, clip(param, 22), { anchor: "end", size: 12 }),
      `<rect x="${at(x)}" y="${at(y)}" width="${barWidth}" height="14" fill="${colours.seen}"/>`,
      `<rect x="${at(x)}" y="${at(y)}" width="${at(barWidth * share)}" height="14" fill="${colours.bar}"/>`,
      text({ x: x + barWidth + 8, y: y + 11 }, `${moved} of ${of}, by ${formatNumber(largest)}`, { size: 11, fill: colours.line }),
    ];
  });
  const more =
    rest > 0 ? [text({ x: corner.x + 170, y: corner.y + (shown.length + 1) * lineHeight + 11 }, `… ${rest} more`, { size: 11 })] : [];
  return [text({ x: corner.x, y: corner.y + 8 }, title, { weight: "bold" }), ...lines, ...more];
}

function legend({ theory }: CompareResult, place: Point): string {
  if (theory.added.length === 0) return text(place, "both graphs join the same nodes", { anchor: "middle", size: 12, fill: colours.line });
  const what = theory.from === "model" ? "married parents: edges that the directed form has not" : "edges that were added to fill cycles";
  return text(place, what, { anchor: "middle", size: 12, fill: colours.added });
}

const marker = (id: string, colour: string): string =>
  `<marker id="${id}" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="11" markerHeight="11" orient="auto"><path d="M0,1 L10,5 L0,9 z" fill="${colour}"/></marker>`;

/**
 * A picture of a comparison as an SVG document: the directed graph beside the undirected one, and what one more datum moves in each.
 * Latent nodes are white.
 */
export function drawComparison(result: CompareResult): string {
  const { theory, coupling, model } = result;
  const half = Math.max(440, 2 * radiusOf(theory.variables.length) + 190);
  const reach = radiusOf(theory.variables.length);
  const middle = margin + 60 + reach;
  const foot = middle + reach + 56;
  const counts = coupling ? [coupling.directed.length, coupling.undirected.length].map((n) => Math.min(n, mostBars + 1)) : [0];
  const height = foot + margin + (coupling ? (Math.max(...counts) + 3) * lineHeight : 0);
  const place = (side: 0 | 1): Point => ({ x: half * (side + 0.5), y: middle });
  const start = foot + 36;
  const moved = coupling
    ? [
        text({ x: half, y: foot + 14 }, `share of each parameter's numbers that one more datum like row ${coupling.row + 1} moves`, {
          anchor: "middle",
        }),
        ...bars("directed", coupling.directed, { x: half / 2 - 210, y: start }),
        ...bars("undirected", coupling.undirected, { x: half * 1.5 - 210, y: start }),
      ]
    : [];
  const parts = [
    `<defs>${marker("arrow", colours.line)}${marker("added", colours.added)}</defs>`,
    `<rect width="100%" height="100%" fill="${colours.back}"/>`,
    ...graph(result, { title: `${model}, directed`, middle: place(0), lines: theory.arcs, isArrow: true }),
    ...graph(result, { title: `${model}, undirected`, middle: place(1), lines: theory.edges, isArrow: false }),
    legend(result, { x: half, y: foot - 14 }),
    ...moved,
  ];
  const size = `width="${2 * half}" height="${at(height)}" viewBox="0 0 ${2 * half} ${at(height)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" ${size}>\n<title>${escaped(`${model}, directed beside undirected`)}</title>\n${parts.join("\n")}\n</svg>\n`;
}
