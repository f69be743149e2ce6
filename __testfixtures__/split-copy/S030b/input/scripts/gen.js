console.log("1;");
