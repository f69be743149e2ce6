FROM debian:12-slim
COPY --chmod=755 <<"a.sh" <<b.tar app.conf /x/
#!/bin/sh
a.sh
not a tar
b.tar
