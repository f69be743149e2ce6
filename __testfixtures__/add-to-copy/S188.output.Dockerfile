FROM debian:12-slim
copy   foo.txt    /x
  Copy	bar.txt	/x
