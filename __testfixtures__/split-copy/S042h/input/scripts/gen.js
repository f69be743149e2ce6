const fs = require("fs");
const path = require("path");
fs.readFileSync(path.join(__dirname, "../src/a.js"));
