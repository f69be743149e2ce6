FROM python:3.12
RUN apt-get update && apt-get install -y gcc
WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt && useradd -r app && mkdir -p /data && chown app /data
RUN curl -fsSL https://example.test/x.tgz | tar xz -C /opt && git clone https://example.test/y.git
RUN echo "apt-get install" >> /notes && sed -i 's/a/b/' /etc/x.conf
