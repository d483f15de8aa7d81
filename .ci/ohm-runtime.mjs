// Stands in for the parser package in bundles: what runs a grammar made beforehand, without what reads the text of one.
import "../node_modules/ohm-js/src/semanticsDeferredInit.js";

export { makeRecipe } from "../node_modules/ohm-js/src/main-kernel.js";
