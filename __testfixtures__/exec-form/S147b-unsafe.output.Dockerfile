FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", ". /opt/ros/setup.sh && exec roslaunch demo"]
