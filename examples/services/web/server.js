const express = require("express");

const app = express();
app.disable("x-powered-by");
app.use(express.static("public"));
app.get("/health", (_request, response) => response.json({ service: "web", status: "ok" }));

const port = Number(process.env.PORT ?? 3000);
const server = app.listen(port, () => console.log(`web listens on ${port}`));

process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
