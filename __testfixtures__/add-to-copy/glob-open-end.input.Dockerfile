FROM debian:12-slim
ADD *.jar app*.war /x/
ADD * /app
ADD app* /
ADD mix.* /app/
ADD *.[jw]ar /x/
ADD conf/? /x/
ADD *.jar* /x/
