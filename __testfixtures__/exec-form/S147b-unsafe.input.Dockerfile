FROM debian:bookworm-slim
CMD . /opt/ros/setup.sh && roslaunch demo
