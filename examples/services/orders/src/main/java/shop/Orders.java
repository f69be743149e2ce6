package shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Orders takes and lists what customers want to buy. */
public final class Orders {
    private Orders() {}

    public static void main(String[] args) throws IOException {
        String given = System.getenv("PORT");
        int port = given == null ? 8081 : Integer.parseInt(given);
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/health", exchange -> answer(exchange, "{\"service\":\"orders\",\"status\":\"ok\"}\n"));
        server.createContext("/", exchange -> answer(exchange, "[{\"order\":1,\"isbn\":\"9780141439518\",\"state\":\"shipped\"}]\n"));
        server.start();
        System.out.println("orders listens on " + port);
        // The virtual machine runs this on SIGTERM and exits with 143 afterwards.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0)));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
