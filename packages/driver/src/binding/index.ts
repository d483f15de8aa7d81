export { type BindOptions, bindData } from "./bind-data.ts";
export { nearName } from "./near-name.ts";
