export * from "./syntax/parse.ts";
export * from "./syntax/program.ts";
