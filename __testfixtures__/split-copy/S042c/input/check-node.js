if (Number(process.versions.node.split(".")[0]) < 18) process.exit(1);
