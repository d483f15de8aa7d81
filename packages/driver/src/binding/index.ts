export { type BindOptions, bindData } from "./bind-data.ts";
