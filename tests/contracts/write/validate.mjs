// Reads the documents on stdin with AsyncAPI's own parser, and prints the errors it finds in each as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.argv[2] + "/package.json");
const { Parser } = require("@asyncapi/parser");
const parser = new Parser();
const said = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const diagnostics = await parser.validate(text);
  said[name] = diagnostics.filter((each) => each.severity === 0).map((each) => [each.path.join("/"), each.message]);
}
console.log(JSON.stringify(said));
