FROM debian:12-slim
add   foo.txt    /x
  Add	bar.txt	/x
