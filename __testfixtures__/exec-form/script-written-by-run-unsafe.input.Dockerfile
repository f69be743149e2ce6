FROM debian:bookworm-slim
RUN echo 'node s.js' > /usr/local/bin/start && chmod +x /usr/local/bin/start
CMD start
