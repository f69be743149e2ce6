FROM registry.example.com/team/base:3
CMD C:\app\server.exe --serve
