module.exports = { text: "exports.made = true;\n" };
