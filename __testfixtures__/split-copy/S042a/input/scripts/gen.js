const fs = require("node:fs");
const { text } = require("./text.js");

fs.writeFileSync("generated.js", text);
