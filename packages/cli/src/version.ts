/** The version of the command line; a test holds it to package.json. */
export const version = "0.1.0";
