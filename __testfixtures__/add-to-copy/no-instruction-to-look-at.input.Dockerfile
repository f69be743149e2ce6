FROM scratch
# ADD app.conf /x
RUN echo ADD app.conf /x
