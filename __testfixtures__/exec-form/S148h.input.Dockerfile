FROM debian:bookworm-slim
RUN curl -o /run.sh https://example.com/run.sh && chmod +x /run.sh
CMD /run.sh
