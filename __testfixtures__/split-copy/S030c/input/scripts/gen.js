require("fs").writeFileSync("src/gen.js", "1;");
