export { type CsvOptions, readCsv } from "./csv/read-csv.ts";
export type { ArrowTable, ArrowVector, CellValue, ColumnInput, DataInput, DataRecord, ReadOptions } from "./data-input.ts";
export { fromArrow } from "./from-arrow.ts";
export { fromColumns } from "./from-columns.ts";
export { fromCsvText } from "./from-csv-text.ts";
export { fromRows } from "./from-rows.ts";
export { readJsonRows } from "./read-json-rows.ts";
export { type DataSource, sources } from "./sources.ts";
export { toDataTable } from "./to-data-table.ts";
