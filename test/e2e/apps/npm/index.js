const { existsSync } = require("node:fs");
const ms = require("ms");

const greeting = "hello";
console.log(greeting, ms("2 days"), existsSync("node_modules/.bin") ? "with commands" : "without commands");
