FROM jenkins/jenkins:lts
USER jenkins
RUN sudo apt-get update && sudo apt-get install -y curl && sudo rm -rf /var/lib/apt/lists/*
