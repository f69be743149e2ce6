# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
COPY src\app.py C:\app\
ADD dist\rootfs.tar C:\
