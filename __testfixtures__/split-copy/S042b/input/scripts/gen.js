const fs = require("node:fs");
const { text } = require("../src/text.js");

fs.writeFileSync("generated.js", text);
