const pad = require("left-pad");

const greeting = "hello";
console.log(greeting, pad("12.00", 8, "."));
