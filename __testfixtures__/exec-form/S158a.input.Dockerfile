FROM postgres:16
CMD postgres -c shared_buffers=256MB
