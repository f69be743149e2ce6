const { price } = require("prices");

const greeting = "hello";
console.log(greeting, price(12));
