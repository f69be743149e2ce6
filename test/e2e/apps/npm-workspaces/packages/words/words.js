const ms = require("ms");

const greeting = "hello";
exports.greet = () => `${greeting} ${ms("3 days")}`;
