FROM debian:bookworm-slim
CMD ["/bin/tini", "--", "/usr/local/bin/jenkins.sh"]
