FROM debian:12-slim
ADD --chmod=755 <<"a.sh" <<b.tar app.conf /x/
#!/bin/sh
a.sh
not a tar
b.tar
