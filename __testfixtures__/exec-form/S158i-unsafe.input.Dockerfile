FROM registry.example.com/team/base:3
CMD serve --port 80
