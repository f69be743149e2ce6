FROM debian:bookworm-slim
CMD printer --title "Grüße 🐳" naïve
