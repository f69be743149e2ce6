# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
ADD src\app.py C:\app\
ADD dist\rootfs.tar C:\
