// Composes the cases on stdin with Apollo's own composition, and prints what it says of each as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.argv[2] + "/package.json");
const { composeServices } = require("@apollo/composition");
const { parse, printSchema } = require("graphql");
const cases = JSON.parse(readFileSync(0, "utf8"));
const said = {};
for (const [name, subgraphs] of Object.entries(cases)) {
  const services = Object.entries(subgraphs).map(([of, sdl]) => ({ name: of, url: "http://" + of, typeDefs: parse(sdl) }));
  const result = composeServices(services);
  said[name] = result.errors
    ? { errors: result.errors.map((error) => [error.extensions?.code, error.message]) }
    : { api: printSchema(result.schema.toAPISchema().toGraphQLJSSchema()) };
}
console.log(JSON.stringify(said));
