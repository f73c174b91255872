// graphql-inspector on two schemas: builds both and compares them, in this process, and prints the milliseconds as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.argv[2] + "/package.json");
const { diff } = require("@graphql-inspector/core");
const { buildSchema } = require("graphql");
const read = (path) => readFileSync(path, "utf8");
const start = performance.now();
const [before, after] = process.argv.slice(3, 5).map((path) => buildSchema(read(path), { assumeValid: true, assumeValidSDL: true }));
const built = performance.now();
const changes = await diff(before, after);
const done = performance.now();
const breaking = changes.filter((change) => change.criticality.level === "BREAKING").length;
console.log(JSON.stringify({ build: built - start, diff: done - built, changes: changes.length, breaking }));
