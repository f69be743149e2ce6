require("./all.js")(process.cwd());
