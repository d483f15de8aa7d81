import { expect, test } from "vitest";
import { formatColumn } from "../src/report/numbers.ts";
import { plainStyle } from "../src/report/style.ts";
import { clip, renderTable, textWidth } from "../src/report/text-table.ts";

test("numbers of a column that are close together are told apart", () => {
  expect(formatColumn([1988.2, 1991.5, 1990.1])).toEqual(["1988.2", "1991.5", "1990.1"]);
  expect(formatColumn([1e9 + 0.25, 1e9 + 1.5])).toEqual(["1.0000000003e+9", "1.0000000015e+9"]);
  expect(formatColumn([4.29, 2.036])).toEqual(["4.290", "2.036"]);
  expect(formatColumn([3e8, 5e7])).toEqual(["3.000e+8", "5.000e+7"]);
});

test("what differs by rounding alone gets no more digits", () => {
  expect(formatColumn([0.1 + 0.2, 0.3])).toEqual(["0.3000", "0.3000"]);
});

test("what is nothing beside the others is 0, what is small shows itself", () => {
  expect(formatColumn([0.5, 2.3e-139, -1e-200])).toEqual(["0.5000", "0.0000", "0.0000"]);
  expect(formatColumn([0.5, 3e-9])).toEqual(["0.5000", "3.0e-9"]);
  expect(formatColumn([2.3e-139])).toEqual(["2.300e-139"]);
});

test("wide characters take two columns, and are not cut in half", () => {
  const [first = "", second = ""] = renderTable(
    [
      { head: [], cells: ["東京", "Rome"], align: "left" },
      { head: [], cells: ["1", "2"], align: "right" },
    ],
    { width: 40, style: plainStyle },
  );
  expect([first, second]).toEqual(["  東京  1", "  Rome  2"]);
  expect(clip("東京都庁", 6)).toBe("東京…");
  expect(textWidth(clip("東京都庁", 6))).toBeLessThanOrEqual(6);
});

test("control characters of labels do not reach the terminal", () => {
  const [line] = renderTable([{ head: [], cells: ["\u001b[31mred\u0007"], align: "left" }], { width: 40, style: plainStyle });
  expect(line).toBe("  \uFFFD[31mred\uFFFD");
});
