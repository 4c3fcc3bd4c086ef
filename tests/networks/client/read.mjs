// Reads GEXF files with graphology-gexf, as Gephi Lite does, and writes what it found as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [, , modules, ...files] = process.argv;
const require = createRequire(join(modules, "package.json"));
const Graph = require("graphology");
const gexf = require("graphology-gexf");
const found = {};
for (const file of files) {
  const graph = file.endsWith(".json") ? Graph.from(JSON.parse(readFileSync(file, "utf8"))) : gexf.parse(Graph, readFileSync(file, "utf8"));
  found[file] = {
    type: graph.type,
    attributes: graph.getAttributes(),
    nodes: graph.mapNodes((node, attributes) => ({ id: node, ...attributes })),
    edges: graph.mapEdges((edge, attributes, source, target) => ({ ...attributes, source, target })),
  };
}
process.stdout.write(JSON.stringify(found));
