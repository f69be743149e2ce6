const pad = require("left-pad");

exports.price = (amount) => pad(amount.toFixed(2), 8, ".");
