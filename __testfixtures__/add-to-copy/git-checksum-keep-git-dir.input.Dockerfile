FROM debian:12-slim
ADD --keep-git-dir=true --checksum=0123456789012345678901234567890123456789 https://github.com/org/repo.git#v1 /src
